# libjwt 3, from the source package of Debian's unstable: Debian 12 has version 1, which reads the key for each token.

# needLibjwt FOLDER: for pkg-config. An installed one is taken as it is.
needLibjwt() {
  export PKG_CONFIG_PATH=$PWD/$1/prefix/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
  pkg-config --exists 'libjwt >= 3' || attempt "build libjwt" buildLibjwt "$PWD/$1"
}

# buildLibjwt FOLDER
buildLibjwt() {
  local fromUnstable=(apt-get -o "Dir::Etc::SourceList=$1/unstable.list" -o Dir::Etc::SourceParts=-
    -o "Dir::State::Lists=$1/lists")
  mkdir -p "$1/lists/partial" "$1/sources"
  echo "deb-src $(mirrorOfDebian) unstable main" >"$1/unstable.list"
  (cd "$1/sources" && "${fromUnstable[@]}" update && "${fromUnstable[@]}" source libjwt3) &&
    cmake -S "$1"/sources/libjwt3-*/ -B "$1/built" -G Ninja -DCMAKE_BUILD_TYPE=Release -DWITH_GNUTLS=OFF \
      -DWITH_TESTS=OFF -DCMAKE_INSTALL_PREFIX="$1/prefix" -DCMAKE_INSTALL_LIBDIR=lib &&
    cmake --build "$1/built" --target install
}

# From where this system's own packages come.
mirrorOfDebian() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | head -n 1; }
