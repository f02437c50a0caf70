about='Debian 12 by scripts/test: all of it, by GCC, and by clang with sanitizers'
suite=bookworm
byScriptsTest
