# An installed tree as CMake 4.3 or newer makes it, packed by CPack and found by CPS files.

needInstalled() {
  needTools 'cmake>=4.4,<5' ninja || return
  export PATH=$tools/bin:$PATH
  [ -z "${hasInstalled:-}" ] || return 0
  hasInstalled=yes
  rm -rf "$packages/prefix"
  step "configure" cmake -S . -B "$packages/built" -G Ninja -DCMAKE_BUILD_TYPE= -DCMAKE_INSTALL_LIBDIR=lib \
    -DBUILD_SHARED_LIBS=ON -DJWTAUTH_UNITY_BUILD=ON -DJWTAUTH_BUILD_EXAMPLES=OFF -DJWTAUTH_BUILD_INTEGRATIONS=OFF
  step "build" cmake --build "$packages/built"
  step "install" cmake --install "$packages/built" --prefix "$packages/prefix"
}

# useTree TREE: the programs of a user are built over an installed tree, and pass.
useTree() {
  rm -rf "$packages/consumer"
  cmake -S tests/package/consumer -B "$packages/consumer" -G Ninja -DWAY=find_package -DCMAKE_PREFIX_PATH="$1" &&
    cmake --build "$packages/consumer" && ctest --test-dir "$packages/consumer" --no-tests=error --output-on-failure
}

package_cps() {
  needInstalled || return 0
  step "use the CPS files by CMake $(cmake --version | sed -n '1s/.* //p')" useTree "$packages/prefix"
  grep -q "^jwtauth_DIR:PATH=.*/cps/" "$packages/consumer/CMakeCache.txt" ||
    fail "CMake found another file than the CPS file"
}

package_cpack() {
  local generator
  needInstalled || return 0
  rm -rf "$packages/cpack"
  for generator in TGZ DEB RPM; do
    if [ "$generator" = DEB ] && ! command -v dpkg-shlibdeps >/dev/null; then skipped dpkg-dev; continue; fi
    if [ "$generator" = RPM ] && ! command -v rpmbuild >/dev/null; then skipped rpm; continue; fi
    step "pack by CPack, $generator" cpack -G "$generator" --config "$packages/built/CPackConfig.cmake" \
      -B "$packages/cpack/$generator"
    step "unpack" "unpack$generator" "$packages/cpack/$generator" "$packages/cpack/tree-$generator"
    step "use what was unpacked" useTree "$packages/cpack/tree-$generator/usr"
  done
}

unpackTGZ() { mkdir -p "$2/usr" && tar -x -C "$2/usr" --strip-components 1 -f "$1"/*.tar.gz; }
unpackDEB() {
  local package
  for package in "$1"/*.deb; do dpkg-deb --extract "$package" "$2" || return; done
}
unpackRPM() {
  local package
  mkdir -p "$2"
  for package in "$1"/*.rpm; do rpm2archive "$package" && tar -x -C "$2" -f "$package.tgz" || return; done
}
