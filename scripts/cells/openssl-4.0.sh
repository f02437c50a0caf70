about='OpenSSL 4.0, built from source'
packages+=(cargo make perl)
findOpenSslOfPrefix
beforeConfigure() { step "build OpenSSL" buildOpenSsl 400.0.2; }
