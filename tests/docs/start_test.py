"""The commands of docs/start.md do what the document says, with the command line of this build.

    start_test.py SOURCE BUILD
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

source, build = map(Path, sys.argv[1:])


def session(name):
    text = (source / "docs/start.md").read_text()
    return re.search(rf"<!-- session: {name} -->\n```sh\n(.*?)```", text, re.DOTALL)[1]


def run(commands):
    """What a shell prints; what it left running in the background is ended."""
    environment = {**os.environ, "PATH": f"{build}/tools/jwtauth:{os.environ['PATH']}"}
    with tempfile.TemporaryDirectory() as folder, open(Path(folder, "output"), "w+") as output:
        shell = subprocess.Popen(["bash", "-euc", commands], cwd=folder, env=environment, stdout=output, stderr=output,
                                 start_new_session=True)
        try:
            shell.wait(timeout=120)
        finally:
            os.killpg(shell.pid, signal.SIGTERM)
        output.seek(0)
        return output.read()


class StartTest(unittest.TestCase):
    def test_the_gate_lets_in_the_token_and_refuses_a_request_without_one(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        answers = re.split(r"(?m)^(?=HTTP/1\.1 )", run(session("gate").replace(":9180", f":{port}")))[1:]
        self.assertEqual([answer.splitlines()[0].split()[1] for answer in answers], ["200", "401"], answers)
        self.assertRegex(answers[0], r"(?mi)^x-auth-user: user\r?$")
        self.assertRegex(answers[1], r'(?mi)^www-authenticate: Bearer realm="api"\r?$')


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
