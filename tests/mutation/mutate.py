"""Breaks a copy of the sources in one place after the other, and counts how many of these mutations the tests catch.

    mutate.py [--only TEXT] [--longest SECONDS] [--project FOLDER] [--mutations FOLDER] WORK
        Copies, builds and tests in WORK, which is kept for the next time; with --only those whose name or file
        contains TEXT. Exits with 1 if one survives, does not compile, or no longer applies.
    mutate.py --check
        Whether every mutation still applies: whether its original text is in its file, exactly once.

A file of mutations names the suites that should catch them. Each mutation has a name that says what is wrong, the file,
the original text, its replacement, and the danger. suites.toml says how a suite is built and run; the first one that
fails or takes too long has caught the mutation.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
WIDTH_OF_NAMES = 64


@dataclass(frozen=True)
class Suite:
    name: str
    target: str
    command: list[str]  # in the build folder
    longest: float  # seconds
    only_beside: str = ""  # a pattern that a file of the project must match
    instead: dict[str, str] = field(default_factory=dict)  # of the name of a source file

    def of(self, file: str) -> "Suite":
        """For mutations of a source file; {stem} is its name without the ending."""
        stem = self.instead.get(Path(file).stem, Path(file).stem)
        return replace(self, command=[part.replace("{stem}", stem) for part in self.command],
                       only_beside=self.only_beside.replace("{stem}", stem))


@dataclass(frozen=True)
class Mutation:
    name: str
    file: str
    original: str
    replacement: str
    danger: str
    suites: list[str]

    def fault(self, project: Path) -> str:
        """Why it cannot be applied; empty when it can."""
        if self.original == self.replacement:
            return "changes nothing"
        file = project / self.file
        times = file.read_text().count(self.original) if file.is_file() else 0
        return "" if times == 1 else f"its original text is {times} times in {self.file}, expected once"

    def applied_to(self, text: str) -> str:
        return text.replace(self.original, self.replacement)


def read_mutations(folder: Path) -> list[Mutation]:
    mutations = []
    for file in sorted(folder.glob("*.toml")):
        if file.name != "suites.toml":
            data = tomllib.loads(file.read_text())
            mutations += [Mutation(**{"suites": data["suites"]} | entry) for entry in data["mutation"]]
    return mutations


def read_suites(folder: Path, longest: float) -> dict[str, Suite]:
    data = tomllib.loads((folder / "suites.toml").read_text())
    return {name: Suite(name, longest=longest, **entry) for name, entry in data.items()}


def faults_of(mutations: list[Mutation], project: Path) -> list[str]:
    faults = [f"{one.name}: {fault}" for one in mutations if (fault := one.fault(project))]
    names = [one.name for one in mutations]
    return faults + [f"{name}: the name of several" for name in sorted(set(names)) if names.count(name) > 1]


class Copy:
    """The project's files in a folder of their own, built there; unchanged parts are not built again."""

    def __init__(self, project: Path, work: Path):
        self.project, self.source, self.build = project, work / "source", work / "build"
        listed = self.run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", folder=project)
        files = {name for name in listed.split("\0") if (project / name).is_file()}
        for name in files:
            self.restore(name)
        for file in self.source.rglob("*"):
            if file.is_file() and str(file.relative_to(self.source)) not in files:
                file.unlink()
        self.run("cmake", "-S", self.source, "-B", self.build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=",
                 "-DCMAKE_CXX_FLAGS=-O1", "-DJWTAUTH_BUILD_TESTS=ON",
                 *(f"-DJWTAUTH_BUILD_{part}=OFF" for part in ("EXAMPLES", "TOOLS")))

    @staticmethod
    def run(*command: str | Path, folder: Path | None = None) -> str:
        result = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if result.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, command))}\n{result.stdout[-3000:]}")
        return result.stdout

    def restore(self, name: str) -> None:
        self.write(name, (self.project / name).read_bytes())

    def write(self, name: str, content: bytes) -> None:
        file = self.source / name
        if not file.is_file() or file.read_bytes() != content:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            shutil.copymode(self.project / name, file)

    def compiles(self, suites: list[Suite]) -> bool:
        return subprocess.run(["cmake", "--build", self.build, "--target", *(suite.target for suite in suites)],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

    def complaint_of(self, suite: Suite) -> str:
        """What the suite says is wrong; empty when it passes."""
        try:
            result = subprocess.run(suite.command, cwd=self.build, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                    timeout=suite.longest, text=True, errors="replace")
        except subprocess.TimeoutExpired:
            return f"{suite.name}: took too long"
        if result.returncode == 0:
            return ""
        # Catch2 writes the name of the failed test between two lines, and CTest a list of them at the end.
        name = re.search(r"^-{70,}\n(.+)$", result.stdout, re.MULTILINE) or re.search(r"^\s*\d+ - (.+) \(Failed\)$",
                                                                                      result.stdout, re.MULTILINE)
        return f"{suite.name}: {name[1].strip() if name else f'ended with {result.returncode}'}"


def suites_of(mutation: Mutation, suites: dict[str, Suite], project: Path) -> list[Suite]:
    its_own = [suites[name].of(mutation.file) for name in mutation.suites]
    return [suite for suite in its_own if not suite.only_beside or any(project.glob(suite.only_beside))]


def outcome_of(mutation: Mutation, copy: Copy, suites: list[Suite]) -> tuple[str, str]:
    """caught, SURVIVED or BROKEN, and by which test."""
    original = (copy.project / mutation.file).read_text()
    copy.write(mutation.file, mutation.applied_to(original).encode())
    try:
        if not copy.compiles(suites):
            return "BROKEN", "does not compile"
        for suite in suites:
            if complaint := copy.complaint_of(suite):
                return "caught", complaint
        return "SURVIVED", mutation.danger
    finally:
        copy.restore(mutation.file)


def require_good(copy: Copy, suites: list[Suite]) -> None:
    suites = [suite for suite in suites if not suite.only_beside]
    if not copy.compiles(suites):
        raise RuntimeError(f"the unchanged sources do not compile: cmake --build {copy.build}")
    for suite in suites:
        if complaint := copy.complaint_of(suite):
            raise RuntimeError(f"the unchanged sources fail: {complaint}")


def run(mutations: list[Mutation], suites: dict[str, Suite], project: Path, work: Path) -> int:
    started = time.monotonic()
    copy = Copy(project, work.resolve())
    require_good(copy, [suite for name, suite in suites.items() if any(name in one.suites for one in mutations)])
    counts = {"caught": 0, "SURVIVED": 0, "BROKEN": 0}
    for mutation in mutations:
        begun = time.monotonic()
        outcome, remark = outcome_of(mutation, copy, suites_of(mutation, suites, project))
        counts[outcome] += 1
        print(f"{outcome:8}  {mutation.name:{WIDTH_OF_NAMES}}  {time.monotonic() - begun:4.0f} s  {remark}", flush=True)
    print(f"{len(mutations)} mutations: {counts['caught']} caught, {counts['SURVIVED']} survived, "
          f"{counts['BROKEN']} did not compile, in {(time.monotonic() - started) / 60:.0f} minutes")
    return int(counts["caught"] != len(mutations))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", nargs="?", type=Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--longest", type=float, default=300)
    parser.add_argument("--project", type=Path, default=HERE.parent.parent)
    parser.add_argument("--mutations", type=Path, default=HERE / "mutations")
    options = parser.parse_args()
    project = options.project.resolve()
    mutations = read_mutations(options.mutations)
    if faults := faults_of(mutations, project):
        print(*faults, sep="\n")
        return 1
    if options.check:
        print(f"{len(mutations)} mutations apply")
        return 0
    chosen = [one for one in mutations if options.only in one.name or options.only in one.file]
    if not options.work or not chosen:
        parser.error("expected a folder WORK, and in --only a part of a mutation's name")
    os.nice(10)
    return run(chosen, read_suites(options.mutations, options.longest), project, options.work)


if __name__ == "__main__":
    sys.exit(main())
