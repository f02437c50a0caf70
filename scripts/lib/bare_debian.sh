# Runs a cell in a bare Debian: a copy of what debootstrap makes, with a clone of what is committed here.

# runInBareDebian CELL: whether the cell went well; its record is then in build/matrix/results.
runInBareDebian() {
  local cell=$1 system=$PWD/build/matrix/systems/$1 status=0
  [ "$(id -u)" = 0 ] || fail "needs root for a bare Debian; scripts/matrix --here runs a cell in the system at hand"
  suite=$(loadCell "$cell" && echo "$suite")
  log=build/matrix/$cell.log
  : >"$log"
  [ -n "$keep" ] || rm -rf --one-file-system "$system"
  if [ ! -e "$system/etc/os-release" ]; then
    needBase "$suite"
    step "copy a bare Debian $suite" copyBase "$base" "$system"
  fi
  step "clone what is committed" cloneInto "$system/srv/jwtauth"
  rm -f "build/matrix/results/$cell"
  enter "$system" scripts/matrix --here "$cell" </dev/null || status=$?
  cp "$system/srv/jwtauth/build/matrix/$cell.log" "$log"
  cp "$system/srv/jwtauth/build/matrix/results/$cell" build/matrix/results/ || fail "$cell got no result, see $log"
  [ -n "$keep" ] || rm -rf --one-file-system "$system"
  return "$status"
}

# needBase SUITE: sets base.
needBase() {
  base=${MATRIX_BASES:-build/matrix/bases}/$1
  [ ! -e "$base/etc/os-release" ] || return 0
  command -v debootstrap >/dev/null || installPackages debootstrap
  mkdir -p "${base%/*}"
  rm -rf --one-file-system "$base.new"
  step "make a bare Debian $1" debootstrap --variant=minbase --include=ca-certificates "$1" "$base.new"
  mv "$base.new" "$base"
}

# copyBase BASE SYSTEM: with the certificates that this machine trusts in addition to Debian's: what is fetched may
# come through a proxy. The copy's dpkg does not wait for the disk.
copyBase() {
  mkdir -p "$2" && cp -a --reflink=auto "$1/." "$2/" || return
  echo force-unsafe-io >"$2/etc/dpkg/dpkg.cfg.d/unsafe-io"
  cp -L /etc/resolv.conf "$2/etc/resolv.conf"
  printf '127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n' >"$2/etc/hosts"
  local trusted=/usr/local/share/ca-certificates
  [ ! -d "$trusted" ] || cp -a "$trusted/." "$2$trusted/"
  chroot "$2" update-ca-certificates
}

cloneInto() {
  [ -d "$1/.git" ] || git clone -q --no-checkout "$PWD" "$1"
  git -C "$1" fetch -q "$PWD" HEAD && git -C "$1" checkout -q --detach FETCH_HEAD
}

# enter SYSTEM COMMAND...: in the clone if there is one, in mount and process spaces of its own, so that nothing
# outlives it.
enter() {
  local system=$1 name folders=()
  shift
  for name in JWTAUTH_VECTORS JWTAUTH_CONFORMANCE CCACHE_DIR; do
    [ ! -d "${!name:-}" ] || folders+=("$name" "${!name}")
  done
  unshare --mount --pid --fork --kill-child bash -c '
    set -e
    system=$1 folders=$2
    shift 2
    mount --make-rprivate /
    mount -t proc proc "$system/proc"
    mount --rbind /dev "$system/dev"
    variables=()
    for ((; folders > 0; folders -= 2)); do
      mkdir -p "$system/srv/$1"
      mount --bind "$2" "$system/srv/$1"
      variables+=("$1=/srv/$1")
      shift 2
    done
    exec chroot "$system" /usr/bin/env -i HOME=/root TERM=dumb LANG=C.UTF-8 \
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
      SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt PIP_CERT=/etc/ssl/certs/ca-certificates.crt \
      NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
      CCACHE_BASEDIR=/srv/jwtauth "${variables[@]}" \
      bash -c "cd; [ ! -d /srv/jwtauth ] || cd /srv/jwtauth; exec \"\$@\"" cell "$@"
  ' cell "$system" "${#folders[@]}" "${folders[@]}" "$@"
}
