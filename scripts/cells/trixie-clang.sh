about='Debian 13 by clang'
packages+=(clang)
byClang clang++
