"""Replays what a running RESTHeart 7.7.11 answered against the real server; every difference must be listed in
docs/restheart-differences.md, and every listed one must occur.

Called as: restheart_replay_test.py SERVER COMMAND_LINE --venv DIR [--conformance DIR] [--optional] [--only NAME]
[mongodb]
The recording is not part of this repository: --conformance, else JWTAUTH_CONFORMANCE, names the folder that holds
restheart/. Without it the exit code is 77 (skipped). --venv is the place for a virtual environment with the packages
that make the tokens; with --optional, a missing one is 77, too. --only shows one exchange in full.
"""

import argparse
import collections
import os
import sys
import tempfile
import time
from pathlib import Path

# The servers and environments are those of the tests over HTTP.
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "program")]

import virtual_environment  # noqa: E402
from restheart_replay import differences
from restheart_replay.comparison import Labels
from restheart_replay.recording import Recording
from restheart_replay.replay import OUTCOMES, Replay
from restheart_replay.worlds import Worlds
from support import IN_MONGODB, drop_databases

PACKAGES = ("PyJWT==2.15.1", "cryptography==50.0.2")
TABLE = Path(__file__).resolve().parents[4] / "docs" / "restheart-differences.md"
SKIPPED = 77


def show(result):
    """One exchange in full, for debugging."""
    exchange, answer = result.exchange, result.answer
    print(f"{exchange.name}: {result.outcome}\n  after {', '.join(exchange.setup) or 'nothing'}")
    print(f"request   {exchange.request}\nRESTHeart {exchange.response}")
    if answer:
        print(f"ours      {answer.status} {answer.fields}\n          {answer.body.decode('utf-8', 'replace')}")
    for aspect, text in result.found.items():
        print(f"  {aspect}: {text}")


def summarize(results, seconds, worlds):
    counted = collections.Counter(result.outcome for result in results)
    for result in results:
        if result.outcome in ("needs MongoDB", "in doubt", "failed"):
            request = result.exchange.request
            print(f"{result.outcome}: {result.exchange.name}: {request['method']} {request['path']}")
            for aspect, text in result.found.items():
                print(f"    {aspect}: {text}")
    print(f"\n{'MongoDB' if IN_MONGODB else 'SQLite'}: {len(results)} exchanges recorded with RESTHeart 7.7.11, "
          f"replayed in {seconds:.1f} s on {worlds} empty stores")
    for outcome in OUTCOMES:
        print(f"  {outcome:24}{counted[outcome]:4}")
    return counted["failed"]


def replay(recording, folder, only):
    store = "mongodb" if IN_MONGODB else "sqlite"
    deliberate = differences.read(TABLE.read_text(encoding="utf-8"), recording.exchanges, store)
    worlds = Worlds(recording, folder, IN_MONGODB, Labels)
    run = Replay(recording.exchanges, worlds, deliberate, IN_MONGODB)
    if only:
        result = run.one(recording.exchanges[only])
        show(result)
        print("the server's log\n" + "".join(run.end()))
        return result.outcome == "failed"
    started = time.monotonic()
    failed = summarize(list(run.all()), time.monotonic() - started, worlds.count)
    if unused := set(differences.RULES) - run.used_rules:
        print(f"rules that make no difference: {', '.join(sorted(unused))}")
    return failed or unused


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", nargs=2)  # read by support
    parser.add_argument("store", nargs="?", choices=["mongodb"])  # read by support
    parser.add_argument("--venv", type=Path, required=True)
    parser.add_argument("--conformance", type=Path,
                        default=os.environ.get("JWTAUTH_CONFORMANCE") or TABLE.parents[2] / "shared" / "conformance")
    parser.add_argument("--optional", action="store_true")
    parser.add_argument("--only", metavar="NAME")
    return parser.parse_intermixed_args()


def main():
    options = arguments()
    folder = Path(options.conformance) / "restheart"
    if not folder.is_dir():
        print(f"no recorded exchanges in {folder} (set JWTAUTH_CONFORMANCE): nothing is replayed")
        return SKIPPED
    try:
        python = virtual_environment.made(options.venv.resolve(), *PACKAGES) / "python"
    except virtual_environment.NoEnvironment as reason:
        print(f"the recording's tokens cannot be made: {reason}", file=sys.stderr)
        return SKIPPED if options.optional else 1
    with tempfile.TemporaryDirectory() as out:
        failed = replay(Recording(folder, python), Path(out), options.only)
        drop_databases()
        return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
