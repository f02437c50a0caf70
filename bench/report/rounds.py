"""Measures programs that speak the protocol of bench/peers: microseconds a token and ratios to the floor. They stay
alive and take turns, one algorithm and a fraction of a second at a time, so that a disturbance affects all of them
alike. A program that accepts a token it should refuse ends the run."""

import contextlib
import json
import statistics
import subprocess
import sys

from programs import FLOOR, JWTAUTH, Skipped, is_floor

ALGORITHMS = ["HS256", "RS256", "PS256", "ES256", "ES384", "EdDSA"]
MUST_REFUSE = {"tampered-signature", "tampered-signature-later", "tampered-payload", "another-issuer",
               "another-audience", "expired"}


class Process:
    def __init__(self, program, command, material):
        self.program = program
        options = ["--remember"] if program.remembers else []
        self.process = subprocess.Popen([*command, material, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)

    def show_refusals(self):
        program, self.about = self.program, self.answer()
        for algorithm, refused in self.about["refused"].items():
            wanted = {name for name in MUST_REFUSE if not is_floor(program.name) or name.startswith("tampered-signature")}
            if not wanted <= set(refused):
                raise SystemExit(f"{program.name} did not show that it refuses {wanted - set(refused)} ({algorithm})")

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.program.name} ended, see above")
        return json.loads(line)

    def measure(self, algorithm, seconds):
        self.process.stdin.write(f"{algorithm} {seconds * 1000:g}\n")
        self.process.stdin.flush()
        return self.answer()["us"]

    def stop(self):
        self.process.stdin.close()
        self.process.wait(30)

    def has(self, algorithm):
        return algorithm in self.about["refused"]


def start(programs, builder, material, leave):
    """The processes that run, and for each program that does not, why."""
    running, skipped = [], {}
    for program in programs:
        try:
            command = program.command(builder)
        except Skipped as reason:
            if program.name in (FLOOR, JWTAUTH):
                raise SystemExit(f"{program.name}: {reason}")
            skipped[program.name] = str(reason)
            print(f"  skipped  {program.name}: {reason}", flush=True)
            continue
        process = Process(program, command, material)
        leave.callback(process.stop)
        process.show_refusals()
        running.append(process)
        print(f"  refuses what it must  {program.name} {process.about['version']}", flush=True)
    return running, skipped


def measured(running, rounds, seconds, warm_up):
    times = {process.program.name: {name: [] for name in ALGORITHMS if process.has(name)} for process in running}
    for process in running:
        for algorithm in times[process.program.name]:
            process.measure(algorithm, process.program.warm_up_seconds * warm_up)
    for number in range(rounds):
        turn = number % len(running)
        for algorithm in ALGORITHMS:
            for process in running[turn:] + running[:turn]:
                if process.has(algorithm):
                    times[process.program.name][algorithm].append(process.measure(algorithm, seconds))
        print(f"  round {number + 1} of {rounds}", file=sys.stderr, flush=True)
    return times


def row(times, floor):
    return {"us": round(statistics.median(times), 3),
            "ratio": round(statistics.median(mine / its for mine, its in zip(times, floor)), 4),
            "rounds": [round(one, 3) for one in times]}


def compare(programs, builder, material, rounds, seconds, warm_up=1.0):
    with contextlib.ExitStack() as leave:
        running, skipped = start(programs, builder, material, leave)
        times = measured(running, rounds, seconds, warm_up)
    about = {process.program.name: process.about for process in running}
    results = []
    for program in programs:
        entry = {"name": program.name, "language": program.language, "note": program.note,
                 "remembers": program.remembers, "libcrypto": program.libcrypto}
        if program.name in skipped:
            entry["skipped"] = skipped[program.name]
        else:
            entry["version"] = about[program.name]["version"]
            entry["refused"] = sorted(set().union(*about[program.name]["refused"].values()))
            entry["algorithms"] = {algorithm: row(values, times[FLOOR][algorithm])
                                   for algorithm, values in times[program.name].items()}
        results.append(entry)
    return results
