"""Clients of the Model Context Protocol find their way in with nothing but the server's address: they read the challenge
and the metadata, register at a real authorization server, log in, and are let in with its token.

Called as: mcp_test.py SERVER COMMAND_LINE --node NODE --packages DIR --venv DIR [--optional]
--packages is the folder into which npm puts the TypeScript SDK and the authorization server, --venv that of the Python
SDK. With --optional the exit code is 77 (skipped) when one of them cannot be installed.
"""

import argparse
import contextlib
import fcntl
import shutil
import socket
import subprocess
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "program"))

import virtual_environment  # noqa: E402
from support import ALL_RIGHTS, PATIENCE, Server, configuration, mechanism, permissions  # noqa: E402

SKIPPED = 77
PACKAGES = ("mcp==2.3.0",)


def installed(folder, npm):
    """The folder with the packages of package-lock.json beside the programs that use them."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name in ("package.json", "package-lock.json", "client.mjs", "authorization_server.mjs"):
            shutil.copyfile(HERE / name, folder / name)
        if not (folder / "node_modules" / ".package-lock.json").exists():
            subprocess.run([npm, "ci", "--no-fund", "--no-audit"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class WalkTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        port = free_port()
        cls.address = f"http://127.0.0.1:{port}/mcp"
        cls.authorization = subprocess.Popen([ARGUMENTS.node, "authorization_server.mjs", cls.address], cwd=FOLDER,
                                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        issuer = cls.authorization.stdout.readline().strip()
        cls.server = Server(configuration(
            http_listener={"host": "127.0.0.1", "port": port},
            jwtAuthenticationMechanism=mechanism(
                key=None, jwksUri=issuer + "/jwks", acceptPlainHttp=True, issuer=issuer, audience=cls.address,
                resource=cls.address, scopesSupported=["read", "write"], requiredScopes=["read"]),
            fileAclAuthorizer=permissions(
                {"role": "$unauthenticated", "predicate": "path('/mcp') and method(PUT)", "mongo": ALL_RIGHTS},
                {"role": "admin", "predicate": "path-prefix('/')", "mongo": ALL_RIGHTS})))
        cls.server.request("PUT", "/mcp", {})

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.authorization.kill()
        cls.authorization.wait()
        cls.authorization.stdout.close()

    def walk(self, *command):
        done = subprocess.run([*map(str, command), self.address], cwd=FOLDER, capture_output=True, text=True,
                              timeout=PATIENCE)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr + "".join(self.server.log))
        return done.stdout

    def test_the_typescript_sdk_is_let_in(self):
        self.assertIn("/.well-known/oauth-protected-resource/mcp", self.walk(ARGUMENTS.node, "client.mjs"))

    def test_the_python_sdk_is_let_in(self):
        self.walk(PYTHON, HERE / "client.py")


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("server")
    parser.add_argument("command_line")
    parser.add_argument("--node", required=True)
    parser.add_argument("--npm", default="npm")
    parser.add_argument("--packages", type=Path, required=True)
    parser.add_argument("--venv", type=Path, required=True)
    parser.add_argument("--optional", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    ARGUMENTS = arguments()
    try:
        FOLDER = installed(ARGUMENTS.packages, ARGUMENTS.npm)
        PYTHON = virtual_environment.made(ARGUMENTS.venv, *PACKAGES) / "python"
    except (subprocess.CalledProcessError, OSError, virtual_environment.NoEnvironment) as error:
        print(error)
        sys.exit(SKIPPED if ARGUMENTS.optional else 1)
    unittest.main(argv=sys.argv[:1])
