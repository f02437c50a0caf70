# What cells for another processor or system have in common: a cross compiler, and an emulator that runs what it built.

foreignTests=(unit hostile conformance)
emulator=env programSuffix=''

# forProcessor DEBIANS-NAME PROCESSOR COMPILERS-PREFIX [EMULATOR]: against Debian's packages for that processor.
forProcessor() {
  architecture=$1 emulator=${4:-env}
  packages=("g++-$3" cmake ninja-build ca-certificates git nlohmann-json3-dev "libssl-dev:$1" "libcatch2-dev:$1"
    "libyaml-cpp-dev:$1" ${4:+qemu-user})
  forForeign Linux "$2" "$3-g++"
  beforePackages() { dpkg --add-architecture "$architecture"; }
}

# forForeign SYSTEM PROCESSOR COMPILER
forForeign() {
  toolchain=("-DCMAKE_SYSTEM_NAME=$1" "-DCMAKE_SYSTEM_PROCESSOR=$2" "-DCMAKE_CXX_COMPILER=$3"
    "-DCMAKE_C_COMPILER=${3/g++/gcc}")
  # A little optimisation takes less time than an emulator without it.
  options=("${toolchain[@]}" -DJWTAUTH_BUILD_REMOTE=OFF "-DCMAKE_CROSSCOMPILING_EMULATOR=$emulator"
    -DCMAKE_CXX_FLAGS=-O1 -DJWTAUTH_UNITY_BUILD=ON)
  targets=("${foreignTests[@]/#/jwtauth_test_}")
  leavesOut="the component remote, the command line, all suites but unit, hostile and conformance"
  testCell() { testForeignPrograms; }
}

# Each program starts once, not for every test case: an emulator's start takes longer than most of them. They run beside
# each other.
testForeignPrograms() {
  local program failed=0 passed=0 skipped=0 counts
  for program in "${foreignTests[@]}"; do
    rm -f "$build/$program.xml"
    "$emulator" "$build/tests/$program/$program$programSuffix" -r console -r "xml::out=$build/$program.xml" \
      >"$build/$program.log" 2>&1 &
  done
  wait
  for program in "${foreignTests[@]}"; do
    cat "$build/$program.log"
    read -ra counts < <(casesOf "$build/$program.xml")
    passed=$((passed + counts[0])) failed=$((failed + counts[1])) skipped=$((skipped + counts[2]))
  done
  writeResults "$passed" "$failed" "$skipped"
  [ "$failed" = 0 ]
}

# writeResults PASSED FAILED SKIPPED: as CTest writes them, for junit.sh.
writeResults() {
  printf '<testsuite\n\ttests="%d"\n\tfailures="%d"\n\tskipped="%d"\n\tdisabled="0"\n>\n' \
    "$(($1 + $2 + $3))" "$2" "$3" >"$build/tests.xml"
}

# casesOf FILE: how many test cases passed, failed and were skipped. A program that ended early counts as a failure.
casesOf() {
  sed -nE 's/.*<OverallResultsCases successes="([0-9]+)" failures="([0-9]+)".* skips="([0-9]+)".*/\1 \2 \3/p' "$1" |
    grep . || echo 0 1 0
}
