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
    cat <<'END'

## By review

No cell has MSVC or macOS. The sources were reviewed for headers, flags, attributes and calls that they lack; each has
a guard, or is in a part that is left out there:

| | MSVC | macOS |
|---|---|---|
| Flags | `/W4 /WX` in place of GCC's warnings; `/utf-8`; `NOMINMAX`, since windows.h comes with OpenSSL | as with clang |
| Vector instructions | the table alone decodes base64url | NEON, or those of x86-64 |
| `std::from_chars` of a double | its own | `strtod_l` before libc++ 20 |
| `std::jthread` | its own | libc++ 20, or `-fexperimental-library`; else without `remote` |
| Files of the command line | Win32's calls; arguments and paths in UTF-8 by a manifest | POSIX |
| Sockets | Winsock | POSIX |
| Left out of the tests | `remote`, which serves keys by POSIX; `libcrypto`, `constant_time` | `libcrypto`, `constant_time`, which need the linker's `--wrap` |

## Anywhere

What the suites were also run with, and passed:

- A clock in the year 3000: `hostile`, `conformance`, `remote` and the command line.
- No variable of the environment, not even `HOME`, but `TMPDIR` elsewhere; the umask 077: the same suites.
- Decimal commas, in every run; the locale `C` and one that does not exist; the time zones `Pacific/Apia`, `<-99>99` and
  ones that do not exist: `unit`.
- Processors of x86-64 without AVX2 and without SSSE3, by QEMU: what `unit` says of base64url.

No two names in the repository differ by case alone.
END
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
