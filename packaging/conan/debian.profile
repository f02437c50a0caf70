# What jwtauth needs is what Debian 12 has installed; nothing is taken from a remote.
[settings]
os=Linux
arch={{ detect_api.detect_arch() }}
compiler=gcc
compiler.version=12
compiler.libcxx=libstdc++11
compiler.cppstd=20
build_type=Release

[platform_requires]
openssl/3.0.22
nlohmann_json/3.11.2
libcurl/7.88.1
zlib/1.2.13
yaml-cpp/0.7.0
