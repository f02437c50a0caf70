# Debian's packages: built by dpkg-buildpackage, judged by lintian, installed in a bare Debian of the same suite. Where
# the headers of PostgreSQL 18 are at hand, its module is one of them, and is loaded by a server.

package_debian() {
  command -v apt-get >/dev/null || { skipped apt-get; return 0; }
  installPackages debhelper dpkg-dev lintian
  local postgresql=$PWD/build/postgresql
  local headers=$postgresql/usr/include/postgresql/18/server module=''
  needPostgresql "$postgresql"
  [ ! -e "$headers/libpq/oauth.h" ] || module=pkg.jwtauth.postgresql
  DEB_BUILD_PROFILES=$module CMAKE_INCLUDE_PATH=$headers buildDebian "$packages/debian"
  step "ask lintian" lintian --fail-on error,warning "$packages/debian"/jwtauth_*.changes
  [ -z "$module" ] || step "load the module into PostgreSQL 18" loadModule "$postgresql/server/bin/postgres"
  [ "$(id -u)" = 0 ] || { skipped "root, for a bare Debian,"; return 0; }
  installInBareDebian "$(. /etc/os-release && echo "$VERSION_CODENAME")"
}

# buildDebian FOLDER: sources and packages of this commit. What the profiles need in addition is at hand.
buildDebian() {
  local folder=$1 sources
  sources=$folder/jwtauth-$(projectVersion)
  rm -rf "$folder"
  mkdir -p "$folder"
  step "archive the sources" sourceArchive "$folder/jwtauth_$(projectVersion).orig.tar.gz"
  tar -x -C "$folder" -f "$folder/jwtauth_$(projectVersion).orig.tar.gz"
  cp -a "$sources/packaging/debian" "$sources/debian"
  env -u DEB_BUILD_PROFILES dpkg-checkbuilddeps "$sources/debian/control" 2>>"$log" ||
    step "install what the build needs" installBuildNeeds "$sources"
  step "build the Debian packages" buildIn "$sources"
}

installBuildNeeds() { apt-get update && apt-get build-dep -y --no-install-recommends "$1"; }
buildIn() (cd "$1" && dpkg-buildpackage -us -uc -F ${DEB_BUILD_PROFILES:+-d})

# loadModule POSTGRES: the tests of the module, with what the packages have.
loadModule() {
  local tree=$packages/postgresql package
  rm -rf "$tree"
  for package in "$packages"/debian/{jwtauth,libjwtauth0.1,libjwtauth-remote0.1,postgresql-18-jwtauth}_*.deb; do
    dpkg-deb --extract "$package" "$tree" || return
  done
  LD_LIBRARY_PATH=$(dirname "$tree"/usr/lib/*/libjwtauth.so.0.1) python3 -B \
    integrations/postgresql/tests/validator_test.py "$tree/usr/bin/jwtauth" \
    "$tree/usr/lib/postgresql/18/lib/jwtauth_validator.so" "$1"
}

# installInBareDebian SUITE: installs the packages and runs their tests as autopkgtest does.
installInBareDebian() {
  local system=$packages/system base
  rm -rf --one-file-system "$system"
  needBase "$1"
  step "copy a bare Debian $1" copyBase "$base" "$system"
  mkdir -p "$system/srv/packages"
  cp "$packages/debian"/*.{deb,dsc,tar.*} "$system/srv/packages/"
  rm -f "$system"/srv/packages/{*-dbgsym,postgresql-18-jwtauth}_*  # this Debian has no PostgreSQL 18
  step "clone what is committed" cloneInto "$system/srv/jwtauth"
  step "apt install ./*.deb" enter "$system" sh -c 'apt-get update && cd /srv/packages &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ./*.deb autopkgtest'
  step "run the packages' tests" enter "$system" sh -c 'autopkgtest /srv/packages/*.deb /srv/packages/*.dsc -- null'
  grep -E '^(/notes|CMake:|pkg-config:|autopkgtest .* (PASS|FAIL))|^[a-z-]+ +(PASS|FAIL)' "$log" | sed 's/^/  /'
  rm -rf --one-file-system "$system"
}
