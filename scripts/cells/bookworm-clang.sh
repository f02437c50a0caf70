about='Debian 12 by clang, with the server'
suite=bookworm
withServer
export CXX=clang++
