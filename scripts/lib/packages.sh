# Debian packages: what the parts of the project need, and how they get onto the machine.

packagesToBuild=(
  g++ cmake ninja-build pkg-config ca-certificates
  libssl-dev nlohmann-json3-dev libcli11-dev libyaml-cpp-dev libboost1.81-dev libsqlite3-dev libpcre2-dev
  libmongoc-dev libcurl4-openssl-dev zlib1g-dev libspdlog-dev prometheus-cpp-dev libbenchmark-dev)
packagesToShow=(curl)
packagesToShowApp=(curl python3 python3-venv)
packagesToBench=(
  python3 python3-venv openssl wrk libjansson-dev libcjose-dev libjwt-dev libpoco-dev openjdk-17-jdk-headless maven)
packagesToTestFaults=(openssl python3 python3-venv libfaketime)
packagesToTest=(catch2 curl openssl python3 python3-venv git clang-14 libclang-rt-14-dev chromium valgrind
  abigail-tools "${packagesToTestFaults[@]}")

missingPackages() {
  local package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null)" = 'ii ' ] || printf '%s\n' "$package"
  done
}

# installPackages PACKAGE...: those that are missing, as root or by sudo.
installPackages() {
  if ! command -v apt-get >/dev/null; then
    echo "This is no Debian: install what these of its packages hold, if a step below fails: $*"
    return
  fi
  local missing asRoot=()
  mapfile -t missing < <(missingPackages "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || fail "needs root or sudo to install: ${missing[*]}"
    sudo -v || fail "needs root or sudo to install: ${missing[*]}"
    asRoot=(sudo)
  fi
  step "install ${#missing[@]} Debian packages" installThem "${missing[@]}"
}

installThem() {
  "${asRoot[@]}" apt-get update
  "${asRoot[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}
