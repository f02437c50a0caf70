about='Debian 13 by clang'
packages+=(clang)
options+=(-DCMAKE_CXX_COMPILER=clang++)
