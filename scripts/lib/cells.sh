# What a cell is. Each file of scripts/cells says how it differs from what is set here.

cellNames() { (cd scripts/cells && printf '%s\n' *.sh) | sed 's/[.]sh$//'; }

loadCell() {
  suite=trixie                               # of Debian
  packages=("${packagesToTestLibrary[@]}")   # as in packages.sh
  options=(-DJWTAUTH_BUILD_SERVER=OFF)       # of CMake
  targets=()                                 # all, unless some are named
  tests=()                                   # arguments of ctest that select, such as -L '^unit$'
  about=''                                   # what the versions in the table do not show
  leavesOut=''                               # what is not built or not run here, and why: a sentence
  unset -f beforePackages beforeConfigure    # what else prepares the system, and the build
  . "scripts/cells/$1.sh"
}

listCells() {
  local cell
  for cell in $(cellNames); do
    loadCell "$cell"
    printf '%-24s %-10s %s\n' "$cell" "$suite" "$about"
  done
}
