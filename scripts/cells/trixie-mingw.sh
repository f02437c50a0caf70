about='Windows by MinGW-w64; the tests run by Wine'
emulator=wine programSuffix=.exe
forForeign Windows AMD64 x86_64-w64-mingw32-g++-posix
packages=(g++-mingw-w64-x86-64-posix wine wine64 cmake ninja-build ca-certificates git cargo make perl dpkg-dev)
# Wine starts without what it would ask for first: .NET and a browser's engine.
export WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml='
# Of the folder for what is built here alone: Debian's headers are those of another system.
toolchain+=(-DCMAKE_RC_COMPILER=x86_64-w64-mingw32-windres "-DCMAKE_FIND_ROOT_PATH=$prefix"
  -DCMAKE_FIND_ROOT_PATH_MODE_{INCLUDE,LIBRARY,PACKAGE}=ONLY -DCMAKE_EXE_LINKER_FLAGS=-static)
options+=("${toolchain[@]}" -DOPENSSL_USE_STATIC_LIBS=ON)
beforeConfigure() {
  step "start Wine" wineboot --init
  step "build OpenSSL" needLibcrypto openssl-3.5 "$prefix" mingw64 --cross-compile-prefix=x86_64-w64-mingw32- no-quic
  step "take nlohmann/json" takeHeaders nlohmann-json3-dev
  step "build Catch2" buildDebianSource catch2 "${toolchain[@]}" -DBUILD_TESTING=OFF -DCMAKE_CXX_STANDARD=20
}
