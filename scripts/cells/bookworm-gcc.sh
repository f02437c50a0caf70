about='Debian 12'
suite=bookworm
