"""What the command line's tests share: they run the real binary as a user does, and check what it prints and returns.

A test file is called as: <name>_test.py BINARY
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ISSUER = "https://issuer.example/"
ACCEPTED, REFUSED, MISUSED = 0, 1, 2
BINARY = sys.argv[1]


def run(*arguments, stdin=""):
    # Some linkers keep the MongoDB driver, which warns if another process has left counters under its id.
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "MONGOC_DISABLE_SHM": "1"}
    return subprocess.run([BINARY, *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=60,
                          env=environment)


def part(token, index):
    text = token.strip().split(".")[index]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def base64url(content):
    return base64.urlsafe_b64encode(content.encode() if isinstance(content, str) else content).decode().rstrip("=")


class CommandLineTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.keys = self.folder / "keys"

    def succeed(self, *arguments, stdin=""):
        result = run(*arguments, stdin=stdin)
        self.assertEqual(result.returncode, ACCEPTED, result.stdout + result.stderr)
        self.assertEqual(result.stderr, "")
        return result.stdout

    def misuse(self, *arguments, stdin=""):
        """One sentence on standard error, nothing else, status 2."""
        result = run(*arguments, stdin=stdin)
        self.assertEqual(result.returncode, MISUSED, result.stdout + result.stderr)
        self.assertEqual(result.stdout, "")
        self.assertRegex(result.stderr, r"\Ajwtauth: .+\n\Z")
        return result.stderr

    def keygen(self, *arguments):
        return self.succeed("keygen", "--out", self.keys, *arguments)

    def mint(self, *arguments):
        key = self.keys / ("private.pem" if (self.keys / "private.pem").exists() else "secret.txt")
        return self.succeed("mint", "--key", key, "--issuer", ISSUER, "--audience", "api", *arguments)


def main():
    unittest.main(argv=sys.argv[:1])
