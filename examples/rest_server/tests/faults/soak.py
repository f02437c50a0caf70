"""Everything that happens at a server in a day, but faster: keys that are refreshed and changed, tokens that live for
seconds, visitors who ask, break off and disappear."""

import contextlib
import json
import random
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import clients
from support import COMMAND_LINE, PATIENCE, mechanism, mint
from key_server import KeyServer  # support sets the path

ISSUER = "https://soak.example/"
LIFE = 3  # seconds of a token
CREW = 4
DOCUMENTS = 100
# The two listeners of the server, and a connection that is kept for the next fetch.
QUIET = 3
# Connections to the embedded store that may be kept for the next reader, two descriptors each.
READERS = 32


class Tenant:
    """Publishes keys: the next one beside the one that signs, as long as a token of the last one lives."""

    def __init__(self):
        self._folder, self._made = tempfile.TemporaryDirectory(), 0
        self._server = KeyServer()
        self._published, self._signing, self._minted = [], None, {}

    def close(self):
        self._server.close()
        self._folder.cleanup()

    def mechanism(self):
        block = mechanism(issuer=ISSUER, jwksUri=self._server.url + "/", acceptPlainHttp=True, clockSkew=0)
        del block["key"]
        return block

    def rotate(self, server):
        folder = Path(self._folder.name) / str(self._made)
        self._made += 1
        subprocess.run([COMMAND_LINE, "keygen", "--out", folder], check=True, stdout=subprocess.DEVNULL)
        self._published = [*self._published[-1:], folder]
        found = [key for each in self._published for key in json.loads((each / "jwks.json").read_text())["keys"]]
        self._server.documents["/"] = json.dumps({"keys": found})
        self.refresh(server)
        key_id = found[-1]["kid"]
        end = time.monotonic() + PATIENCE
        while key_id not in server.request("GET", "/health").json["issuers"][0].get("keyIds", []):
            if time.monotonic() > end:
                raise AssertionError("a new key did not arrive")
            time.sleep(0.05)
        self._signing = folder

    @staticmethod
    def refresh(server):
        server.process.send_signal(signal.SIGHUP)

    def token(self):
        """One that is valid for at least a second."""
        now = int(time.time())
        if now not in self._minted:
            self._minted = {now: mint("--subject", "user", "--claim-json", 'roles=["admin"]', "--claim-json",
                                      f"exp={now + LIFE}", "--claim-json", f"iat={now}",
                                      key=self._signing / "private.pem", issuer=ISSUER)}
        return self._minted[now]


def prepare(server, tenant):
    """Makes documents for the visitors; returns whether they are there."""
    if server.request("PUT", "/c", {}, bearer=tenant.token()).status not in (200, 201):
        return False
    documents = [{"_id": f"long-{number}", "text": "x" * 9_000} for number in range(DOCUMENTS)]
    return server.request("POST", "/c?wm=upsert", documents, bearer=tenant.token()).status == 200


class Visitors:
    """A crew that visits until it is told to leave."""

    def __init__(self, server, tenant):
        self.wrong, self.asked = [], 0
        self._server, self._tenant, self._over = server, tenant, threading.Event()
        self._crew = [threading.Thread(target=self._visit, args=(number,), daemon=True) for number in range(CREW)]
        self._minting = threading.Lock()

    def __enter__(self):
        for each in self._crew:
            each.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for each in self._crew:
            each.join(PATIENCE)

    def _visit(self, number):
        chance = random.Random(number)
        while not self._over.is_set():
            with self._minting:
                bearer = self._tenant.token()
            try:
                chance.choice((self._ask, self._ask, self._ask, self._break_off, self._vanish))(chance, bearer)
            except (OSError, AssertionError) as reason:
                self.wrong.append(repr(reason))

    def _ask(self, chance, bearer):
        name = f"/c/{chance.randrange(DOCUMENTS)}"
        for method, path, body, good, expected in (
                ("PUT", name + "?wm=upsert", {"n": 1}, True, (200, 201)), ("GET", "/c/long-1", None, True, (200,)),
                ("PATCH", name + "?wm=upsert", {"$inc": {"n": 1}}, True, (200, 201)), ("GET", "/c", None, True, (200,)),
                ("GET", "/c?filter={", None, True, (400,)), ("DELETE", name, None, True, (204, 404)),
                ("GET", "/c/long-2", None, False, (401,)), ("GET", "/_openapi", None, True, (200,))):
            answer = self._server.request(method, path, body, bearer=bearer if good else bearer[:-9] + "AAAAAAAAA")
            self.asked += 1
            if answer.status not in expected:
                self.wrong.append(f"{method} {path}: {answer.status}")

    def _break_off(self, chance, bearer):
        """A reset in the middle of a long answer."""
        with contextlib.closing(clients.connect(self._server.port, receive_buffer=4096)) as connection:
            connection.sendall(clients.get("/c?pagesize=200", bearer))
            connection.recv(chance.randrange(1, 4096))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.asked += 1

    def _vanish(self, chance, bearer):
        """Half a request, and then nothing more."""
        request = clients.request("PUT", "/c/half", bearer, body=b'{"n":1}')
        with contextlib.closing(clients.connect(self._server.port)) as connection:
            connection.sendall(request[:chance.randrange(len(request))])
            self.asked += 1
