# Debian's packages: built by dpkg-buildpackage, judged by lintian, installed in a bare Debian of the same suite.

package_debian() {
  command -v apt-get >/dev/null || { skipped apt-get; return 0; }
  installPackages debhelper dpkg-dev lintian
  buildDebian "$packages/debian" "$packages/debian"
  step "ask lintian" lintian --fail-on error,warning "$packages/debian"/jwtauth_*.changes
  [ "$(id -u)" = 0 ] || { skipped "root, for a bare Debian,"; return 0; }
  installInBareDebian "$(. /etc/os-release && echo "$VERSION_CODENAME")"
}

# buildDebian FOLDER RESULT: sources and packages of this commit.
buildDebian() {
  local folder=$1 sources
  sources=$folder/jwtauth-$(projectVersion)
  rm -rf "$folder"
  mkdir -p "$folder"
  step "archive the sources" sourceArchive "$folder/jwtauth_$(projectVersion).orig.tar.gz"
  tar -x -C "$folder" -f "$folder/jwtauth_$(projectVersion).orig.tar.gz"
  cp -a "$sources/packaging/debian" "$sources/debian"
  dpkg-checkbuilddeps "$sources/debian/control" 2>>"$log" ||
    step "install what the build needs" installBuildNeeds "$sources"
  step "build the Debian packages" buildIn "$sources"
}

installBuildNeeds() { apt-get update && apt-get build-dep -y --no-install-recommends "$1"; }
buildIn() (cd "$1" && dpkg-buildpackage -us -uc -F)

# installInBareDebian SUITE: installs the packages and runs their tests as autopkgtest does.
installInBareDebian() {
  local system=$packages/system base
  rm -rf --one-file-system "$system"
  needBase "$1"
  step "copy a bare Debian $1" copyBase "$base" "$system"
  mkdir -p "$system/srv/packages"
  cp "$packages/debian"/*.{deb,dsc,tar.*} "$system/srv/packages/"
  rm -f "$system"/srv/packages/*-dbgsym_*
  step "clone what is committed" cloneInto "$system/srv/jwtauth"
  step "apt install ./*.deb" enter "$system" sh -c 'apt-get update && cd /srv/packages &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ./*.deb autopkgtest'
  step "run the packages' tests" enter "$system" sh -c 'autopkgtest /srv/packages/*.deb /srv/packages/*.dsc -- null'
  grep -E '^(/notes|CMake:|pkg-config:|autopkgtest .* (PASS|FAIL))|^[a-z-]+ +(PASS|FAIL)' "$log" | sed 's/^/  /'
  rm -rf --one-file-system "$system"
}
