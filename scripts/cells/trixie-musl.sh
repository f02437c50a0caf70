about="musl's C library, which Alpine Linux has, and libc++, both static; the compiler is Zig's clang"
forForeign Linux x86_64 "$prefix/bin/musl-c++"
packages=(cmake ninja-build ca-certificates git cargo make perl dpkg-dev python3-venv)
toolchain+=("-DCMAKE_C_COMPILER=$prefix/bin/musl-cc" "-DCMAKE_FIND_ROOT_PATH=$prefix"
  -DCMAKE_FIND_ROOT_PATH_MODE_{INCLUDE,LIBRARY,PACKAGE}=ONLY)
options+=("${toolchain[@]}" -DOPENSSL_USE_STATIC_LIBS=ON)
beforeConfigure() {
  step "install Zig" installZig 0.17.1 x86_64-linux-musl
  step "build OpenSSL" needLibcrypto openssl-3.5 "$prefix" linux-x86_64 "CC=$prefix/bin/musl-cc"
  step "take nlohmann/json" takeHeaders nlohmann-json3-dev
  step "build Catch2" buildDebianSource catch2 "${toolchain[@]}" -DBUILD_TESTING=OFF -DCMAKE_CXX_STANDARD=20
}
