"""Runs files of rows, shows what was demanded and measured, and keeps docs/reliability.md.

    table.py --programs SERVER COMMAND_LINE --mongodb VENV [--write FILE] [ROW...]   ROW: a part of a fault's name
    table.py --programs SERVER COMMAND_LINE --check FILE                             whether FILE has the rows there are
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
# The files of each section of the document, in their order.
FILES = {"Server": ("slow_clients", "limits", "connections", "errors", "keys", "clock", "database", "store_file",
                    "memory", "work", "costs", "shutdown", "two_servers"),
         "HTTPS": ("secure",)}
BEGIN, END = "<!-- faults of {}: scripts/faults -->", "<!-- end of faults -->"
WIDTH = 120
NAMES = {"made": "How", "demand": "Demand", "measured": "Measured"}


def command(options, name, *arguments):
    return [sys.executable, "-B", HERE / f"{name}_test.py", *options.programs, *arguments]


def rows_there_are(options):
    """(section, file, row) of each."""
    for section, names in FILES.items():
        for name in names:
            listed = subprocess.run(command(options, name, "--list"), check=True, capture_output=True, text=True).stdout
            for line in listed.splitlines():
                yield section, name, json.loads(line)


def heading(fault):
    return fault[0].upper() + fault[1:]


def shown(row):
    """A row as the document has it: a heading, and a list of three."""
    lines = [f"### {heading(row['fault'])}", ""]
    for key, name in NAMES.items():
        lines.append(textwrap.fill(f"- **{name}:** {row.get(key, '')}".rstrip(), WIDTH, subsequent_indent="  ",
                                   break_long_words=False, break_on_hyphens=False))
    return "\n".join(lines) + "\n"


def read(text):
    """The rows in a text that `shown` wrote, by their headings."""
    keys = {name: key for key, name in NAMES.items()}
    found = {}
    for part in re.split(r"(?m)^### ", text)[1:]:
        title, _, rest = part.partition("\n")
        entries = re.findall(r"(?ms)^- \*\*(\w+):\*\*(.*?)(?=^- \*\*|\Z)", rest)
        found[title.strip()] = {keys[name]: " ".join(value.split()) for name, value in entries}
    return found


class Section:
    """The faults between two marks of the document; the text around them is left alone."""

    def __init__(self, path, name):
        self._path, self._begin = path, BEGIN.format(name)
        self._before, begin, rest = path.read_text().partition(self._begin)
        text, end, self._after = rest.partition(END)
        if not begin or not end:
            raise SystemExit(f"{path} has nothing between `{self._begin}` and `{END}`")
        self.rows = read(text)

    def write(self, rows):
        text = "\n".join(shown(row) for row in rows)
        self._path.write_text(f"{self._before}{self._begin}\n\n{text}\n{END}{self._after}")


def check(options, rows):
    wrong = []
    for section in FILES:
        told = Section(options.check, section).rows
        for in_section, _, row in rows:
            if in_section == section:
                entry = told.pop(heading(row["fault"]), {})
                if (entry.get("made"), entry.get("demand")) != (row["made"], row["demand"]):
                    wrong.append(row["fault"])
        wrong += told
    for fault in wrong:
        print(f"{options.check}: `{fault}` is not as it is tested; scripts/faults --write writes it")
    return not wrong


def run(options, name, fault, report):
    arguments = ["--whole", "--report", report, "--row", fault, "--mongodb", options.mongodb]
    with open(options.log, "a") as log:
        subprocess.run(command(options, name, *arguments), stdout=log, stderr=log)


def show(line):
    mark = {True: "pass", False: "FAIL", None: "skip"}[line["passed"]]
    print(f"  {mark}  {line['fault']}  ({line['seconds']:.0f} s)")
    for name in ("demand", "measured"):
        print(textwrap.fill(line[name], 110, initial_indent=f"        {name:9} ", subsequent_indent=" " * 18))
    sys.stdout.flush()


def run_all(options, rows):
    wanted = [each for each in rows if not options.row or any(part in each[2]["fault"] for part in options.row)]
    if not wanted:
        raise SystemExit("no such row; there are: " + ", ".join(row["fault"] for _, _, row in rows))
    results, begin = [], time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for _, name, row in wanted:
            print(f"  ...   {row['fault']}", end="\r", flush=True) if sys.stdout.isatty() else None
            report = Path(folder) / "report"
            report.unlink(missing_ok=True)
            run(options, name, row["fault"], report)
            lines = report.read_text().splitlines() if report.exists() else []
            line = json.loads(lines[-1]) if lines else {**row, "measured": "did not run", "passed": False, "seconds": 0}
            show(line)
            results.append(line)
    failed = [line["fault"] for line in results if line["passed"] is False]
    print(f"{len(results) - len(failed)} of {len(results)} rows hold, {time.monotonic() - begin:.0f} s; "
          f"what the rows printed: {options.log}")
    return results, failed


def rewritten(rows, told, results):
    """Rows that were not run, or did not hold, keep their figures."""
    measured = {line["fault"]: line["measured"] for line in results if line["passed"]}
    return [{**row, "measured": measured.get(row["fault"], told.get(heading(row["fault"]), {}).get("measured", ""))}
            for row in rows]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", nargs=2, required=True)
    parser.add_argument("--mongodb", type=Path)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--check", type=Path)
    parser.add_argument("row", nargs="*")
    options = parser.parse_args()
    rows = list(rows_there_are(options))
    if options.check:
        sys.exit(0 if check(options, rows) else 1)
    results, failed = run_all(options, rows)
    if options.write:
        for name in FILES:
            section = Section(options.write, name)
            section.write(rewritten([row for in_section, _, row in rows if in_section == name], section.rows, results))
        print(f"{options.write} has these figures now")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
