"""What the tests of the gate share: `jwtauth serve` in a process of its own, and questions as proxies ask them."""

import http.client
import json
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

# The example server's tests know how to make keys and tokens, and how a program is run and ended.
sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "examples" / "rest_server" / "tests" / "program"))
from support import AUDIENCE, COMMAND_LINE, ISSUER, PATIENCE, Server, keys, mechanism  # noqa: E402


class Gate(Server):
    """A running gate."""

    COMMAND = (COMMAND_LINE, "serve")

    def __init__(self, *arguments, settings=None, listen="127.0.0.1:0", **blocks):
        settings = settings or {"jwtAuthenticationMechanism": mechanism(), **blocks}
        super().__init__(json.dumps(settings), "--listen", listen, *arguments)

    def places(self, line):
        gate, _, operations = line.partition("; ")
        port = re.search(r":(\d+)$", operations.strip())
        self.operations_port = int(port[1]) if port else None
        return gate

    def ask(self, *fields, method="GET", path="/", bearer=None):
        return self.request(method, path, bearer=bearer, headers=fields)

    def operations(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.operations_port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def metrics_with(self, line):
        """The metrics when they have this line: an answer is counted after it has gone, and who reads it may be faster."""
        end = time.monotonic() + PATIENCE
        while line not in (text := self.operations("/metrics")[1]) and time.monotonic() < end:
            time.sleep(0.02)
        return text


def over_unix(path, request):
    """The whole answer to a request that closes its connection."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(PATIENCE)
        connection.connect(str(path))
        connection.sendall(request.encode())
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer.decode()


def forwarded(method="GET", uri="/orders", host="api.example", proto="https"):
    return [("X-Forwarded-Method", method), ("X-Forwarded-Uri", uri), ("X-Forwarded-Host", host),
            ("X-Forwarded-Proto", proto)]


def proof_of(method, url, *arguments):
    """The fields of a request with a bound token and its proof."""
    printed = subprocess.run([COMMAND_LINE, "mint", "--key", keys() / "private.pem", "--issuer", ISSUER, "--audience",
                              AUDIENCE, "--claim-json", "roles=[]", "--dpop", keys("ES256") / "private.pem", "--proof", f"{method} {url}",
                              *arguments], check=True, capture_output=True, text=True).stdout
    return [tuple(line.split(": ", 1)) for line in printed.splitlines()]
