about='Debian 13 by clang'
packages+=(clang)
export CXX=clang++
