# An installed tree as CMake 4.3 or newer makes it, found by CPS files.

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
