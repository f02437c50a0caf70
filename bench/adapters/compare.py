"""What a user costs over each framework: the programs of examples/adapters at a route for everyone and one for users.

Called as: compare.py JWTAUTH PROGRAM... [--rounds N] [--seconds S] [--connections N]
JWTAUTH is the command line and PROGRAM... are programs of a Release build; wrk is on the PATH. Both routes of a program
are asked in turns, with the same RS256 token in each request, and medians are shown. Before anything is timed, the
program must let the token in and refuse a forged one. Time is the processor's, of all threads of the program, for the
requests that wrk counted, since wrk shares the processors.
"""
import argparse
import http.client
import json
import statistics
import subprocess
import tempfile
from pathlib import Path

ISSUER, AUDIENCE = "https://issuer.example/", "bench"
BARE, USERS = "/status", "/notes"


class Program:
    def __init__(self, path, configuration):
        self.name = Path(path).name.removeprefix("adapter_")
        self.process = subprocess.Popen([path, configuration], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])
        self.samples = {BARE: [], USERS: []}

    def status(self, token):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", USERS, headers={"Authorization": "Bearer " + token})
        return connection.getresponse().status

    def microseconds(self):
        """Processor time so far, of all threads."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1000

    def measure(self, route, token, seconds, connections):
        before = self.microseconds()
        printed = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-H", "Authorization: Bearer " + token,
                                  f"http://127.0.0.1:{self.port}{route}"],
                                 capture_output=True, text=True, check=True).stdout
        if "Non-2xx" in printed or "Socket errors" in printed:
            raise SystemExit(f"{self.name}: requests failed\n{printed}")
        count = int(next(line.split()[0] for line in printed.splitlines() if " requests in " in line))
        self.samples[route].append((self.microseconds() - before) / count)

    def row(self):
        bare, users = (statistics.median(self.samples[route]) for route in (BARE, USERS))
        return f"| {self.name} | {1e6 / bare:,.0f} | {1e6 / users:,.0f} | {users - bare:.1f} µs |"

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("jwtauth")
    parser.add_argument("programs", nargs="+")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--connections", type=int, default=4)
    options = parser.parse_args()

    def jwtauth(*arguments):
        return subprocess.run([options.jwtauth, *arguments], check=True, capture_output=True, text=True).stdout.strip()

    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder) / "keys"
        jwtauth("keygen", "--out", keys)
        token = jwtauth("mint", "--key", keys / "private.pem", "--issuer", ISSUER, "--audience", AUDIENCE)
        block = {"key": (keys / "public.pem").read_text(), "issuer": ISSUER, "audience": AUDIENCE, "usernameClaim": "sub"}
        configuration = Path(folder) / "configuration.json"
        configuration.write_text(json.dumps({"jwtAuthenticationMechanism": block}))
        print("| Framework | requests a second of one core | with a user | more |\n|---|---|---|---|")
        for path in options.programs:
            if Path(path).name == "adapter_grpc":
                continue  # wrk speaks HTTP/1.1 alone
            program = Program(path, configuration)
            statuses = [program.status(token), program.status(token[:-8] + "AAAAAAAA")]
            if statuses != [200, 401]:
                raise SystemExit(f"{program.name} answers {statuses}, expected [200, 401]")
            for _ in range(options.rounds):
                for route in (BARE, USERS):
                    program.measure(route, token, options.seconds, options.connections)
            print(program.row(), flush=True)
            program.stop()


if __name__ == "__main__":
    main()
