about='BoringSSL, built from source'
withLibcrypto boringssl BoringSSL
