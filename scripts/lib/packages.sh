# Debian packages: what the parts of the project need, and how to install it.
# A|B: the first one that the system has. Names do not imply versions; CMake checks those. Debian 12 has a Boost that is
# new enough only under the first name.

packagesToBuild=(
  g++ cmake ninja-build pkg-config ca-certificates
  libssl-dev nlohmann-json3-dev libcli11-dev libyaml-cpp-dev 'libboost1.81-dev|libboost-dev' libsqlite3-dev libpcre2-dev
  libmongoc-dev libcurl4-openssl-dev zlib1g-dev libspdlog-dev prometheus-cpp-dev libbenchmark-dev)
packagesToShow=(curl)
packagesToShowApp=(curl python3 python3-venv)
packagesToPackage=(git python3 python3-venv dpkg-dev rpm)
packagesToShowDocuments=(python3 python3-venv doxygen git)
packagesToBuildTokenPage=(emscripten cmake ninja-build make perl cargo ca-certificates dpkg-dev gzip)
packagesToBench=(
  python3 python3-venv openssl wrk dpkg-dev libjansson-dev libcjose-dev libpoco-dev default-jdk-headless maven)
packagesToBuildLibcrypto=(g++ cmake ninja-build make perl ca-certificates)
packagesToTestCore=(g++ cmake ninja-build ca-certificates libssl-dev nlohmann-json3-dev 'libcatch2-dev|catch2' python3 git
  valgrind)
packagesToTestLibrary=("${packagesToTestCore[@]}" pkg-config libcurl4-openssl-dev zlib1g-dev libcli11-dev
  libyaml-cpp-dev 'libboost1.81-dev|libboost-dev' curl openssl abigail-tools nodejs)
packagesToTestServer=('libcatch2-dev|catch2' curl openssl python3 python3-venv git libfaketime)
packagesToTestAdapters=(libcpp-httplib-dev qt6-httpserver-dev qt6-websockets-dev libmicrohttpd-dev libpoco-dev
  libgrpc++-dev libprotobuf-dev protobuf-compiler-grpc python3-grpcio libpistache-dev)
# Debian 12 has no Drogon. Its file for CMake looks for all of these, which Debian's package does not bring along.
if [ "$(. /etc/os-release 2>/dev/null && echo "${ID:-} ${VERSION_ID:-}")" != "debian 12" ]; then
  packagesToTestAdapters+=(libdrogon-dev libjsoncpp-dev uuid-dev libpq-dev libsqlite3-dev default-libmysqlclient-dev
    libhiredis-dev libbrotli-dev libyaml-cpp-dev zlib1g-dev)
fi
packagesToTest=('libcatch2-dev|catch2' curl openssl python3 python3-venv git clang libclang-rt-dev lld
  'chromium-headless-shell|chromium' valgrind doxygen abigail-tools libfaketime "${packagesToTestAdapters[@]}")

isInstalled() { [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null)" = 'ii ' ]; }
canBeInstalled() { [[ $(apt-cache policy "$1") =~ Candidate:\ [^\(] ]]; }

# firstThat CONDITION A|B...: the first alternative that meets the condition.
firstThat() {
  local alternative alternatives
  IFS='|' read -ra alternatives <<<"$2"
  for alternative in "${alternatives[@]}"; do
    ! "$1" "$alternative" || { printf '%s\n' "$alternative"; return; }
  done
  return 1
}

missingPackages() {
  local package
  for package in "$@"; do
    firstThat isInstalled "$package" >/dev/null || printf '%s\n' "$package"
  done
}

# installPackages PACKAGE...: installs the missing ones, as root or with sudo.
installPackages() {
  if ! command -v apt-get >/dev/null; then
    echo "No apt-get here: what is missing is left out or ends a step below; needed, by Debian's names: $*"
    return
  fi
  local missing asRoot=(env)
  missing=($(missingPackages "$@"))
  [ "${#missing[@]}" -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || fail "needs root or sudo to install: ${missing[*]}"
    sudo -v || fail "needs root or sudo to install: ${missing[*]}"
    asRoot=(sudo env)
  fi
  step "install ${#missing[@]} Debian packages" installThem "${missing[@]}"
}

# Packages that the system does not have are left to CMake, which names the parts that need them.
installThem() {
  "${asRoot[@]}" apt-get update
  local package available chosen=()
  for package in "$@"; do
    if available=$(firstThat canBeInstalled "$package"); then
      chosen+=("$available")
    else
      echo "This system has no $package"
    fi
  done
  [ "${#chosen[@]}" = 0 ] ||
    "${asRoot[@]}" DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      -o DPkg::Lock::Timeout=600 "${chosen[@]}"
}
