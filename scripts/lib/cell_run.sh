# Runs a cell in the system at hand: installs, configures, builds, tests, and keeps a record in build/matrix/results.

# runCell CELL: whether all of it went well.
runCell() (
  local cell=$1 started=$SECONDS outcome failures=0
  log=build/matrix/$cell.log
  : >"$log"
  loadCell "$cell"
  beforePackages
  installPackages "${packages[@]}" ${CCACHE_DIR:+ccache}
  beforeConfigure
  if ! attempt "configure" configureCell; then
    outcome='not configured'
  elif ! attempt "build" buildCell; then
    outcome='does not build'
  else
    attempt "run the tests" testCell || true
    failures=$(countAll failures)
    outcome=$(outcomeOfTests)
  fi
  recordOf "$cell" "$outcome" "$((SECONDS - started)) s" >"build/matrix/results/$cell"
  [[ $outcome == *passed* && $failures = 0 ]] && return
  { sed -n '/^The following tests FAILED/,$p' "$log" | grep . || tail -n 40 "$log"; } | tail -n 60
  return 1
)

# Not by a preset: CMake 3.22 reads none. The compiler's default of optimisation builds fastest.
configureBuild() {
  cmake -S . -B "$build" -G Ninja -DJWTAUTH_BUILD_TESTS=ON -DJWTAUTH_WARNINGS_AS_ERRORS=ON "${options[@]}"
}

testBuild() {
  ctest --test-dir "$build" --output-on-failure -j "$(nproc)" --no-tests=error --output-junit "$PWD/$build/tests.xml" \
    "${tests[@]}"
}

outcomeOfTests() {
  local failures skipped
  failures=$(countAll failures) skipped=$(($(countAll skipped) + $(countAll disabled)))
  echo "$(($(countAll tests) - failures - skipped)) passed, $failures failed, $skipped skipped"
}

# countAll ATTRIBUTE: as countTests, over all results. A file that no run wrote is one failure.
countAll() {
  local file sum=0
  for file in "${results[@]}"; do
    if [ -s "$file" ]; then
      sum=$((sum + $(countTests "$file" "$1")))
    elif [ "$1" = tests ] || [ "$1" = failures ]; then
      sum=$((sum + 1))
    fi
  done
  echo "$sum"
}

# recordOf CELL OUTCOME TIME: lines "name: value", as platforms.sh reads them.
recordOf() {
  echo "system: $(. /etc/os-release && echo "${PRETTY_NAME/ GNU\/Linux/}")"
  echo "target: $(ofBuild CMakeSystem CMAKE_SYSTEM_NAME) $(ofBuild CMakeSystem CMAKE_SYSTEM_PROCESSOR)"
  echo "compiler: $(for build in "${builds[@]}"; do compilerAndLibrary; done | sort -u | paste -sd ";" | sed "s|;|; |g")"
  echo "with: $(versions)"
  echo "outcome: $2"
  echo "time: $3"
  echo "commit: $(git rev-parse --short=7 HEAD)"
  echo "date: $(date -u +%F)"
}

# ofBuild FILE NAME: what CMake found out about compiler and system.
ofBuild() { sed -nE "s/^set\($2 \"?([^\")]*)\"?\)$/\1/p" "$build"/CMakeFiles/*/"$1.cmake" | head -n 1; }
ofCache() { sed -nE "s/^$1:[A-Z]+=//p" "$build/CMakeCache.txt"; }

# macro NAME HEADER: what the header defines it as, for this build's compiler and flags.
macro() {
  local include
  include=$(ofCache OPENSSL_INCLUDE_DIR)
  # shellcheck disable=SC2046  # flags are words
  echo "#include <$2>" | "$(ofBuild CMakeCXXCompiler CMAKE_CXX_COMPILER)" $(ofCache CMAKE_CXX_FLAGS) -std=c++20 \
    ${include:+-I"$include"} -x c++ -dM -E - 2>/dev/null | sed -nE "s/^#define $1 \"?([^\"]*)\"?$/\1/p"
}

compilerAndLibrary() {
  local compiler library=libstdc++ version
  compiler=$(ofBuild CMakeCXXCompiler CMAKE_CXX_COMPILER_ID)
  version=$(macro _GLIBCXX_RELEASE version)
  if [ -z "$version" ]; then
    library=libc++ version=$(macro _LIBCPP_VERSION version)
    version=$((${version:-0} / 10000))
  fi
  echo "${compiler/GNU/GCC} $(ofBuild CMakeCXXCompiler CMAKE_CXX_COMPILER_VERSION), $library $version"
}

# What CMake found and the compiler reads; a package that is not found has no line.
versions() {
  local package version all
  all="CMake $(cmake --version | sed -nE '1s/.* version //p')"
  all+=", ${libcryptoText:-$(macro OPENSSL_VERSION_TEXT openssl/opensslv.h | cut -d ' ' -f 1,2)}"
  for package in Catch2 Boost mongoc mongoc-1.0; do
    version=$(packageVersion "$package")
    package=${package/-1.0/}
    package=${package/mongoc/libmongoc}
    [[ $all == *", $package "* ]] || all+=${version:+, $package $version}
  done
  echo "$all"
}

packageVersion() {
  local file
  for file in "$(ofCache "$1_DIR")/$1"{ConfigVersion,-config-version}.cmake; do
    [ ! -e "$file" ] || sed -nE 's/^ *set\(PACKAGE_VERSION "?([^")]*)"?\).*/\1/Ip' "$file" | head -n 1
  done
}
