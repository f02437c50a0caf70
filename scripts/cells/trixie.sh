about='Debian 13 by scripts/test: all of it, by GCC, and by clang with sanitizers'
byScriptsTest
