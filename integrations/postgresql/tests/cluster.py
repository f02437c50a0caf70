"""A PostgreSQL of its own for the tests, and a client that logs in with a token by the wire protocol."""

import json
import os
import pwd
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
from pathlib import Path

PATIENCE = 60


def as_nobody():
    """The server refuses to run as root."""
    user = pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}


class Cluster:
    """A server with the module, and what pg_hba.conf says."""

    def __init__(self, postgres, module, preload=False):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = Path(self._folder.name)
        self.folder.chmod(0o755)
        if os.geteuid() == 0:
            user = pwd.getpwnam("nobody")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        (self.folder / Path(module).name).write_bytes(Path(module).read_bytes())
        self.data, self.configuration = self.folder / "data", self.folder / "jwtauth.json"
        self._bin = self._reachable(Path(postgres).absolute().parent)
        self._environment = {**os.environ, "LC_ALL": "C"}
        self._run(self._bin / "initdb", "--pgdata", self.data, "--username", "postgres", "--auth", "trust", "--no-sync",
                  "--encoding", "UTF8", "--locale", "C")
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(f"""
listen_addresses = ''
unix_socket_directories = '{self.folder}'
fsync = off
log_connections = on
dynamic_library_path = '{self.folder}:$libdir'
oauth_validator_libraries = 'jwtauth_validator'
jwtauth.configuration = '{self.configuration}'
authentication_timeout = 20s
{"shared_preload_libraries = 'jwtauth_validator'" if preload else ""}
""")
        self.log = self.folder / "log"
        self._log_file = self.log.open("wb")
        self.process, self._starts = None, 0

    def _reachable(self, programs):
        """They, or a copy where the server's user may not go."""
        if os.geteuid() != 0 or all(folder.stat().st_mode & 0o001 for folder in programs.resolve().parents):
            return programs
        copied = shutil.copytree(programs.parent, self.folder / "server", symlinks=True)
        return copied / "bin"

    def _run(self, *command):
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, cwd=self.folder,
                       env=self._environment, **as_nobody())

    def rules(self, *lines):
        """The lines of pg_hba.conf for tokens; the superuser needs none."""
        (self.data / "pg_hba.conf").write_text("local all postgres trust\n" + "".join(
            f"local all all oauth {line}\n" for line in lines))

    def maps(self, *lines):
        (self.data / "pg_ident.conf").write_text("".join(line + "\n" for line in lines))

    def start(self):
        self.process = subprocess.Popen([self._bin / "postgres", "-D", self.data], stdout=self._log_file,
                                        stderr=subprocess.STDOUT, cwd=self.folder, env=self._environment, **as_nobody())
        end = time.monotonic() + PATIENCE
        self._starts += 1
        while self.log.read_text().count("ready to accept connections") < self._starts:
            if time.monotonic() > end or self.process.poll() is not None:
                raise AssertionError("the server did not start:\n" + self.log.read_text())
            time.sleep(0.05)

    def restart(self):
        self._end()
        self.start()

    def _end(self):
        self.process.send_signal(signal.SIGINT)  # a fast shutdown
        self.process.wait(PATIENCE)

    def stop(self):
        self._end()
        self._log_file.close()
        self._folder.cleanup()

    def query(self, text):
        """As the superuser; the first column."""
        login = Login(self, None, "postgres")
        assert login.is_in, login.error
        return login.query(text)

    def reload(self):
        self.query("select pg_reload_conf()")

    def log_in(self, token, role="alice"):
        return Login(self, token, role)


class Login:
    """One try to log in: is_in, and else the server's JSON and its error."""

    def __init__(self, cluster, token, role):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(PATIENCE)
        self._socket.connect(str(cluster.folder / ".s.PGSQL.5432"))
        self._stream = self._socket.makefile("rb")
        self.is_in, self.json, self.error = False, None, None
        start = b"user\0" + role.encode() + b"\0database\0postgres\0\0"
        self._socket.sendall(struct.pack(">II", len(start) + 8, 196608) + start)
        self._authenticate(token)

    def _send(self, kind, body):
        self._socket.sendall(kind + struct.pack(">I", len(body) + 4) + body)

    def _receive(self):
        head = self._stream.read(5)
        if len(head) < 5:
            return b"", b""
        return head[:1], self._stream.read(struct.unpack(">I", head[1:])[0] - 4)

    def _authenticate(self, token):
        while True:
            kind, body = self._receive()
            if kind == b"R":
                code = struct.unpack(">I", body[:4])[0]
                if code == 10:
                    first = f"n,,\x01auth=Bearer {token}\x01\x01".encode()
                    self._send(b"p", b"OAUTHBEARER\0" + struct.pack(">I", len(first)) + first)
                elif code == 11:
                    self.json = json.loads(body[4:])
                    self._send(b"p", b"\x01")
            elif kind == b"Z":
                self.is_in = True
                return
            elif kind in (b"E", b""):
                self.error = dict((field[:1].decode(), field[1:].decode()) for field in body.split(b"\0") if field)
                self._socket.close()
                return

    def query(self, text):
        self._send(b"Q", text.encode() + b"\0")
        value = None
        while True:
            kind, body = self._receive()
            if kind == b"D":
                size = struct.unpack(">i", body[2:6])[0]
                value = None if size < 0 else body[6:6 + size].decode()
            elif kind == b"E":
                raise AssertionError(body)
            elif kind == b"Z":
                return value

    def close(self):
        self._stream.close()
        self._socket.close()
