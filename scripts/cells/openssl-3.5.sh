about='OpenSSL 3.5, built from source'
packages+=(cargo make perl)
findOpenSslOfPrefix
beforeConfigure() { step "build OpenSSL" buildOpenSsl 300.5.5; }
