# What CTest's results say, from the file that --output-junit names.

# countTests FILE ATTRIBUTE: tests, failures, skipped or disabled, of the whole run.
countTests() { sed -n "1,/>/s/^[[:space:]]*$2=\"\([0-9]*\)\"$/\1/p" "$1"; }
