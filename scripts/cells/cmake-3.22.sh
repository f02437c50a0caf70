about="GCC 11 and Ubuntu 22.04's CMake"
suite=bookworm
packages+=(g++-11 python3-venv)
targets=(jwtauth_remote jwtauth_command_line jwtauth_test_unit)
tests=(-L '^unit$')
leavesOut='all suites but unit'
export CXX=g++-11 PATH=$venv/bin:$PATH
beforeConfigure() { step "install CMake" installCMake 3.22.1; }
