about='OpenSSL 3.5, built from source'
withOpenSsl 300.5.5
