"""Runs a command with MONGODB_URI set: to its present value, else to a mongod on the PATH, else to SecantusDB, which
speaks MongoDB's wire protocol and is fetched once from PyPI. A server that was started is stopped again.

Called as: with_mongodb.py [--optional] VENV COMMAND...
VENV is the folder for SecantusDB's virtual environment; with it in place no network is needed. With --optional, a
missing MongoDB is exit code 77 (skipped), else it is an error.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import virtual_environment

PACKAGE = "SecantusDB==0.7.0b3"
SKIPPED = 77
READY_WITHIN = 60


class NoMongoDb(Exception):
    pass


def secantusd(venv):
    try:
        return virtual_environment.made(venv, PACKAGE) / "secantusd-py"
    except virtual_environment.NoEnvironment as reason:
        raise NoMongoDb(reason) from reason


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def accepts(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def stop(process):
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def started(command, folder, port_of, options=""):
    """The connection string of a server that logs its port, or knows it before."""
    log = Path(folder) / "log"
    with open(log, "wb") as out:
        process = subprocess.Popen(list(map(str, command)), stdout=out, stderr=out, stdin=subprocess.DEVNULL,
                                   cwd=folder)
    try:
        end = time.monotonic() + READY_WITHIN
        while True:
            port = port_of(log.read_text(errors="replace"))
            if port and accepts(port):
                break
            if process.poll() is not None or time.monotonic() > end:
                raise NoMongoDb(f"{command[0]} did not start:\n{log.read_text(errors='replace')}")
            time.sleep(0.05)
        yield f"mongodb://127.0.0.1:{port}/{options}"
    finally:
        stop(process)


def mongod(program, folder):
    port = free_port()
    return started([program, "--bind_ip", "127.0.0.1", "--port", port, "--dbpath", folder], folder, lambda log: port)


def secantus(program, folder):
    def port_in(log):
        found = re.search(r"listening on 127\.0\.0\.1:(\d+)", log)
        return int(found[1]) if found else None

    # As a replica set of one, since a driver repeats no write for a standalone server; with the commands that make it
    # fail.
    command = [program, "--host", "127.0.0.1", "--port", 0, "--storage-path", Path(folder) / "data",
               "--enable-test-commands"]
    return started(command, folder, port_in, "?replicaSet=secantus")


def run(command, uri):
    process = subprocess.Popen(command, env={**os.environ, "MONGODB_URI": uri})
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            stop(process)


def main():
    arguments = sys.argv[1:]
    optional = arguments[:1] == ["--optional"]
    venv, *command = arguments[optional:]
    # A signal ends a test that takes too long: the server must not outlive it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if given := os.environ.get("MONGODB_URI"):
        return run(command, given)
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            found = shutil.which("mongod")
            server = mongod(found, folder) if found else secantus(secantusd(Path(venv).resolve()), folder)
            with server as uri:
                return run(command, uri)
    except NoMongoDb as reason:
        print(f"no MongoDB to test against: {reason}", file=sys.stderr)
        return SKIPPED if optional else 1


if __name__ == "__main__":
    sys.exit(main())
