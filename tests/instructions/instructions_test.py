"""Counts with valgrind the instructions of one request outside libcrypto, and compares them with the recorded ones.

Instructions repeat exactly, times do not: a count that grows by more than a tenth has a cause in the source.
    instructions_test.py PROGRAM BUILD [--record]     BUILD names compiler and build type, "GNU 12 Release"
Exits with 77 (skipped) if valgrind is missing or no counts are recorded for the build.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

RECORD = Path(__file__).with_name("recorded.json")
REQUESTS = 20  # as many as counted_requests.cpp makes
ALLOWED_GROWTH = 1.1
SKIPPED = 77


def instructions_outside_libcrypto(dump: Path) -> tuple[str, int]:
    """The name of a dump in callgrind's format, and the sum of its self costs in all objects but libcrypto."""
    name, total, skip_next = "", 0, False
    objects: dict[str, str] = {}
    current = ""
    for line in dump.read_text().splitlines():
        if line.startswith("desc: Trigger: Client Request: "):
            name = line.removeprefix("desc: Trigger: Client Request: ")
        elif match := re.match(r"ob=\((\d+)\)(?: (.*))?$", line):
            current = objects.setdefault(match[1], match[2] or "")
        elif match := re.match(r"cob=\((\d+)\) (.*)$", line):
            objects.setdefault(match[1], match[2])
        elif line.startswith("calls="):
            skip_next = True  # the next line is what the callee took
        elif match := re.match(r"[+\-*\d]\S* (\d+)$", line):
            if not skip_next and "libcrypto" not in current:
                total += int(match[1])
            skip_next = False
    return name, total // REQUESTS


def count(program: str) -> dict[str, int]:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={folder}/dump", program],
            check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
        counts = dict(instructions_outside_libcrypto(dump) for dump in sorted(Path(folder).iterdir()))
    counts.pop("", None)  # the dump at the end, of nothing
    return counts


def main(program: str, build: str, *options: str) -> int:
    if not shutil.which("valgrind"):
        print("SKIPPED: valgrind is not installed (Debian: valgrind)")
        return 1 if os.environ.get("JWTAUTH_REQUIRE_ALL") else SKIPPED
    recorded = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    if "--record" not in options and build not in recorded:
        print(f"SKIPPED: no counts are recorded for {build}; known are {', '.join(recorded)}")
        return SKIPPED
    counts = count(program)
    if "--record" in options:
        RECORD.write_text(json.dumps(recorded | {build: counts}, indent=2) + "\n")
    expected = counts if "--record" in options else recorded[build]
    failed = counts.keys() != expected.keys()
    for name, before in expected.items():
        now = counts.get(name, 0)
        grown = now > before * ALLOWED_GROWTH
        failed |= grown
        print(f"{name:24}{now:8} instructions, recorded {before:8}{'   GROWN' if grown else ''}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
