about="GCC 13 and Ubuntu 24.04's CMake"
packages+=(g++-13 python3-venv)
targets=(jwtauth_remote jwtauth_command_line jwtauth_test_unit)
tests=(-L '^unit$')
leavesOut='all suites but unit'
export CXX=g++-13 PATH=$venv/bin:$PATH
beforeConfigure() { step "install CMake" installCMake 3.28.3; }
