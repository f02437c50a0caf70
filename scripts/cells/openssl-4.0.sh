about='OpenSSL 4.0, built from source'
withOpenSsl 4.0
