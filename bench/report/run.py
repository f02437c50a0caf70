"""Measures everything that scripts/bench shows, and writes results, charts and tables.

    run.py [--build DIR] [--state DIR] [--quick] [--record] [--only PART...] [--resume]
    run.py --draw     draws charts and tables of the recorded results again
    run.py --check    whether the documents are what the recorded results make them

STATE keeps each finished part, so that --resume continues an interrupted run. A quick run is recorded only with
--record; parts that were not measured stay as they were recorded.
"""

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

import charts
import machine
import programs
import rounds
import suites
import tables

SOURCE = Path(__file__).resolve().parents[2]
FOLDER = SOURCE / "docs/benchmarks"
DOCUMENTS = [FOLDER / "README.md", SOURCE / "README.md"]
RESULTS = FOLDER / "results.json"
PARTS = ["peers", "requests", "techniques", "limits", "server"]


def measure_peers(build, state, log, quick):
    material = state / "material"
    shutil.rmtree(material, ignore_errors=True)
    subprocess.run([build / "bench/peers/jwtauth_bench_material", material], check=True)
    builder = programs.Builder(build, build.parent, state / "peers", log)
    count, seconds, warm_up = (3, 0.05, 0.3) if quick else (11, 0.15, 1)
    return rounds.compare(programs.PROGRAMS, builder, material, count, seconds, warm_up)


def measure_server(build, state, log, quick):
    if not shutil.which("wrk"):
        return "wrk was not found"
    return suites.server(build, log, quick)


def measure(part, build, state, log, quick):
    if part == "peers":
        return measure_peers(build, state, log, quick)
    if part == "server":
        return measure_server(build, state, log, quick)
    return getattr(suites, part)(build, log, quick)


def measured(options):
    """Each part and when it was measured; for an interrupted run, the parts that it had measured."""
    state = Path(options.state)
    done = state / ("quick" if options.quick else "parts")
    if not options.resume:
        shutil.rmtree(done, ignore_errors=True)
    done.mkdir(parents=True, exist_ok=True)
    results, parts = {}, {}
    with open(state / "bench.log", "w") as log:
        for part in options.only or PARTS:
            file = done / f"{part}.json"
            if not file.exists():
                print(part, flush=True)
                when = machine.moment(SOURCE)
                found = measure(part, Path(options.build), state, log, options.quick)
                file.write_text(json.dumps([found, when]))
            results[part], parts[part] = json.loads(file.read_text())
    return results, parts


def documents(results):
    """What each file should contain."""
    files = {FOLDER / f"{algorithm}.svg": charts.peers(results, algorithm) for algorithm in rounds.ALGORITHMS}
    files[FOLDER / "sizes.svg"] = charts.sizes(results)
    for file in DOCUMENTS:
        files[file] = tables.filled(file.read_text(), results)
    return files


def draw(results):
    for file, text in documents(results).items():
        file.write_text(text)


def check(results):
    stale = [str(file.relative_to(SOURCE)) for file, text in documents(results).items()
             if not file.exists() or file.read_text() != text]
    if stale:
        sys.exit(f"not what results.json makes them (scripts/bench --draw): {', '.join(stale)}")


def recorded():
    return json.loads(RESULTS.read_text()) if RESULTS.exists() else {}


def run(options):
    Path(options.state).mkdir(parents=True, exist_ok=True)
    found, parts = measured(options)
    earlier = recorded()
    results = {**earlier, "machine": machine.describe(), "parts": {**earlier.get("parts", {}), **parts}, **found}
    print()
    for part in (options.only or PARTS):
        for block in {"peers": ["peers", "libcryptos"], "requests": ["algorithms"]}.get(part, [part]):
            print(tables.BLOCKS[block](results))
    if not options.quick or options.record:
        RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
        draw(results)
        print(f"Recorded in {RESULTS.relative_to(SOURCE)}; the tables and charts are drawn from it.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=SOURCE / "build/bench/release")
    parser.add_argument("--state", default=SOURCE / "build/bench")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=[])
    for flag in ("--quick", "--record", "--resume", "--draw", "--check"):
        parser.add_argument(flag, action="store_true")
    options = parser.parse_args()
    if options.draw or options.check:
        (check if options.check else draw)(recorded())
    else:
        run(options)


if __name__ == "__main__":
    main()
