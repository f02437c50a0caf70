about='OpenSSL 3.5, built from source'
packages+=(cargo make perl)
options+=(-DJWTAUTH_UNITY_BUILD=ON)
findOpenSslOfPrefix
beforeConfigure() { step "build OpenSSL" buildOpenSsl 300.5.5; }
