"""What the tests of HTTPS share: certificates that openssl makes while they run, and a server that has them."""

import contextlib
import functools
import http.client
import signal
import socket
import ssl
import struct
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from support import PATIENCE, Server, configuration, token

ALERT, HANDSHAKE, SERVER_HELLO = 21, 22, 2
HANDSHAKE_FAILURE, PROTOCOL_VERSION, NO_APPLICATION_PROTOCOL = 40, 70, 120
PING = b"GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n"
HERE = ("DNS:localhost", "IP:127.0.0.1", "DNS:*.notes.example")

_folder = tempfile.TemporaryDirectory()


def openssl(*arguments, **more):
    result = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE, **more)
    if result.returncode != 0:
        raise AssertionError(f"openssl {arguments[0]}: {result.stderr}")
    return result.stdout


def new_key(path, kind="EC"):
    options = {"EC": ["-pkeyopt", "ec_paramgen_curve:P-256"], "RSA": ["-pkeyopt", "rsa_keygen_bits:2048"],
               "weak": ["-pkeyopt", "rsa_keygen_bits:1024"]}[kind]
    openssl("genpkey", "-algorithm", "EC" if kind == "EC" else "RSA", *options, "-out", path)


class Authority:
    """A root, and an intermediate that issues servers' certificates."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.root, self._root_key = self.folder / "root.pem", self.folder / "root.key"
        self.intermediate, self._key = self.folder / "intermediate.pem", self.folder / "intermediate.key"
        for key in (self._root_key, self._key):
            new_key(key)
        openssl("req", "-x509", "-new", "-key", self._root_key, "-subj", "/CN=root", "-addext",
                "keyUsage=critical,keyCertSign", "-days", 30, "-out", self.root)
        self._sign(self._key, "intermediate", ["basicConstraints=critical,CA:true", "keyUsage=keyCertSign"],
                   self.root, self._root_key, self.intermediate, 30)

    def _sign(self, key, name, extensions, issuer, issuer_key, out, days):
        request, described = out.with_suffix(".csr"), out.with_suffix(".ext")
        openssl("req", "-new", "-key", key, "-subj", f"/CN={name}", "-out", request)
        described.write_text("\n".join([*extensions, "subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid"]))
        openssl("x509", "-req", "-in", request, "-CA", issuer, "-CAkey", issuer_key, "-CAcreateserial", "-days", days,
                "-extfile", described, "-out", out)

    def issue(self, name, names=HERE, days=30, kind="EC"):
        """The files of a new certificate with its intermediate, and of its key. After 0 days it has expired at once."""
        own, chain, key = (self.folder / (name + ending) for ending in (".pem", ".chain.pem", ".key"))
        new_key(key, kind)
        self._sign(key, name, ["subjectAltName=" + ",".join(names)], self.intermediate, self._key, own, days)
        chain.write_text(own.read_text() + self.intermediate.read_text())
        return chain, key


@functools.cache
def authority():
    return Authority(_folder.name)


@functools.cache
def issued(name="server", **more):
    return authority().issue(name, **more)


def trusting(**more):
    """What a client needs to trust this authority only."""
    context = ssl.create_default_context(cafile=authority().root)
    for name, value in more.items():
        setattr(context, name, value)
    return context


def https_block(pair=None, **more):
    chain, key = pair or issued()
    return {"host": "127.0.0.1", "port": 0, "certificate-file": str(chain), "private-key-file": str(key),
            **{name.replace("_", "-"): value for name, value in more.items()}}


class HttpsServer(Server):
    """Its requests go by HTTPS."""

    def __init__(self, pair=None, *arguments, https=None, **blocks):
        self.context = trusting()
        super().__init__(configuration(https_listener=https_block(pair, **(https or {})), **blocks), *arguments)

    def http_connection(self):
        return http.client.HTTPSConnection("127.0.0.1", self.https_port, timeout=PATIENCE, context=self.context)

    def connect_bare(self):
        """To the port of HTTPS, without a handshake."""
        return socket.create_connection(("127.0.0.1", self.https_port), PATIENCE)

    def connect_securely(self, context=None, **more):
        """An end without close_notify is an error."""
        return (context or self.context).wrap_socket(self.connect_bare(), server_hostname="localhost",
                                                     suppress_ragged_eofs=False, **more)

    def s_client(self, *arguments, typed=""):
        """What openssl s_client says, in the words of its newest version, and its exit code."""
        result = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{self.https_port}", "-CAfile",
                                 authority().root, *map(str, arguments)], input=typed, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, timeout=PATIENCE)
        said = result.stdout.replace("Server Temp Key", "Peer Temp Key").replace("CN = ", "CN=")
        return said, result.returncode

    def lines_with(self, text):
        return [line for line in self.log if text in line]

    def wait_for_line(self, text, count=1):
        """The last of the given number of lines with the text, once they are there."""
        latest = time.monotonic() + PATIENCE
        while len(self.lines_with(text)) < count:
            if time.monotonic() > latest:
                raise AssertionError(f"{count} times {text!r} does not come:\n" + "".join(self.log))
            time.sleep(0.01)
        return self.lines_with(text)[count - 1]

    def reload(self):
        """The line that reports the new certificate, or why it was refused."""
        before = len(self.lines_with(" certificate"))
        self.process.send_signal(signal.SIGHUP)
        return self.wait_for_line(" certificate", before + 1)


class HttpsTest(unittest.TestCase):
    """One server for the tests of a class."""

    KIND, HTTPS, HTTP = "EC", {}, {"host": "127.0.0.1", "port": 0}

    @classmethod
    def setUpClass(cls):
        cls.server = HttpsServer(issued(cls.KIND, kind=cls.KIND), https=cls.HTTPS, http_listener=cls.HTTP)

    @classmethod
    def tearDownClass(cls):
        if cls.server.stop() != 0:
            raise AssertionError("".join(cls.server.log))

    def request(self, *arguments, **more):
        return self.server.request(*arguments, **{"bearer": token("admin"), **more})

    def talk_plainly(self, port, content):
        """The whole answer to these bytes, without TLS."""
        with contextlib.closing(socket.create_connection(("127.0.0.1", port), PATIENCE)) as connection:
            connection.sendall(content)
            received = b""
            with contextlib.suppress(ConnectionResetError):
                while more := connection.recv(65536):
                    received += more
            return received.decode("latin-1")


def client_hello(suites, version=0x0303):
    """The record of a ClientHello as in TLS 1.2 and earlier; made by hand, so that it can offer what no library
    offers."""
    def sized(content, size_format):
        return struct.pack(size_format, len(content)) + content

    def extension(number, content):
        return struct.pack(">H", number) + sized(content, ">H")

    groups = sized(struct.pack(">2H", 0x001D, 0x0017), ">H")
    signatures = sized(struct.pack(">4H", 0x0403, 0x0804, 0x0401, 0x0203), ">H")
    extensions = extension(10, groups) + extension(11, b"\1\0") + extension(13, signatures) + extension(0xFF01, b"\0")
    body = struct.pack(">H", version) + bytes(32) + b"\0" + sized(struct.pack(f">{len(suites)}H", *suites), ">H")
    body += b"\1\0" + sized(extensions, ">H")
    message = b"\1" + struct.pack(">I", len(body))[1:] + body
    return struct.pack(">BH", HANDSHAKE, min(version, 0x0301)) + sized(message, ">H")


def received(connection, size):
    content = b""
    while len(content) < size and (more := connection.recv(size - len(content))):
        content += more
    return content


def first_record(connection):
    """Type and content; (None, b"") if the connection ends instead."""
    head = received(connection, 5)
    if len(head) < 5:
        return None, b""
    kind, _, size = struct.unpack(">BHH", head)
    return kind, received(connection, size)
