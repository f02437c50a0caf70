"""What a request costs the example server: requests a second and microseconds of CPU, by wrk over loopback.

Called as: bench.py SERVER COMMAND_LINE [--seconds S] [--connections N] [--mongodb URI] [--only TEXT] [--json FILE]
SERVER and COMMAND_LINE are jwtauth-rest-server and jwtauth of a Release build. Without --mongodb the requests that need
one are left out. If you have none, mongodb/ has one in memory: in that folder `mvn compile dependency:copy-dependencies
-DoutputDirectory=target/lib`, then `java -cp "target/classes:target/lib/*" MemoryMongoDb PORT`. The server's CPU time
is the kernel's own (user and system), over the requests that wrk counted; wrk runs on the same processors, so requests
a second show what it leaves to the server.
"""

import argparse
import contextlib
import json
import re
import signal
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

ISSUER, AUDIENCE = "https://issuer.example/", "bench"
CLOCK_TICKS = 100  # a second, in /proc
DOCUMENT = {"_id": "one", "title": "A note of usual size", "text": "x" * 120, "count": 7, "tags": ["a", "b", "c"],
            "nested": {"at": {"$date": 1577934245000}, "done": False}}

# Ten entries, of which the last one matches.
ACL_OF_TEN = [{"role": "admin", "predicate": f"path-prefix('/p{i}') and method(GET)", "priority": i} for i in range(9)]
WHOLE = {"role": "admin", "predicate": "path-prefix('/')", "priority": 99,
         "mongo": {"allowManagementRequests": True, "allowWriteMode": True}}
EVERYBODY = {"role": "$unauthenticated", "predicate": "path-prefix('/bench') and method(GET)", "priority": 98}


def configuration(keys, algorithm, permissions, store, remembered):
    key = (keys / algorithm / ("certificate.pem" if algorithm == "RS256" else "secret.txt")).read_text().strip()
    return {"http-listener": {"host": "127.0.0.1", "port": 0}, **store,
            "jwtAuthenticationMechanism": {"enabled": True, "algorithm": algorithm, "key": key, "issuer": ISSUER,
                                           "audience": AUDIENCE, "usernameClaim": "sub", "rolesClaim": "roles",
                                           "verdictCacheEntries": remembered},
            "fileAclAuthorizer": {"enabled": True, "permissions": permissions}}


class Server:
    def __init__(self, program, folder, settings):
        self.file = Path(folder) / "server.json"
        self.file.write_text(json.dumps(settings))
        self.process = subprocess.Popen([program, "--config", self.file], stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if found := re.search(r"listening on (http://127\.0\.0\.1:\d+)", line):
                self.url = found[1]
                return
        raise SystemExit("the server did not start")

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / CLOCK_TICKS

    def peak_mebibytes(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def send(url, method, token, body=None):
    request = urllib.request.Request(url, method=method, data=None if body is None else json.dumps(body).encode(),
                                     headers={"Authorization": "Bearer " + token, "Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return answer.status


def wrk(url, token, seconds, connections, script=None):
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--latency"]
    if token:
        command += ["-H", "Authorization: Bearer " + token]
    if script:
        command += ["-s", script]
    output = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if bad := re.search(r"Non-2xx or 3xx responses: (\d+)", output):
        raise SystemExit(f"{bad[1]} requests failed: {url}")
    to_ms = {"us": 0.001, "ms": 1.0, "s": 1000.0}
    p99, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", output).groups()
    return int(re.search(r"(\d+) requests in", output)[1]), float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]), \
        float(p99) * to_ms[unit]


def measure(name, server, url, token, options, script=None):
    wrk(url, token, 1, options.connections, script)
    before = server.cpu_seconds()
    count, rate, p99 = wrk(url, token, options.seconds, options.connections, script)
    cpu = (server.cpu_seconds() - before) / count * 1e6
    row = {"name": name, "requests_per_second": round(rate), "cpu_us": round(cpu, 1), "p99_ms": round(p99, 2),
           "peak_mib": round(server.peak_mebibytes(), 1)}
    print(f"{name:58} {row['requests_per_second']:8} {row['cpu_us']:8} {row['p99_ms']:8} {row['peak_mib']:8}",
          flush=True)
    return row


def token_for(options, keys, algorithm):
    key = keys / algorithm / ("private.pem" if algorithm == "RS256" else "secret.txt")
    return subprocess.run([options.command_line, "mint", "--key", key, "--alg", algorithm, "--issuer", ISSUER,
                           "--audience", AUDIENCE, "--subject", "bench", "--claim-json", 'roles=["admin"]'],
                          capture_output=True, text=True, check=True).stdout.strip()


def scenarios(options, folder):
    """(name, algorithm, permissions, store, path, script) of each."""
    sqlite = {"store": {"file": str(Path(folder) / "store.sqlite")}}
    yield "no token: /ping", "RS256", [WHOLE], sqlite, "/ping", None
    yield ("no token, SQLite, ACL of ten: GET by id", "RS256", [*ACL_OF_TEN, EVERYBODY, WHOLE], sqlite, "/bench/one",
           None)
    yield "RS256, no database: /roles/bench", "RS256", [*ACL_OF_TEN, WHOLE], sqlite, "/roles/bench", None
    yield "HS256, no database: /roles/bench", "HS256", [*ACL_OF_TEN, WHOLE], sqlite, "/roles/bench", None
    yield "RS256, SQLite, ACL of ten: GET by id", "RS256", [*ACL_OF_TEN, WHOLE], sqlite, "/bench/one", None
    yield "RS256 seen before, SQLite, ACL of ten: GET by id", "RS256", [*ACL_OF_TEN, WHOLE], sqlite, "/bench/one", None
    yield "HS256, SQLite, ACL of ten: GET by id", "HS256", [*ACL_OF_TEN, WHOLE], sqlite, "/bench/one", None
    yield "RS256, SQLite, ACL of ten: GET a page of 100", "RS256", [*ACL_OF_TEN, WHOLE], sqlite, "/bench", None
    yield "RS256, SQLite, ACL of ten: POST", "RS256", [*ACL_OF_TEN, WHOLE], sqlite, "/bench", "post.lua"
    if options.mongodb:
        mongodb = {"mclient": {"connection-string": options.mongodb}}
        yield "RS256, MongoDB, one entry: GET by id", "RS256", [WHOLE], mongodb, "/bench/one", None
        yield "RS256, MongoDB, ACL of ten: GET by id", "RS256", [*ACL_OF_TEN, WHOLE], mongodb, "/bench/one", None
        yield "RS256, MongoDB, ACL of ten: POST", "RS256", [*ACL_OF_TEN, WHOLE], mongodb, "/bench", "post.lua"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server")
    parser.add_argument("command_line")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--mongodb")
    parser.add_argument("--only", default="", help="what the names of scenarios must contain")
    parser.add_argument("--json")
    options = parser.parse_args()
    rows = []
    print(f"{'':58} {'req/s':>8} {'CPU us':>8} {'p99 ms':>8} {'RSS MiB':>8}")
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder)
        for algorithm in ("RS256", "HS256"):
            subprocess.run([options.command_line, "keygen", "--alg", algorithm, "--out", keys / algorithm], check=True,
                           capture_output=True)
        for name, algorithm, permissions, store, path, script in scenarios(options, folder):
            if options.only not in name:
                continue
            token = token_for(options, keys, algorithm)
            remembered = 1000 if "seen before" in name else 0
            server = Server(options.server, folder, configuration(keys, algorithm, permissions, store, remembered))
            with contextlib.closing(contextlib.ExitStack()) as leave:
                leave.callback(server.stop)
                send(server.url + "/bench", "PUT", token, {})
                send(server.url + "/bench/one?wm=upsert", "PUT", token, DOCUMENT)
                if path == "/bench" and not script:
                    send(server.url + "/bench?wm=upsert", "POST", token,
                         [{**DOCUMENT, "_id": f"page{i}"} for i in range(100)])
                script = script and str(Path(__file__).parent / script)
                shown = None if name.startswith("no token") else token
                rows.append(measure(name, server, server.url + path, shown, options, script))
    if options.json:
        Path(options.json).write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
