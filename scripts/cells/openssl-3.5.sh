about='OpenSSL 3.5, built from source'
withOpenSsl 3.5
