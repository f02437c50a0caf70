# The recipe for Conan: created, and tested by its test_package, static and shared. No remote is asked: what jwtauth
# needs is the system's, as the profile says.

package_conan() {
  needTools 'conan>=2,<3' || return 0
  export CONAN_HOME=$packages/conan
  step "conan create, static" createByConan
  step "conan create, shared, for C" createByConan -o 'jwtauth/*:shared=True' -o 'jwtauth/*:c=True'
  step "refuse a libcrypto whose package is not named" refusedByConan -o 'jwtauth/*:libcrypto=aws-lc'
}

# Not optimised, since nothing is measured.
createByConan() {
  "$tools/bin/conan" create packaging/conan --no-remote --profile:all packaging/conan/debian.profile \
    -c tools.cmake.cmake_layout:test_folder="$packages/conan-test" -s build_type=Debug -c 'tools.build:cxxflags=["-g0"]' "$@"
}

refusedByConan() {
  local said status=0
  said=$(createByConan "$@" 2>&1) || status=$?
  echo "$said"
  [ "$status" = 6 ] && [[ $said == *"Invalid: libcrypto=aws-lc needs your package of it"* ]]
}
