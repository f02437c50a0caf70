"""The programs that scripts/bench compares: how each is built and started. A program that cannot be built is skipped,
with the reason."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

SOURCES = Path(__file__).parent.parent / "peers"


class Skipped(Exception):
    """A peer that cannot take part here."""


@dataclass(frozen=True)
class Program:
    name: str
    language: str
    command: Callable[["Builder"], list]
    warm_up_seconds: float = 0.05  # of processor time, for each algorithm; engines that compile as they run need more
    remembers: bool = False  # keeps tokens it has seen
    note: str = ""
    libcrypto: str = ""  # another than the system's: this library and its floor over each of them have a table


class Builder:
    """Builds each language's programs once, in a copy of its sources, so that they stay clean. CMake has built those in C
    and C++: in `builds` it has a folder for each libcrypto."""

    def __init__(self, cmake_build, builds, folder, log):
        self.cmake_build, self.builds, self.folder, self.log = Path(cmake_build), Path(builds), Path(folder), log
        self.built = {}

    def native(self, name, libcrypto=""):
        build = self.builds / folder_of(libcrypto) if libcrypto else self.cmake_build
        program = build / "bench/peers" / f"peer_{name}"
        if not program.exists():
            raise Skipped(f"not built over {libcrypto}" if libcrypto else "not built: its library was not found by CMake")
        return [program]

    def once(self, language, build):
        if language not in self.built:
            folder = self.folder / language
            shutil.copytree(SOURCES / language, folder, dirs_exist_ok=True)
            try:
                build(folder)
                self.built[language] = None
            except Skipped as reason:
                self.built[language] = reason
        if self.built[language]:
            raise self.built[language]
        return self.folder / language

    def need(self, tool):
        if not shutil.which(tool):
            raise Skipped(f"{tool} was not found")

    def run(self, folder, *command, **environment):
        self.log.write(f"\n# {' '.join(map(str, command))}\n")
        self.log.flush()
        result = subprocess.run(command, cwd=folder, stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL,
                                env={**os.environ, **environment})
        if result.returncode != 0:
            raise Skipped(f"{command[0]} could not install or build it, see {self.log.name}")

    def once_for(self, folder, lock, *commands):
        """Runs the commands unless they ran for this very lock file."""
        stamp, wanted = folder / "installed", (folder / lock).read_text()
        if stamp.exists() and stamp.read_text() == wanted:
            return
        for command in commands:
            self.run(folder, *command)
        stamp.write_text(wanted)


def rust(builder):
    def build(folder):
        builder.need("cargo")
        builder.run(folder, "cargo", "build", "--release", "--locked")

    return [builder.once("rust", build) / "target/release/jsonwebtoken_peer"]


def go(builder):
    def build(folder):
        builder.need("go")
        builder.run(folder, "go", "build", "-mod=readonly", "-o", "golang_jwt", ".", GOTOOLCHAIN="local")

    return [builder.once("go", build) / "golang_jwt"]


def java(builder):
    def build(folder):
        builder.need("java")
        builder.need("mvn")
        builder.run(folder, "mvn", "-q", "-B", "package", "dependency:copy-dependencies",
                    "-DoutputDirectory=target/lib")

    folder = builder.once("java", build)
    return ["java", "-cp", f"{folder}/target/classes:{folder}/target/lib/*", "bench.JavaJwt"]


def node(script):
    def command(builder):
        def build(folder):
            builder.need("npm")
            builder.once_for(folder, "package-lock.json", ["npm", "ci", "--no-audit", "--no-fund"])

        return ["node", builder.once("node", build) / script]

    return command


def python(builder):
    def build(folder):
        builder.once_for(folder, "requirements.txt", ["python3", "-m", "venv", "environment"],
                         ["environment/bin/pip", "install", "--disable-pip-version-check", "-r", "requirements.txt"])

    folder = builder.once("python", build)
    return [folder / "environment/bin/python", folder / "py_jwt.py"]


def native(name, libcrypto=""):
    return lambda builder: builder.native(name, libcrypto)


def folder_of(libcrypto):
    """As scripts/libcrypto calls it."""
    return libcrypto.lower().replace(" ", "-")


def over(libcrypto):
    """The floor and this library, each in a program of its own for each libcrypto, since a program can hold only one."""
    return [Program(f"{libcrypto} alone", "C", native("floor", libcrypto), libcrypto=libcrypto),
            Program(f"{JWTAUTH} over {libcrypto}", "C++", native("jwtauth", libcrypto), libcrypto=libcrypto)]


def is_floor(name):
    return name.endswith(" alone")


FLOOR, JWTAUTH, JSONWEBTOKEN = "OpenSSL alone", "jwtauth", "jsonwebtoken"
OVER_AWS_LC = f"{JWTAUTH} over AWS-LC"

PROGRAMS = [
    Program(FLOOR, "C", native("floor"), note="the signature alone, by contexts prepared once: the floor"),
    Program(JWTAUTH, "C++", native("jwtauth")),
    *over("AWS-LC"), *over("BoringSSL"), *over("OpenSSL 3.5"), *over("OpenSSL 4.0"),
    Program("jwt-cpp", "C++", native("jwt_cpp")),
    Program("cjose", "C", native("cjose"), note="claims checked by the program that measures it"),
    Program("Poco::JWT", "C++", native("poco"), note="claims checked by the program that measures it"),
    Program("libjwt", "C", native("libjwt"), note="a list among the claims is read by the program that measures it"),
    Program(JSONWEBTOKEN, "Rust", rust, note="over AWS-LC"),
    Program("golang-jwt", "Go", go, warm_up_seconds=0.3),
    Program("java-jwt", "Java", java, warm_up_seconds=5),
    Program("fast-jwt", "Node", node("fast_jwt.mjs"), warm_up_seconds=2),
    Program("jose", "Node", node("jose.mjs"), warm_up_seconds=2),
    Program("PyJWT", "Python", python, warm_up_seconds=0.2),
    Program("jwtauth, seen before", "C++", native("jwtauth"), remembers=True),
    Program("fast-jwt, seen before", "Node", node("fast_jwt.mjs"), warm_up_seconds=1, remembers=True),
]
