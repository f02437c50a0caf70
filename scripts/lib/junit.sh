# What CTest's results say, from the file that --output-junit names.

# countTests FILE ATTRIBUTE: tests, failures, skipped or disabled, of the whole run.
countTests() { sed -n "1,/>/s/^[[:space:]]*$2=\"\([0-9]*\)\"$/\1/p" "$1"; }

# testsThat STATUS FILE: their names, sorted.
testsThat() {
  sed -n 's/^[[:space:]]*<testcase name="\([^"]*\)".* status="'"$1"'".*/\1/p' "$2" 2>/dev/null | LC_ALL=C sort
}

# unsteadyTests FILE AGAIN: those that failed in the first run and passed in the second.
unsteadyTests() { LC_ALL=C comm -12 <(testsThat fail "$1") <(testsThat run "$2"); }

# printFailed FILE: each failed test, and the end of what it printed.
printFailed() {
  awk '/<testcase / { failed = /status="fail"/; lines = 0; if (failed) print }
       failed { kept[lines++] = $0 }
       failed && /<\/testcase>/ { for (i = lines > 40 ? lines - 40 : 1; i < lines; ++i) print kept[i] }' "$1"
}
