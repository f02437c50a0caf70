# What a cell is. Each file of scripts/cells says how it differs from what is set here.

cellNames() { (cd scripts/cells && printf '%s\n' *.sh) | sed 's/[.]sh$//'; }

# loadCell CELL: in a subshell, since a cell also exports what its compiler and CMake read.
loadCell() {
  suite=trixie                                # of Debian
  build=build/matrix/$1
  builds=("$build")                           # all of them, where a cell has several
  results=("$build/tests.xml")                # as ctest --output-junit writes them
  packages=("${packagesToTestLibrary[@]}")    # as in packages.sh
  options=(-DJWTAUTH_REQUIRE_ALL=ON)          # of CMake
  targets=()                                  # all, unless some are named
  tests=()                                    # arguments of ctest that select, such as -L '^unit$'
  about=''                                    # what it is there for
  leavesOut=''                                # what is not built or not run here, and why
  beforePackages() { :; }                     # for example, another architecture of Debian
  beforeConfigure() { :; }                    # for example, a libcrypto that Debian does not have
  configureCell() { configureBuild; }
  buildCell() { cmake --build "$build" ${targets[@]:+--target "${targets[@]}"}; }
  testCell() { testBuild; }
  . "scripts/cells/$1.sh"
}

# byClang COMPILER
byClang() {
  export CXX=$1
  leavesOut='the binary interface, whose tools do not see all that clang describes'
}

# withOpenSsl VERSION: built from source, static. What compilers and tools say is the same with any.
withOpenSsl() {
  libcrypto=openssl-$1
  packages+=(cargo make perl)
  options+=(-DJWTAUTH_UNITY_BUILD=ON)
  tests=(-LE '^(package|compile_fail|abi|mutation|documentation)$')
  leavesOut='packages, the binary interface, what must not compile, mutations and documents, which trixie-gcc has'
  findOpenSslOfPrefix
  beforeConfigure() { step "build OpenSSL" needLibcrypto "$libcrypto" "$prefix"; }
}

# withLibcrypto NAME TEXT: AWS-LC or BoringSSL, built from source, static.
withLibcrypto() {
  libcrypto=$1 libcryptoText=$2
  packages+=(cargo openssl "${packagesToBuildLibcrypto[@]}")
  options+=(-DJWTAUTH_LIBCRYPTO="$1" -DCMAKE_PREFIX_PATH="$prefix" -DJWTAUTH_UNITY_BUILD=ON -DJWTAUTH_INSTALL=OFF)
  tests=(-LE '^(instructions|compile_fail|mutation|documentation)$')
  leavesOut='packages, the binary interface, what must not compile, mutations and documents, which trixie-gcc has'
  leavesOut+='; remote, whose HTTPS server is one of OpenSSL; instructions, whose record is that of OpenSSL'
  beforeConfigure() { step "build $libcryptoText" buildLibcrypto "$libcrypto" "$prefix"; }
}

# What scripts/test builds and runs.
byScriptsTest() {
  packages=()
  build=build/plain builds=(build/{plain,asan,tsan}) results=(build/{plain,asan,tsan}-tests.xml)
  configureCell() { :; }
  buildCell() { :; }
  testCell() { scripts/test; }
}

# The server, and the tests of its parts and of its program alone, since all of it takes long.
withServer() {
  packages=("${packagesToBuild[@]}" "${packagesToTestServer[@]}")
  options=(-DJWTAUTH_BUILD_SERVER=ON -DJWTAUTH_UNITY_BUILD=ON)
  targets=(jwtauth_rest_server jwtauth_command_line jwtauth_test_rest_server_{unit,store,http,access})
  tests=(-L '^rest_server$')
  leavesOut='the suites of the library, the browser, the faults, fuzzing'
}

listCells() {
  local cell
  for cell in $(cellNames); do
    (loadCell "$cell" && printf '%-22s %-9s %s\n' "$cell" "$suite" "$about")
  done
}
