about='Debian 13, with the server'
withServer
