# What a cell builds from source, since Debian has it for another standard library or in another version only. It is
# installed in a folder of the build, to which the cell points CMake by the environment; so nested builds of the tests
# find it, too.

prefix=$PWD/build/matrix/prefix
venv=$PWD/build/matrix/venv
sources=$PWD/build/matrix/sources

# aptWithSources ARGUMENT...: apt-get, to which the sources are known of where the packages come from, in either of the
# forms in which apt has it written. The system does not change.
aptWithSources() {
  local folder=$sources/apt system=/etc/apt/sources.list.d/debian.sources
  mkdir -p "$folder/parts" "$folder/lists/partial"
  if [ -e "$system" ]; then
    sed 's/^Types: .*/Types: deb-src/' "$system" >"$folder/parts/source-packages.sources"
  else
    sed -n 's/^deb /deb-src /p' /etc/apt/sources.list >"$folder/parts/source-packages.list"
  fi
  apt-get -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$folder/parts" \
    -o Dir::State::Lists="$folder/lists" "$@"
}

# buildDebianSource PACKAGE OPTION-OF-CMAKE...: from Debian's source package.
buildDebianSource() {
  local package=$1
  shift
  mkdir -p "$sources"
  if ! compgen -G "$sources/$package-*/" >/dev/null; then
    aptWithSources update && (cd "$sources" && aptWithSources source "$package") || return
  fi
  cmake -S "$sources/$package"-*/ -B "$sources/built-$package" -G Ninja -DCMAKE_INSTALL_PREFIX="$prefix" "$@" &&
    cmake --build "$sources/built-$package" --target install
}

# takeHeaders PACKAGE: a library that is headers alone, from Debian's package: those in the system are not looked at.
takeHeaders() {
  local folder=$sources/$1
  mkdir -p "$folder" "$prefix"
  (cd "$folder" && apt-get download "$1" && dpkg-deb --extract "$1"_*.deb .) && cp -r "$folder/usr/." "$prefix"
}

# findOpenSslOfPrefix: for CMake and pkg-config. Its symbols stay inside each program, since libcurl brings the system's.
findOpenSslOfPrefix() {
  export OPENSSL_ROOT_DIR=$prefix PKG_CONFIG_PATH=$prefix/lib/pkgconfig
  export LDFLAGS=-Wl,--exclude-libs,libssl.a:libcrypto.a
}

# installCMake VERSION: from PyPI.
installCMake() { python3 -m venv "$venv" && "$venv/bin/pip" install --disable-pip-version-check "cmake==$1"; }

# installZig VERSION TARGET: from PyPI; its compilers for this target, as musl-cc and musl-c++.
installZig() {
  local driver
  python3 -m venv "$venv" && "$venv/bin/pip" install --disable-pip-version-check "ziglang==$1" || return
  mkdir -p "$prefix/bin"
  for driver in cc c++; do
    # Without optimisation Zig checks for undefined behaviour, but does not link what reports it into every program.
    printf '#!/bin/sh\nexec "%s" -m ziglang %s -target %s -fno-sanitize=undefined "$@"\n' \
      "$venv/bin/python3" "$driver" "$2" >"$prefix/bin/musl-$driver"
    chmod +x "$prefix/bin/musl-$driver"
  done
}
