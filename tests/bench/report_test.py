"""A benchmark that compares unequal work, or shows figures that were not measured, is worse than none.

    report_test.py SOURCE MATERIAL FLOOR JWTAUTH     the last three are programs of bench/peers
"""

import argparse
import contextlib
import io
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock
from xml.etree import ElementTree

source, material_maker, floor, jwtauth = map(Path, sys.argv[1:])
sys.path[:0] = [str(source / "bench/report"), str(source / "bench/peers/python")]

import programs  # noqa: E402
import rounds  # noqa: E402
import run  # noqa: E402
import suites  # noqa: E402
import tables  # noqa: E402

# A library that reads claims and checks nothing but what `refuse` says.
CARELESS = """
import base64, json, sys
sys.path.insert(0, {path!r})
import protocol

def prepare(algorithm, key):
    def verify(token):
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        if {refuse}:
            raise ValueError("refused")
        return claims
    return verify

protocol.serve("1", prepare)
"""


def peer(name, *command, **more):
    return programs.Program(name, "any", lambda builder: list(command), **more)


def floor_peer():
    return peer(programs.FLOOR, floor, warm_up_seconds=0.001)


class PeersTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.material = Path(cls.folder.name) / "material"
        subprocess.run([material_maker, cls.material], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def compared(self, *others):
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return rounds.compare([floor_peer(), *others], None, self.material, 2, 0.005)

    def careless(self, refuse):
        script = Path(self.folder.name) / "careless.py"
        script.write_text(CARELESS.format(path=str(source / "bench/peers/python"), refuse=refuse))
        return peer("careless", sys.executable, "-B", script, warm_up_seconds=0.001)

    def ends_with(self, careless):
        """What the program says when it is started alone; the run must end on it, too."""
        with contextlib.redirect_stderr(io.StringIO()), self.assertRaises(SystemExit):
            self.compared(careless)
        command = [*map(str, careless.command(None)), str(self.material)]
        result = subprocess.run(command, capture_output=True, text=True, input="RS256 1\n")
        self.assertNotEqual(result.returncode, 0)
        self.assertEqual(result.stdout, "", "timed nothing")
        return result.stderr

    def test_this_library_and_the_floor_take_part_in_every_algorithm(self):
        found = self.compared(peer("jwtauth", jwtauth), peer("jwtauth, seen before", jwtauth, remembers=True))
        for entry in found:
            self.assertEqual(list(entry["algorithms"]), rounds.ALGORITHMS)
            for row in entry["algorithms"].values():
                self.assertEqual(len(row["rounds"]), 2)
                self.assertGreater(row["us"], 0)
        self.assertEqual({row["ratio"] for row in found[0]["algorithms"].values()}, {1.0})
        self.assertEqual(set(found[1]["refused"]), rounds.MUST_REFUSE)

    def test_a_library_that_checks_no_signature_ends_the_run_before_it_is_timed(self):
        self.assertIn("accepted tampered", self.ends_with(self.careless(
            'claims["iss"] != protocol.ISSUER or claims["aud"] != protocol.AUDIENCE or claims["exp"] < 1.8e9')))

    def test_a_library_that_takes_any_issuer_ends_the_run_before_it_is_timed(self):
        self.assertIn("accepted another-issuer", self.ends_with(self.careless(
            'claims["aud"] != protocol.AUDIENCE')))

    def test_a_library_that_refuses_all_ends_the_run_before_it_is_timed(self):
        self.assertIn("refused the good token", self.ends_with(self.careless("True")))

    def test_a_peer_that_shows_fewer_refusals_ends_the_run(self):
        script = Path(self.folder.name) / "silent.py"
        script.write_text("import sys\n"
                          """print('{"version":"1","refused":{"RS256":["expired"]}}', flush=True)\n"""
                          "sys.stdin.read()\n")
        with self.assertRaisesRegex(SystemExit, "did not show that it refuses"):
            self.compared(peer("silent", sys.executable, "-B", script))

    def test_a_peer_that_cannot_be_had_is_left_out_and_says_why(self):
        def missing(builder):
            raise programs.Skipped("cargo was not found")

        entry = self.compared(programs.Program("absent", "Rust", missing))[1]
        self.assertEqual(entry["skipped"], "cargo was not found")
        self.assertNotIn("algorithms", entry)


class RunTest(unittest.TestCase):
    def measured(self, state, **chosen):
        """The parts that were measured again, and what the run yields."""
        anew = []
        options = argparse.Namespace(build="", state=state, quick=False, resume=False, only=[])
        vars(options).update(chosen)

        def measure(part, *rest):
            anew.append(part)
            return f"{part} of this run"

        with mock.patch.object(run, "measure", measure), contextlib.redirect_stdout(io.StringIO()):
            return anew, run.measured(options)[0]

    def test_a_run_that_was_ended_goes_on_with_the_parts_it_had(self):
        with tempfile.TemporaryDirectory() as state:
            self.assertEqual(self.measured(state, only=["peers"])[0], ["peers"])
            anew, found = self.measured(state, resume=True)
            self.assertEqual(anew, run.PARTS[1:])
            self.assertEqual(list(found), run.PARTS)

    def test_a_run_that_is_not_resumed_measures_everything_anew(self):
        with tempfile.TemporaryDirectory() as state:
            for _ in range(2):
                self.assertEqual(self.measured(state)[0], run.PARTS)


class FiguresTest(unittest.TestCase):
    def test_a_ratio_is_to_the_floor_of_the_same_round(self):
        self.assertEqual(rounds.row([2.0, 40.0, 2.2], [1.0, 20.0, 1.0]),
                         {"us": 2.2, "ratio": 2.0, "rounds": [2.0, 40.0, 2.2]})

    def test_two_threads_are_compared_with_one(self):
        medians = {("floor/RS256", 1): 100.0, ("authenticate/RS256", 1): 110.0, ("authenticate/RS256", 2): 115.0}
        row = suites.described("authenticate/RS256", 2, 115.0, medians)
        self.assertEqual(row, {"name": "authenticate/RS256", "threads": 2, "ns": 115.0, "ratio": 1.15,
                               "times_one_thread": 1.913})

    def test_the_documents_hold_what_was_recorded(self):
        run.check(run.recorded())

    def test_an_altered_figure_is_noticed(self):
        results = run.recorded()
        results["peers"][1]["algorithms"]["RS256"]["us"] += 1
        with self.assertRaisesRegex(SystemExit, "README.md"):
            run.check(results)

    def test_every_block_of_a_document_is_known_and_filled(self):
        for document in run.DOCUMENTS:
            names = re.findall(r"<!-- benchmarks: (\w+) -->\n(.)", document.read_text())
            self.assertTrue(names)
            for name, first in names:
                self.assertIn(name, tables.BLOCKS)
                self.assertNotEqual(first, "<", f"{name} is empty")

    def test_every_recorded_peer_refused_all_that_it_must(self):
        for entry in run.recorded()["peers"]:
            if "skipped" not in entry and not programs.is_floor(entry["name"]):
                self.assertEqual(set(entry["refused"]), rounds.MUST_REFUSE, entry["name"])

    def test_what_the_readme_says_of_tokens_seen_before_is_so(self):
        entries = {entry["name"]: entry["algorithms"] for entry in run.recorded()["peers"] if "algorithms" in entry}
        for algorithm, hit in entries.pop("jwtauth, seen before").items():
            for name, others in entries.items():
                if not programs.is_floor(name) and not name.startswith(programs.JWTAUTH) and algorithm in others:
                    self.assertLess(hit["us"], others[algorithm]["us"] / 10, f"{name}, {algorithm}")

    def test_the_charts_are_well_formed(self):
        for chart in run.FOLDER.glob("*.svg"):
            self.assertEqual(ElementTree.parse(chart).getroot().tag, "{http://www.w3.org/2000/svg}svg")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
