"""Compares the shared libraries in a folder with the recorded ones, or with those of the last tag. If programs that are
linked to them would break, it prints the differences and exits with 1; if there is nothing to compare with, it exits
with 77 (skipped).

    abi.py check   FOLDER SOURCE BUILD            with tests/abi/recorded.txt; BUILD is "GNU 12 x86_64" or another
    abi.py record  FOLDER SOURCE BUILD            renews that record, on purpose
    abi.py since   FOLDER SOURCE WORK [COMMIT]    with those of the last tag v*, or another commit, built in WORK
"""
import difflib
import re
import subprocess
import sys
from pathlib import Path

from promises import output_of, promises_of

RECORD = Path(__file__).with_name("recorded.txt")
SKIPPED = 77


def described(libraries: list[Path], headers: Path, build: str) -> list[str]:
    return [f"# The libraries as {build} builds them; renewed by tests/abi/abi.py.", *promises_of(libraries, headers)]


def check(libraries: list[Path], source: Path, build: str) -> int:
    recorded = RECORD.read_text().splitlines()
    if f" {build} " not in recorded[0]:
        print(f"SKIPPED: recorded are libraries of another build than {build}")
        return SKIPPED
    found = described(libraries, source / "include", build)
    difference = list(difflib.unified_diff(recorded, found, "recorded", "found", n=1, lineterm=""))
    print("\n".join(difference) or f"{len(libraries)} libraries are as recorded")
    if difference:
        print(f"Is it meant? Then renew the record:\n  python3 tests/abi/abi.py record FOLDER {source} '{build}'")
    return int(bool(difference))


def record(libraries: list[Path], source: Path, build: str) -> int:
    RECORD.write_text("\n".join(described(libraries, source / "include", build)) + "\n")
    return 0


def breaks(old: Path, old_headers: Path, new: Path, new_headers: Path) -> str:
    """What abidiff reports, except for added symbols; empty if there is nothing."""
    result = subprocess.run(
        ["abidiff", "--drop-private-types", "--headers-dir1", old_headers, "--headers-dir2", new_headers,
         "--no-added-syms", "--fail-no-debug-info", "--no-show-locs", old, new], capture_output=True, text=True)
    could_not_compare = result.returncode & 0b11
    if could_not_compare:
        raise RuntimeError(result.stdout + result.stderr)
    return result.stdout if result.returncode else ""


def last_tag(source: Path) -> str:
    return subprocess.run(["git", "-C", source, "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"],
                          capture_output=True, text=True).stdout.strip()


def built_at(commit: str, source: Path, work: Path) -> Path:
    """The sources of a commit, with its shared libraries built inside."""
    folder = work / re.sub(r"\W", "_", commit)
    folder.mkdir(parents=True, exist_ok=True)
    archive = subprocess.run(["git", "-C", source, "archive", commit], check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", folder], check=True, input=archive)
    left_out = [f"-DJWTAUTH_BUILD_{part}=OFF" for part in ("TESTS", "EXAMPLES", "TOOLS", "BENCH")]
    output_of("cmake", "-S", folder, "-B", folder / "build", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
              "-DBUILD_SHARED_LIBS=ON", *left_out)
    output_of("cmake", "--build", folder / "build")
    return folder


def soname_of(library: Path) -> str:
    return re.search(r"SONAME\s+(\S+)", output_of("objdump", "-p", library))[1]


def since(libraries: list[Path], source: Path, work: str, commit: str = "") -> int:
    commit = commit or last_tag(source)
    if not commit:
        print("SKIPPED: there is no tag v* yet, or this is no git repository")
        return SKIPPED
    old = built_at(commit, source, Path(work))
    broken = False
    for library in libraries:
        before = next((old / "build").rglob(library.name), None)
        if before is None or soname_of(before) != soname_of(library):
            print(f"{library.name}: {commit} has no {soname_of(library)}, so that no program asks for it")
            continue
        report = breaks(before, old / "include", library, source / "include")
        verdict = "breaks programs of" if report else "can take the place of that of"
        print(f"{library.name}: {verdict} {commit}\n{report}")
        broken |= bool(report)
    return int(broken)


def main(command: str, folder: str, source: str, *options: str) -> int:
    libraries = sorted(Path(folder).rglob("*.so"), key=lambda library: library.stem)
    if not libraries:
        print(f"no shared library in {folder}")
        return 1
    return {"check": check, "record": record, "since": since}[command](libraries, Path(source), *options)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
