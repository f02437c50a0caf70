# nginx for the tests: the machine's own, else Debian's in the build folder. It is not installed, since it would then
# start to serve.

# needNginx FOLDER: puts one on the PATH if possible; without it its tests are skipped.
needNginx() {
  PATH=$PATH:/usr/sbin
  command -v nginx >/dev/null && return
  if [ ! -x "$1/usr/sbin/nginx" ] && command -v apt-get >/dev/null; then
    step "fetch nginx" fetchNginx "$1"
  fi
  PATH=$PATH:$PWD/$1/usr/sbin
}

fetchNginx() {
  mkdir -p "$1" && (cd "$1" && apt-get download nginx && dpkg-deb --extract nginx_*.deb .)
}
