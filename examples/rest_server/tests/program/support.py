"""What the tests over HTTP share: the real server in a process of its own, and tokens of the real command line.

A test file is called as: <name>_test.py SERVER COMMAND_LINE [what the test itself wants] [mongodb]
With mongodb at the end the documents are kept in the MongoDB at MONGODB_URI, else in SQLite.
"""

import atexit
import base64
import contextlib
import functools
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import uuid
from pathlib import Path

# What all parts of the project share.
sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "tests" / "support"))

SERVER, COMMAND_LINE = sys.argv[1:3]
IN_MONGODB = sys.argv[3:][-1:] == ["mongodb"]
ISSUER, AUDIENCE = "https://issuer.example/", "client"
# A working server never makes a test wait this long, not even on a slow machine or under a sanitizer.
PATIENCE = 60
# The MongoDB driver keeps counters in shared memory, and warns if another process has left some under its id.
os.environ["MONGOC_DISABLE_SHM"] = "1"
ALL_RIGHTS = dict.fromkeys(("allowManagementRequests", "allowWriteMode", "allowBulkPatch", "allowBulkDelete"), True)

_folder = tempfile.TemporaryDirectory()
_databases = []  # in MongoDB, made by these tests


@functools.cache
def keys(algorithm="RS256"):
    """The folder with a new key of this algorithm."""
    folder = Path(_folder.name) / algorithm
    subprocess.run([COMMAND_LINE, "keygen", "--alg", algorithm, "--out", folder], check=True, stdout=subprocess.DEVNULL)
    return folder


@functools.cache
def certificate():
    return (keys() / "certificate.pem").read_text()


@functools.cache
def mint(*arguments, key=None, issuer=ISSUER, audience=AUDIENCE):
    command = [COMMAND_LINE, "mint", "--key", key or keys() / "private.pem", "--issuer", issuer, "--audience", audience]
    return subprocess.run([*command, *arguments], check=True, capture_output=True, text=True).stdout.strip()


def token(*roles, subject="user"):
    return mint("--subject", subject, "--claim-json", "roles=" + json.dumps(roles))


def base64url(content):
    return base64.urlsafe_b64encode(content if isinstance(content, bytes) else content.encode()).decode().rstrip("=")


def configuration(**blocks):
    """A server's configuration; blocks replace those of the same name, with `_` for `-`."""
    usual = {
        "http-listener": {"host": "127.0.0.1", "port": 0},
        "jwtAuthenticationMechanism": mechanism(),
        "fileAclAuthorizer": permissions({"role": "admin", "predicate": "path-prefix('/')", "mongo": ALL_RIGHTS},
                                         {"role": "reader", "predicate": "path-prefix('/') and method(GET)"}),
    }
    if IN_MONGODB:
        usual["mclient"] = {"connection-string": os.environ["MONGODB_URI"]}
        usual["mongo"] = {"mongo-mounts": [{"what": new_database(), "where": "/"}]}
    return {**usual, **{name.replace("_", "-"): block for name, block in blocks.items()}}


def new_database():
    """A name for the tests alone, since the MongoDB may have other users."""
    _databases.append("test-" + uuid.uuid4().hex)
    return _databases[-1]


def drop_databases():
    """Drops the databases that new_database named; call it after the tests."""
    if not _databases:
        return
    everything = {"mongo-mounts": [{"what": "*", "where": "/"}], "etag-check-policy": {"db": "OPTIONAL"}}
    server = Server(configuration(mongo=everything))
    for name in _databases:
        answer = server.request("DELETE", "/" + name, bearer=token("admin"))
        if answer.status not in (204, 404):
            raise AssertionError(f"the database {name} is left behind: {answer}")
    server.stop()


def mechanism(**settings):
    return {"enabled": True, "algorithm": "RS256", "key": certificate(), "issuer": ISSUER, "audience": AUDIENCE,
            "usernameClaim": "sub", "rolesClaim": "roles", **settings}


def permissions(*entries):
    return {"enabled": True, "permissions": list(entries)}


class Server:
    """A running server; its files are in a folder of its own."""

    COMMAND = (SERVER,)

    def __init__(self, settings=None, *arguments, environment=None):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = Path(self._folder.name)
        settings = configuration() if settings is None else settings
        if isinstance(settings, dict):
            if "mclient" not in settings:
                settings = {"store": {"file": str(self.folder / "store.sqlite")}, **settings}
            settings = json.dumps(settings)  # JSON is YAML, too
        self.file = self.folder / "configuration.yml"
        self.file.write_text(settings)
        self.process = subprocess.Popen([*self.COMMAND, "--config", self.file, *map(str, arguments)], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                        env={**os.environ, **(environment or {})})
        atexit.register(self.process.kill)  # however the test ends
        self.log = []
        self._port = self._https_port = None
        self._reads_no_more = False
        self._reads = threading.Event()
        self._reads.set()
        self._listens = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._listens.wait(PATIENCE) or self._port is None:
            self.stop(signal.SIGKILL)
            raise AssertionError("the server did not start:\n" + "".join(self.log))

    def _read(self):
        for line in self.process.stderr:
            self._reads.wait()
            self.log.append(line)
            if self._reads_no_more:
                break
            if " listening on " in line:
                ports = dict(re.findall(r"(https?)://127\.0\.0\.1:(\d+)", self.places(line)))
                self._port, self._https_port = (int(ports.get(scheme, 0)) for scheme in ("http", "https"))
                self._listens.set()
        self._listens.set()

    def places(self, line):
        """Of the line that says where it listens, the part with the places of requests."""
        return line

    def expect_logged(self, text, times=1):
        """No request waits for its line in the log."""
        end = time.monotonic() + PATIENCE
        while "".join(self.log).count(text) < times:
            if time.monotonic() > end:
                raise AssertionError(f"{text} was not logged:\n" + "".join(self.log))
            time.sleep(0.02)

    def stop_reading(self):
        """Closes the reading end of the server's log, as a log reader that exits does."""
        self._reads_no_more = True
        self.request("GET", "/")  # is logged as a 401
        self._reader.join(PATIENCE)
        self.process.stderr.close()

    def pause_reading(self):
        """Stops reading the server's log until go_on_reading()."""
        self._reads.clear()

    def go_on_reading(self):
        self._reads.set()

    @property
    def port(self):
        return self._port

    @property
    def https_port(self):
        return self._https_port

    @property
    def host(self):
        return f"127.0.0.1:{self._port}"

    def ask_to_stop(self, by=signal.SIGTERM):
        """Returns when the signal has been seen: no connection is taken any more."""
        self.process.send_signal(by)
        with contextlib.suppress(ConnectionRefusedError):
            while True:
                socket.create_connection(("127.0.0.1", self._port or self._https_port), PATIENCE).close()

    def stop(self, by=signal.SIGTERM):
        """The exit code."""
        if self.process.poll() is None:
            self.process.send_signal(by)
        return self.wait()

    def wait(self):
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        self.process.stderr.close()
        self._folder.cleanup()
        return code

    def connect(self):
        return socket.create_connection(("127.0.0.1", self._port), PATIENCE)

    def http_connection(self):
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)

    def request(self, method, path, body=None, *, bearer=None, headers=()):
        """One request on a connection of its own. A body that is not text is sent as JSON."""
        fields = list(headers.items() if isinstance(headers, dict) else headers)
        if bearer:
            fields.append(("Authorization", "Bearer " + bearer))
        if body is not None:
            body = (body if isinstance(body, str) else json.dumps(body)).encode()
            fields.append(("Content-Length", str(len(body))))
            if not any(name.lower() == "content-type" for name, _ in fields):
                fields.append(("Content-Type", "application/json"))
        with contextlib.closing(self.http_connection()) as connection:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in fields:
                connection.putheader(name, value)
            connection.endheaders(body)
            return Answer(connection.getresponse())


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.fields = response.headers
        self.text = response.read().decode()

    def __getitem__(self, name):
        return self.fields[name]

    @property
    def json(self):
        return json.loads(self.text)

    def __repr__(self):
        return f"{self.status} {dict(self.fields)} {self.text[:500]}"


class FolderTest(unittest.TestCase):
    """A folder of its own for each test."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)


class ServerTest(unittest.TestCase):
    """One server for the tests of a class, and an admin who may do everything."""

    SETTINGS = None  # a function, if the usual configuration does not suit

    @classmethod
    def setUpClass(cls):
        cls.server = Server(cls.SETTINGS and cls.SETTINGS())
        cls.admin = token("admin")

    @classmethod
    def tearDownClass(cls):
        code = cls.server.stop()
        if code != 0:
            raise AssertionError(f"the server ended with {code}:\n" + "".join(cls.server.log))

    def send(self, method, path, body=None, *, bearer="admin", headers=()):
        """bearer: a token, `admin`, or None for no token at all."""
        return self.server.request(method, path, body, bearer=self.admin if bearer == "admin" else bearer,
                                   headers=headers)

    def expect(self, status, method, path, body=None, **more):
        answer = self.send(method, path, body, **more)
        self.assertEqual(answer.status, status, f"{method} {path}: {answer}")
        if status >= 400 and method != "HEAD":
            self.assert_error_body(answer)
        return answer

    def assert_error_body(self, answer):
        self.assertEqual(list(answer.json), ["http status code", "http status description", "message"], answer)
        self.assertEqual(answer.json["http status code"], answer.status)
        self.assertRegex(answer.json["http status description"], r"\A[A-Z][A-Za-z ]+\Z")
        self.assertNotEqual(answer.json["http status description"], "Error")
        self.assertTrue(answer.json["message"])
        self.assertEqual(answer["Content-Type"], "application/json")

    def collection(self):
        """The path of a new collection, named after the test."""
        path = "/" + self.id().rsplit(".", 1)[-1][:60]
        self.expect(201, "PUT", path, {})
        return path


def main():
    program = unittest.main(argv=sys.argv[:1], exit=False)
    drop_databases()
    sys.exit(0 if program.result.wasSuccessful() else 1)
