# The page that explains tokens: the library as WebAssembly over a libcrypto that has what tokens need and no more.

# Neither a system's services nor what no token uses.
libcryptoOfPage=(linux-generic32 no-asm no-threads no-sock no-dso no-engine no-stdio no-posix-io no-ui-console no-async
  no-err no-filenames no-autoload-config --with-rand-seed=none no-ec_nistp_64_gcc_128
  no-{tls,dtls,quic,http,cmp,cms,ct,ts,ocsp,srp,srtp,rfc3779,comp,dh,dsa,ec2m,ml-dsa,ml-kem,slh-dsa}
  no-{aria,bf,blake2,camellia,cast,chacha,cmac,des,gost,idea,md4,mdc2,ocb,poly1305,rc2,rc4,rmd160,scrypt,seed}
  no-{siphash,siv,sm2,sm3,sm4,whirlpool})

# buildTokenPage FOLDER: the files of the page, of which one holds the library.
buildTokenPage() {
  local prefix sources crates toolchain built=build/token_page/built
  . scripts/lib/libcrypto.sh
  . scripts/lib/sources.sh
  prefix=$PWD/build/token_page/prefix sources=$PWD/build/token_page/sources crates=$PWD/build/token_page/crates
  toolchain=("-DCMAKE_TOOLCHAIN_FILE=$(em-config EMSCRIPTEN_ROOT)/cmake/Modules/Platform/Emscripten.cmake"
    -DCMAKE_BUILD_TYPE=MinSizeRel -DCMAKE_CXX_FLAGS=-fwasm-exceptions "-DCMAKE_FIND_ROOT_PATH=$prefix"
    -DCMAKE_FIND_ROOT_PATH_MODE_{INCLUDE,LIBRARY,PACKAGE}=ONLY)
  step "build OpenSSL as WebAssembly" libcryptoForPage
  if [ ! -e "$prefix/include/nlohmann" ]; then step "take nlohmann/json" takeHeaders nlohmann-json3-dev; fi
  if [ ! -e "$prefix/lib/libyaml-cpp.a" ]; then
    step "build yaml-cpp as WebAssembly" buildDebianSource yaml-cpp "${toolchain[@]}" -DYAML_CPP_BUILD_{TESTS,TOOLS}=OFF
  fi
  step "configure the page" cmake -S . -B "$built" -G Ninja "${toolchain[@]}" -DOPENSSL_ROOT_DIR="$prefix" \
    -DOPENSSL_USE_STATIC_LIBS=ON -DJWTAUTH_BUILD_{REMOTE,C,EXAMPLES,INTEGRATIONS}=OFF -DJWTAUTH_INSTALL=OFF \
    -DJWTAUTH_UNITY_BUILD=ON
  step "build the page" cmake --build "$built"
  mkdir -p "$1"
  cp tools/token_page/{index.html,page.css,page.js,explainer.js} "$1"
  { printf "const WASM_AS_BASE64 = '" && gzip -9nc "$built/tools/token_page/explain.wasm" | base64 -w 0 && echo "';"; } \
    >"$1/explain.wasm.js"
}

libcryptoForPage() {
  CC=emcc AR=emar RANLIB=emranlib CFLAGS=-Os needLibcrypto openssl-3.5 "$prefix" "${libcryptoOfPage[@]}"
}
