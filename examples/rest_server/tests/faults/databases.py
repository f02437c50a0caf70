"""A MongoDB for the rows alone, which can be killed and comes back with its data; and a relay in front of it that fails
as networks do."""

import contextlib
import selectors
import shutil
import signal
import socket
import subprocess
import threading
import unittest
from pathlib import Path

import rows
import with_mongodb
from process import wait_until

READY_WITHIN = 60


class Database:
    """As with_mongodb.py starts it: a mongod on the PATH, else SecantusDB, which speaks MongoDB's wire protocol. Debian
    has no mongod, since its licence is not free."""

    def __init__(self, folder):
        self._folder, self.port = Path(folder), with_mongodb.free_port()
        (self._folder / "data").mkdir()
        if mongod := shutil.which("mongod"):
            self._command = [mongod, "--bind_ip", "127.0.0.1", "--dbpath", self._folder / "data"]
        else:
            # MongoDB writes its journal before it acknowledges a write for the majority.
            self._command = [self._secantusd(), "--host", "127.0.0.1", "--storage-path", self._folder / "data",
                             "--sync-on-commit"]
        self.start()

    @staticmethod
    def _secantusd():
        if not rows.OPTIONS.mongodb:
            raise unittest.SkipTest("needs --mongodb, the folder for SecantusDB's virtual environment")
        try:
            return with_mongodb.secantusd(rows.OPTIONS.mongodb.resolve())
        except with_mongodb.NoMongoDb as reason:
            raise unittest.SkipTest(str(reason)) from reason

    def start(self):
        with open(self._folder / "log", "ab") as log:
            self.process = subprocess.Popen(list(map(str, [*self._command, "--port", self.port])), stdout=log,
                                            stderr=log, stdin=subprocess.DEVNULL, cwd=self._folder)
        wait_until(lambda: with_mongodb.accepts(self.port), READY_WITHIN, "the database listens")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    close = kill  # its data is not needed any more, and an orderly end takes five seconds

    @staticmethod
    def uri(port):
        """Only by this port, whatever the database says about itself."""
        return f"mongodb://127.0.0.1:{port}/?directConnection=true"


class Relay:
    """Forwards everything (`pass`), keeps connections and forwards nothing (`swallow`), or closes them (`refuse`)."""

    def __init__(self, server_port):
        self.mode = "pass"
        self._server_port = server_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._ends = False
        threading.Thread(target=self._run, daemon=True).start()

    def close(self):
        self._ends = True

    def _run(self):
        peers = {}
        with selectors.DefaultSelector() as selector, contextlib.closing(self._listener):
            selector.register(self._listener, selectors.EVENT_READ)
            while not self._ends:
                if self.mode == "refuse":
                    for connection in list(peers):
                        self._end(selector, peers, connection)
                ready = [key.fileobj for key, _ in selector.select(0.01)]
                if self.mode == "swallow":
                    threading.Event().wait(0.01)
                    continue
                for source in ready:
                    if source is self._listener:
                        self._accept(selector, peers)
                    else:
                        self._hand_on(selector, peers, source)

    def _accept(self, selector, peers):
        client = self._listener.accept()[0]
        try:
            if self.mode == "refuse":
                raise ConnectionRefusedError
            server = socket.create_connection(("127.0.0.1", self._server_port))
        except OSError:
            client.close()
            return
        for one, other in ((client, server), (server, client)):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            peers[one] = other
            selector.register(one, selectors.EVENT_READ)

    def _hand_on(self, selector, peers, source):
        if source not in peers:
            return
        try:
            received = source.recv(1 << 16)
            peers[source].sendall(received)
        except OSError:
            received = b""
        if not received:
            self._end(selector, peers, source)

    @staticmethod
    def _end(selector, peers, connection):
        if connection not in peers:
            return
        for each in (connection, peers[connection]):
            del peers[each]
            selector.unregister(each)
            each.close()
