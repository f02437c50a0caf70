"""What a log-in to PostgreSQL 18 costs with a token, beside other ways to log in, all in turns on one server.

    logins.py JWTAUTH JWTAUTH_VALIDATOR ACCEPTING_VALIDATOR POSTGRES [--rounds N] [--json FILE]

Times are those of a client on a Unix socket, from its connection to the server's readiness for a query. There are two
servers: one whose backends each load the modules, and one that has them from shared_preload_libraries.
"""

import argparse
import base64
import hashlib
import hmac
import json
import os
import secrets
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(SOURCE / "integrations/postgresql/tests"), str(SOURCE / "tests/support")]
from cluster import Cluster, Login  # noqa: E402
from key_server import KeyServer  # noqa: E402

ISSUER, AUDIENCE, PASSWORD = "https://issuer.example/", "database", secrets.token_hex(16)
WAYS = ("trust", "scram-sha-256", "a validator that lets all in", "jwtauth, key in the configuration",
        "jwtauth, keys fetched before", "jwtauth, first log-in: keys fetched")


class ScramLogin(Login):
    """A log-in by a password (RFC 7677). Its slow hash is made once, as by a client that keeps it."""

    _salted = {}

    def _authenticate(self, password):
        nonce = secrets.token_urlsafe(18)
        bare = f"n=,r={nonce}"
        while True:
            kind, body = self._receive()
            code = struct.unpack(">I", body[:4])[0] if kind == b"R" else None
            if code == 10:
                first = ("n,," + bare).encode()
                self._send(b"p", b"SCRAM-SHA-256\0" + struct.pack(">I", len(first)) + first)
            elif code == 11:
                self._send(b"p", self._answer(password, bare, body[4:].decode()))
            elif kind == b"Z":
                self.is_in = True
                return
            elif kind in (b"E", b""):
                self.error = body
                return

    def _answer(self, password, bare, challenge):
        said = dict(part.split("=", 1) for part in challenge.split(","))
        salt, rounds = base64.b64decode(said["s"]), int(said["i"])
        if (salt, rounds) not in self._salted:
            self._salted[salt, rounds] = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)
        key = hmac.digest(self._salted[salt, rounds], b"Client Key", "sha256")
        final = f"c=biws,r={said['r']}"
        signature = hmac.digest(hashlib.sha256(key).digest(), f"{bare},{challenge},{final}".encode(), "sha256")
        proof = base64.b64encode(bytes(a ^ b for a, b in zip(key, signature))).decode()
        return f"{final},p={proof}".encode()


class Server:
    """One that has all ways to log in, each for a role of its own."""

    def __init__(self, options, keys, preload):
        self.cluster = Cluster(options.postgres, options.validator, preload)
        accepting = Path(options.accepting)
        shutil.copy(accepting, self.cluster.folder / accepting.name)
        libraries = f"jwtauth_validator,{accepting.stem}"
        with (self.cluster.data / "postgresql.conf").open("a") as file:
            file.write(f"oauth_validator_libraries = '{libraries}'\nlog_connections = off\n")
            if preload:
                file.write(f"shared_preload_libraries = '{libraries}'\n")
        line = 'issuer="https://issuer.example" scope="db" validator='
        (self.cluster.data / "pg_hba.conf").write_text("".join(f"local all {rule}\n" for rule in (
            "postgres trust", "trusted trust", "known scram-sha-256", f"anyone oauth {line}{accepting.stem}",
            f"alice oauth {line}jwtauth_validator")))
        self._keys = keys
        self._at_start = self.cluster.folder / "at_start.json"
        self._configure(key=(keys / "certificate.pem").read_text())
        self.cluster.start()
        for role in ("trusted", "known", "anyone", "alice"):
            self.cluster.query(f"create role {role} login password '{PASSWORD}'")
        self.issuer = KeyServer()
        self.issuer.documents["/keys"] = (keys / "jwks.json").read_text()

    def stop(self):
        self.cluster.stop()
        self.issuer.close()

    def _configure(self, **key_source):
        self.cluster.configuration.write_text(json.dumps({"jwtAuthenticationMechanism": {
            "algorithm": "RS256", "issuer": ISSUER, "audience": AUDIENCE, "usernameClaim": "sub", **key_source}}))

    def prepare(self, way):
        """The file that was there at the start comes back as it was: a server may have read it then."""
        if "fetched" in way:
            if not self._at_start.exists():
                self.cluster.configuration.rename(self._at_start)
            self._configure(jwksUri=self.issuer.url + "/keys", acceptPlainHttp=True)
        elif self._at_start.exists():
            self._at_start.rename(self.cluster.configuration)

    def log_in(self, way, token):
        """The milliseconds and the fetches of one."""
        if "first" in way:
            shutil.rmtree(self.cluster.data / "jwtauth_keys", ignore_errors=True)
        fetched = len(self.issuer.requests)
        begin = time.perf_counter()
        if way == "trust":
            login = Login(self.cluster, None, "trusted")
        elif way == "scram-sha-256":
            login = ScramLogin(self.cluster, PASSWORD, "known")
        else:
            login = Login(self.cluster, token, "anyone" if "all" in way else "alice")
        milliseconds = (time.perf_counter() - begin) * 1000
        if not login.is_in:
            raise SystemExit(f"{way}: {login.error}\n{self.cluster.log.read_text()[-2000:]}")
        login.close()
        return milliseconds, len(self.issuer.requests) - fetched


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("jwtauth", "validator", "accepting", "postgres"):
        parser.add_argument(name)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        keys = Path(name) / "keys"
        subprocess.run([options.jwtauth, "keygen", "--out", keys], check=True, stdout=subprocess.DEVNULL)
        token = subprocess.run([options.jwtauth, "mint", "--key", keys / "private.pem", "--issuer", ISSUER, "--audience",
                                AUDIENCE, "--subject", "alice", "--claim", "scope=db", "--expires-in", "1d"], check=True,
                               capture_output=True, text=True).stdout.strip()
        servers = [Server(options, keys, preload) for preload in (False, True)]
        samples = {(way, server): [] for way in WAYS for server in servers}
        try:
            for _ in range(options.rounds):
                for way in WAYS:
                    for server in servers:
                        server.prepare(way)
                        if "before" in way:
                            server.log_in(way, token)  # leaves the keys behind
                        samples[way, server].append(server.log_in(way, token))
        finally:
            for server in servers:
                server.stop()
    load = os.getloadavg()[0]
    print(f"load {load:.1f}\n{'':40} {'loaded each time, ms':>20} {'preloaded, ms':>14} {'fetches':>8}")
    rows = []
    for way in WAYS:
        times = [statistics.median(milliseconds for milliseconds, _ in samples[way, server]) for server in servers]
        fetches = {count for server in servers for _, count in samples[way, server]}
        rows.append({"name": way, "loaded_ms": round(times[0], 2), "preloaded_ms": round(times[1], 2),
                     "fetches": sorted(fetches)})
        print(f"{way:40} {times[0]:20.1f} {times[1]:14.1f} {'/'.join(map(str, sorted(fetches))):>8}")
    if options.json:
        Path(options.json).write_text(json.dumps({"load": round(load, 1), "rows": rows}, indent=2) + "\n")


if __name__ == "__main__":
    main()
