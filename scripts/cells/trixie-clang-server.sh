about='Debian 13 by clang, with the server'
withServerAlone
export CXX=clang++
packages+=(clang)
