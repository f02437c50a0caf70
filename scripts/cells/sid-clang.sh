about='the newest clang'
suite=sid
packages+=(clang-21)
byClang clang++-21
options+=(-DJWTAUTH_UNITY_BUILD=ON)
