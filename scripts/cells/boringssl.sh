about='BoringSSL, built from source; and beside it, in one program, a shared library over the system'"'"'s OpenSSL'
withLibcrypto boringssl BoringSSL
beside=$build-beside
results+=("$beside/tests.xml")
configureCell() {
  configureBuild && cmake -S . -B "$beside" -G Ninja -DJWTAUTH_BUILD_TESTS=ON -DJWTAUTH_WARNINGS_AS_ERRORS=ON \
    -DJWTAUTH_UNITY_BUILD=ON -DBUILD_SHARED_LIBS=ON -DJWTAUTH_TEST_BORINGSSL="$prefix"
}
buildCell() { cmake --build "$build" && cmake --build "$beside" --target jwtauth_test_tls_beside_boringssl; }
testCell() {
  testBuild && ctest --test-dir "$beside" --output-on-failure --no-tests=error --output-junit "$PWD/$beside/tests.xml" \
    -R '^linking: TLS on a static BoringSSL'
}
