# Libcryptos from source: static, for position-independent code, optimised. Their sources are crates, the packages by
# which Rust's programs bring a libcrypto along, each pinned to a version.

# needLibcrypto NAME PREFIX OPTION...: builds it unless it is there.
needLibcrypto() { [ -e "$2/lib/libcrypto.a" ] || buildLibcrypto "$@"; }

# buildLibcrypto NAME PREFIX OPTION...: installs libraries, headers and the package for CMake. The options are those of
# CMake or of OpenSSL's Configure.
buildLibcrypto() {
  case $1 in
    aws-lc) buildByCMake aws-lc-sys 0.47.0 aws-lc "${@:2}" -DBUILD_LIBSSL=OFF -DBUILD_TOOL=OFF -DDISABLE_{GO,PERL}=ON ;;
    boringssl) buildByCMake boring-sys 5.4.0 deps/boringssl "${@:2}" ;;
    openssl-3.5) buildOpenSsl 300.5.5 "${@:2}" ;;
    openssl-4.0) buildOpenSsl 400.0.2 "${@:2}" ;;
    *) fail "there is no libcrypto $1 to build" ;;
  esac
}

folderOfCrate() { echo "${crates:-$PWD/build/libcrypto}/$1-$2"; }
sourcesOfCrate() { echo "$(folderOfCrate "$1" "$2")/vendor/$1"; }

# fetchCrate NAME VERSION: by cargo, as what a package needs that has nothing else.
fetchCrate() {
  local folder
  folder=$(folderOfCrate "$1" "$2")
  [ ! -e "$folder/fetched" ] || return 0
  mkdir -p "$folder/src" && : >"$folder/src/lib.rs"
  printf '[package]\nname = "sources"\nversion = "0.0.0"\n[workspace]\n[dependencies]\n"%s" = "=%s"\n' "$1" "$2" \
    >"$folder/Cargo.toml"
  (cd "$folder" && cargo vendor) && : >"$folder/fetched"
}

# buildByCMake CRATE VERSION FOLDER-IN-IT PREFIX OPTION-OF-CMAKE...
buildByCMake() {
  local built
  built=$(folderOfCrate "$1" "$2")/built
  fetchCrate "$1" "$2" &&
    cmake -S "$(sourcesOfCrate "$1" "$2")/$3" -B "$built" -G Ninja -DCMAKE_BUILD_TYPE=Release \
      -DCMAKE_POSITION_INDEPENDENT_CODE=ON -DCMAKE_INSTALL_PREFIX="$4" -DCMAKE_INSTALL_LIBDIR=lib -DBUILD_TESTING=OFF \
      "${@:5}" &&
    cmake --build "$built" --target install
}

# buildOpenSsl VERSION-OF-THE-CRATE PREFIX OPTION-OF-CONFIGURE... Configure reads two folders that the crate lacks.
# Without the last option P-384 and P-521 take two to three times as long; Debian turns it on, too.
buildOpenSsl() {
  local sources built
  sources=$(sourcesOfCrate openssl-src "$1")/openssl built=$(folderOfCrate openssl-src "$1")/built
  fetchCrate openssl-src "$1" && mkdir -p "$built" "$sources"/{doc,fuzz} && touch "$sources"/{doc,fuzz}/build.info &&
    (cd "$built" && "$sources/Configure" --release --prefix="$2" --libdir=lib "${@:3}" \
      no-shared no-module no-legacy no-apps no-tests no-docs enable-ec_nistp_64_gcc_128 &&
      make -j "$(nproc)" build_libs && make install_dev)
}
