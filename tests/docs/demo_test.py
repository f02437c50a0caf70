"""scripts/demo shows what docs/demo.md and the README say it shows, with the server and the command line of this build.

    demo_test.py SOURCE BUILD
"""

import re
import socket
import subprocess
import sys
import unittest
from pathlib import Path

source, build = map(Path, sys.argv[1:])

VARYING = (
    (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", "MOMENT"),
    (r'"\$oid":"[0-9a-f]{24}"', '"$oid":"ID"'),
    (r'kid "[\w-]+"', 'kid "ID"'),
    (r"http://127\.0\.0\.1:\d+", "http://SERVER"),
    (r"--config \S+/state/", "--config STATE/"),
    (r"(?m)^  done  .*\n", ""),  # installing and building
)


def steady(transcript):
    for pattern, name in VARYING:
        transcript = re.sub(pattern, name, transcript)
    return transcript.strip()


def shown_in(document):
    text = (source / document).read_text()
    return steady(re.search(r"<!-- transcript: scripts/demo --once -->\n```\n(.*?)```", text, re.DOTALL)[1])


def run(port):
    return subprocess.run([source / "scripts/demo", "--once", "--port", str(port), "--built", build],
                          capture_output=True, text=True, timeout=60)


class DemoTest(unittest.TestCase):
    maxDiff = None

    def test_the_document_shows_what_the_demo_shows(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        result = run(port)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(steady(result.stdout), shown_in("docs/demo.md"))

    def test_the_lines_of_the_readme_are_lines_of_the_document_in_their_order(self):
        rest = iter(shown_in("docs/demo.md").splitlines())
        lines = shown_in("README.md").splitlines()
        self.assertGreaterEqual(len(lines), 5)
        for line in lines:
            self.assertIn(line, rest)

    def test_a_taken_port_is_said_in_one_line(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            result = run(taken.getsockname()[1])
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout, "")
        self.assertRegex(result.stderr, r"\Ademo: port \d+ is taken .*\n\Z")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
