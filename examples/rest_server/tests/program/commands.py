"""The server as a command: what the tests of its exit codes and lines share."""

import json
import os
import re
import subprocess

from support import PATIENCE, SERVER, FolderTest, configuration

SERVED, CANNOT_SERVE, MISUSED = 0, 1, 2


class CommandTest(FolderTest):
    def write(self, name, content):
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    def run_server(self, *arguments, environment=None):
        return subprocess.run([SERVER, *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE,
                              env={**os.environ, **(environment or {})})

    def refuse(self, status, *arguments):
        """The one line on stderr."""
        result = self.run_server(*arguments)
        self.assertEqual(result.returncode, status, result.stderr)
        self.assertEqual(result.stdout, "")
        lines = [line for line in result.stderr.splitlines() if not re.match(r"\d{4}-\S+ .* is ignored", line)]
        self.assertEqual(len(lines), 1, result.stderr)
        self.assertRegex(lines[0], r"\Ajwtauth-rest-server: ")
        return lines[0]

    def settings(self, **blocks):
        return {"store": {"file": str(self.folder / "store.sqlite")}, **configuration(**blocks)}
