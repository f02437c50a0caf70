# docs/platforms.md, from the cells and the records of their last runs in docs/platforms.

writePlatforms() {
  local cell
  {
    cat <<'END'
# Platforms

Every row is a cell: a system on which `scripts/matrix CELL` built the project and ran its tests, with every warning an
error. The command itself wrote this file (`scripts/matrix --write`) from the versions and results of each cell's last
run; times are those of a machine with two processors. [Contributing](../CONTRIBUTING.md#other-systems) says how to run
a cell and how to add one.
END
    printf '\n| Cell | Built on | Built for | Compiler | With | Tests | Time | Run |\n|---|---|---|---|---|---|---:|---|\n'
    for cell in $(cellNames); do
      rowOf "$cell"
    done
    printf '\n## The cells\n\n'
    for cell in $(cellNames); do
      (loadCell "$cell" && printf -- '- `%s`: %s.%s\n' "$cell" "$about" "${leavesOut:+ Left out: $leavesOut.}")
    done
  } >docs/platforms.md
  echo "  wrote docs/platforms.md"
}

rowOf() {
  local cell=$1 record=docs/platforms/$1
  if [ ! -e "$record" ]; then
    echo "| \`$cell\` | | | | | has not run yet | | |"
    return
  fi
  printf '| `%s` |' "$cell"
  printf ' %s |' "$(field system)" "$(field target)" "$(field compiler)" "$(field with)" "$(field outcome)" \
    "$(field time)" "$(field date), $(field commit)"
  echo
}

field() { sed -n "s/^$1: //p" "$record"; }
