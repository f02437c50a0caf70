about='Debian 12, with the server'
suite=bookworm
withServer
