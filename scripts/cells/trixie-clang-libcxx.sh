about='clang with libc++; Catch2 and yaml-cpp from their source packages, since Debian built them with libstdc++'
packages+=(clang libc++-dev libc++abi-dev dpkg-dev)
byClang clang++
export CXXFLAGS='-stdlib=libc++ -fexperimental-library' CMAKE_PREFIX_PATH=$prefix
beforeConfigure() {
  step "build Catch2" buildDebianSource catch2 -DBUILD_TESTING=OFF -DCMAKE_CXX_STANDARD=20
  step "build yaml-cpp" buildDebianSource yaml-cpp -DYAML_CPP_BUILD_TESTS=OFF
}
