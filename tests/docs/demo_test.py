"""scripts/demo shows what the README says it shows, with the server and the command line of this build.

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


def run(port):
    return subprocess.run([source / "scripts/demo", "--once", "--port", str(port), "--built", build],
                          capture_output=True, text=True, timeout=60)


class DemoTest(unittest.TestCase):
    maxDiff = None

    def test_the_readme_shows_what_the_demo_shows(self):
        readme = (source / "README.md").read_text()
        shown = re.search(r"<!-- transcript: scripts/demo --once -->\n```\n(.*?)```", readme, re.DOTALL)[1]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        result = run(port)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(steady(result.stdout), steady(shown))

    def test_a_taken_port_is_said_in_one_line(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            result = run(taken.getsockname()[1])
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout, "")
        self.assertRegex(result.stderr, r"\Ademo: port \d+ is taken .*\n\Z")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
