"""The replay itself: it finds differences, and refuses a table of differences that is not true."""

import json
import sys
import tempfile
import unittest
from pathlib import Path

# The servers and environments are those of the tests over HTTP.
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "program")]

import virtual_environment  # noqa: E402
from restheart_replay import differences
from restheart_replay.comparison import Json, Labels, Wanted, maker
from restheart_replay.comparison import differences as compared
from restheart_replay.differences import Deliberate, TableError
from restheart_replay.recording import Exchange
from restheart_replay.rules import RULES
from restheart_replay.wire import Answer, decoded

ONE, TWO = "0" * 23 + "1", "0" * 23 + "2"


def answer(status=200, body=None, **fields):
    named = {name.lower().replace("_", "-"): value for name, value in fields.items()}
    return Answer(status, named, b"" if body is None else json.dumps(body).encode())


def exchange(name, status):
    request = {"method": "GET", "path": "/", "token": None, "headers": [], "content_type": None, "body": None}
    response = {"status": status, "headers": {}, "text": ""}
    return Exchange(name, "rs256", (), None, request, response, False, False, False)


class ComparisonTest(unittest.TestCase):
    def test_each_aspect_that_differs_is_named(self):
        wanted = Wanted(200, {"ETag": "<etag:a>", "Location": "/a"}, Json({"n": 1}))
        self.assertEqual(compared(wanted, answer(200, {"n": 1}, ETag=ONE, Location="/a"), Labels()), {})
        for aspects, came in (({"status"}, answer(404)), ({"status"}, None),
                              ({"ETag", "Location"}, answer(200, {"n": 1}, ETag="x")),
                              ({"body"}, answer(200, {"n": 1.0}, ETag=ONE, Location="/a")),
                              ({"body"}, answer(200, {"n": 1, "m": 1}, ETag=ONE, Location="/a")),
                              ({"body"}, answer(200, None, ETag=ONE, Location="/a")),
                              ({"Content-Type"}, answer(200, {"n": 1}, ETag=ONE, Location="/a", Content_Type="x"))):
            self.assertEqual(compared(wanted, came, Labels()).keys(), aspects)

    def test_a_label_is_one_value_and_two_labels_are_two(self):
        labels = Labels()
        self.assertTrue(labels.fit("/c/<id:a>", "/c/x"))
        self.assertFalse(labels.fit("/c/<id:a>", "/c/y"))
        self.assertFalse(labels.fit("/c/<id:b>", "/c/x"))
        self.assertTrue(labels.fit("/c/<id:b>", "/c/y"))
        self.assertTrue(labels.fit("<oid>", ONE) and labels.fit("<oid>", TWO))
        self.assertFalse(labels.fit("<oid>", "x"))
        self.assertEqual(maker("<id:a.b:0>"), "a.b")
        labels.will_not_be_made_by("a")
        self.assertTrue(labels.fit("<id:a>", "y"))

    def test_an_answer_is_read_as_it_came(self):
        head = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"
        chunked = decoded(head + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", "GET")
        self.assertEqual((chunked.status, chunked.body), (200, b"abc"))
        self.assertIsNone(decoded(b"", "GET"))
        with self.assertRaises(AssertionError):
            decoded(head + b"Content-Length: 3\r\n\r\nab", "GET")


class DeliberateTest(unittest.TestCase):
    def mistakes(self, here, came, wanted=None):
        wanted = wanted or Wanted(200, {"Location": "/a b"}, Json([1]))
        return Deliberate("`200`", here).mistakes(exchange("x", 200), wanted, came, Labels()).keys()

    def test_exactly_what_is_listed_may_differ(self):
        encoded = answer(200, [1], Location="/a%20b")
        self.assertEqual(self.mistakes("`200` `Location: /a%20b`", encoded), set())
        self.assertEqual(self.mistakes("`200` `Location: /a+b`", encoded), {"Location"})
        self.assertEqual(self.mistakes("`200` `Location: /a%20b` `[2]`", encoded), {"body"})
        self.assertEqual(self.mistakes("`200` `[2]`", answer(200, [2], Location="/a b")), set())
        self.assertEqual(self.mistakes("`200` `[3]`", answer(200, [2], Location="/a b")), {"body"})
        self.assertEqual(self.mistakes("`404`", answer(400)), {"status"})

    def test_a_body_may_be_told_by_how_it_differs(self):
        wanted = Wanted(200, {}, Json([0, {"n": 1}, 2, 3]))
        for here, came in (("`-$[0]` `$[1].n = [7]` `-$[2]`", [{"n": [7]}, 3]), ("`$[0] = 1`", [1, {"n": 1}, 2, 3])):
            self.assertEqual(self.mistakes("`200` " + here, answer(200, came), wanted), set())
            self.assertEqual(self.mistakes("`200` " + here, answer(200, [*came, 4]), wanted), {"body"})

    def test_an_error_that_is_listed_is_an_error_of_ours(self):
        self.assertEqual(self.mistakes("`400`", answer(400, ["no error body"])) & {"body"}, {"body"})


class EnvironmentTest(unittest.TestCase):
    def test_a_folder_that_is_no_environment_is_left_as_it_is(self):
        with tempfile.TemporaryDirectory() as above:
            folder = Path(above) / "recording"
            folder.mkdir()
            (folder / "recorded.jsonl").write_text("precious")
            with self.assertRaises(virtual_environment.NoEnvironment):
                virtual_environment.made(folder, "no-package-is-asked-for")
            self.assertEqual([(path.name, path.read_text()) for path in folder.iterdir()],
                             [("recorded.jsonl", "precious")])
            self.assertEqual(list(Path(above).iterdir()), [folder])


class TableTest(unittest.TestCase):
    EXCHANGES = {name: exchange(name, 200) for name in ("a.one", "a.two")}
    RULE_LINES = "".join(f"| {name} | x | y | z |\n" for name in RULES)

    def read(self, lines, rules=RULE_LINES):
        text = (f"{differences.HEADING}\n\n| Rule | RESTHeart | Ours | Why |\n|---|---|---|---|\n{rules}\n"
                f"| Exchanges | RESTHeart | Ours | Why |\n|---|---|---|---|\n{lines}\n## Next\n")
        return differences.read(text, self.EXCHANGES, "sqlite")

    def test_names_patterns_and_stores_are_read(self):
        self.assertEqual(self.read("| `a.*` | `200` | `400` | because |").keys(), set(self.EXCHANGES))
        one_store = self.read("| `a.one` (SQLite), `a.two` (MongoDB) | `200` | `400` | because |")
        self.assertEqual(one_store.keys(), {"a.one"})

    def test_what_is_not_true_of_the_recording_is_refused(self):
        for lines in ("| `b.*` | `200` | `400` | because |", "| `a.one` | `201` | `400` | because |",
                      "| `a.one` | `200` | refused | because |", "| `a.one` | `200` | `400` |  |",
                      "| `a.one`, `a.*` | `200` | `400` | because |", "| `a.one` (Oracle) | `200` | `400` | because |"):
            with self.assertRaises(TableError, msg=lines):
                self.read(lines)["a.one"]

    def test_rules_that_are_not_applied_are_refused(self):
        with self.assertRaises(TableError):
            self.read("", self.RULE_LINES + "| another | x | y | z |\n")


if __name__ == "__main__":
    unittest.main()
