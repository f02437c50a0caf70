about='OpenSSL 4.0, built from source'
withOpenSsl 400.0.2
