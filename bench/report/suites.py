"""Runs the other programs of bench/ and returns their figures as results.json keeps them."""

import json
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path


def run(command, log):
    print(f"  {Path(command[0]).name}", file=sys.stderr, flush=True)
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL, text=True)
    log.write(result.stdout)
    if result.returncode != 0:
        raise SystemExit(f"{command[0]} failed, see {log.name}")
    return result.stdout


def google_benchmark(program, log, *options):
    """Medians of all repetitions: nanoseconds of processor time a call, the ratio to floor/LABEL of the same run if
    there is one, and for several threads how many times the work of one they do."""
    with tempfile.NamedTemporaryFile(suffix=".json") as output:
        run([program, f"--benchmark_out={output.name}", "--benchmark_out_format=json", *options], log)
        runs = json.load(output)["benchmarks"]
    times = {}
    for one in runs:
        if one.get("error_occurred"):
            raise SystemExit(f"{one['name']}: {one['error_message']}")
        if one["run_type"] == "iteration":
            name = re.sub(r"/(threads|repeats):\d+", "", one["run_name"])
            times.setdefault((name, one["threads"]), []).append(one["cpu_time"])
    medians = {key: statistics.median(values) for key, values in times.items()}
    return [described(name, threads, ns, medians) for (name, threads), ns in sorted(medians.items())]


def described(name, threads, ns, medians):
    row = {"name": name, "threads": threads, "ns": round(ns, 1)}
    floor, alone = medians.get(("floor/" + name.partition("/")[2], 1)), medians.get((name, 1))
    if floor:
        row["ratio"] = round(ns / floor, 3)
    if threads > 1 and alone:
        row["times_one_thread"] = round(threads * alone / ns, 3)
    return row


QUICKLY = ["--benchmark_repetitions=3", "--benchmark_min_time=0.01"]


def requests(build, log, quick):
    return google_benchmark(build / "bench/authenticate_bench", log, *(QUICKLY if quick else []))


def techniques(build, log, quick):
    return google_benchmark(build / "bench/techniques_bench", log, *(QUICKLY if quick else []))


def limits(build, log, quick):
    return json.loads(run([build / "bench/limits_bench", "1" if quick else "5"], log))


def server(build, log, quick):
    script = Path(__file__).parent.parent / "server/bench.py"
    with tempfile.NamedTemporaryFile(suffix=".json") as output:
        options = ["--seconds", "1", "--only", "GET by id"] if quick else ["--seconds", "5"]
        run([sys.executable, "-B", script, build / "examples/rest_server/jwtauth-rest-server",
             build / "tools/jwtauth/jwtauth", "--json", output.name, *options], log)
        return json.load(output)
