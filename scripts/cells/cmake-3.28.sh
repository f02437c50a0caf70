about="GCC 13 and Ubuntu 24.04's CMake; Catch2 from its source package, since Debian built it with GCC 14"
packages+=(g++-13 python3-venv dpkg-dev)
targets=(jwtauth_remote jwtauth_command_line jwtauth_test_unit)
tests=(-L '^unit$')
leavesOut='all suites but unit'
export CXX=g++-13 PATH=$venv/bin:$PATH CMAKE_PREFIX_PATH=$prefix
beforeConfigure() {
  step "install CMake" installCMake 3.28.3
  step "build Catch2" buildDebianSource catch2 -DBUILD_TESTING=OFF -DCMAKE_CXX_STANDARD=20
}
