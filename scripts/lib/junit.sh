# What CTest's results say, from the file that --output-junit names.

# countTests FILE ATTRIBUTE: tests, failures, skipped or disabled, of the whole run.
countTests() { sed -n "1,/>/s/^[[:space:]]*$2=\"\([0-9]*\)\"$/\1/p" "$1"; }

# printFailed FILE: each failed test, and the end of what it printed.
printFailed() {
  awk '/<testcase / { failed = /status="fail"/; lines = 0; if (failed) print }
       failed { kept[lines++] = $0 }
       failed && /<\/testcase>/ { for (i = lines > 40 ? lines - 40 : 1; i < lines; ++i) print kept[i] }' "$1"
}
