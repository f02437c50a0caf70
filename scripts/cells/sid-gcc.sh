about='the newest GCC, OpenSSL, Boost and CMake'
suite=sid
