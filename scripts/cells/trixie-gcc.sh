about='Debian 13'
