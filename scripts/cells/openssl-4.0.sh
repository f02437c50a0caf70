about='OpenSSL 4.0, built from source'
packages+=(cargo make perl)
options+=(-DJWTAUTH_UNITY_BUILD=ON)
findOpenSslOfPrefix
beforeConfigure() { step "build OpenSSL" buildOpenSsl 400.0.2; }
