"""Starts servers with a configuration over an empty store, one after the other."""

import json
import os
import time

from restheart_replay import wire
from support import PATIENCE, Server, new_database

# Some tokens have just expired, which a server may tolerate for a while.
TOKENS_STAY_FRESH = 10


class World:
    """A server whose store was empty, and what was sent to it since."""

    def __init__(self, server, tokens, labels):
        self.server = server
        self.saved = wire.Saved(tokens)
        self.labels = labels
        self.history = []  # names of the exchanges that changed something
        self.needing_mongodb = set()

    def send(self, exchange):
        request = wire.encoded(exchange.request, self.saved)
        answer = wire.exchanged(self.server.port, request, exchange.request["method"], PATIENCE)
        if answer and exchange.save:
            self.saved.keep(exchange.save, answer)
        is_safe = exchange.request["method"] in ("GET", "HEAD", "OPTIONS")
        if exchange.changes or (not is_safe and answer and answer.status < 400):
            self.history.append(exchange.name)
        return answer

    def end(self):
        """The server's log."""
        code = self.server.stop()
        if code != 0:
            raise AssertionError(f"the server ended with {code}:\n" + "".join(self.server.log))
        return self.server.log


class Worlds:
    def __init__(self, recording, folder, in_mongodb, make_labels):
        self._recording, self._folder, self._make_labels = recording, folder, make_labels
        self._in_mongodb = in_mongodb
        self._configurations = {}
        self._tokens, self._tokens_made = None, None
        self.count = 0

    def new(self, conf):
        if self._tokens is None or time.monotonic() - self._tokens_made > TOKENS_STAY_FRESH:
            self._tokens, self._tokens_made = self._recording.tokens(self._folder), time.monotonic()
        if conf not in self._configurations:
            self._configurations[conf] = self._recording.configuration(self._folder, conf)
        self.count += 1
        own = self._folder / f"own-{self.count}.yml"
        own.write_text(json.dumps(self._own_settings()))
        # The first file is empty; RESTHeart's own overrides it as it is, and ours says where.
        server = Server("{}", "-o", self._configurations[conf], "-o", own)
        return World(server, self._tokens, self._make_labels())

    def _own_settings(self):
        """Where to listen and where the documents are; the recorded configuration says everything else."""
        if not self._in_mongodb:
            return {"/http-listener/port": 0, "/mclient": {},
                    "/store/file": str(self._folder / f"store-{self.count}.sqlite")}
        return {"/http-listener/port": 0, "/mclient/connection-string": os.environ["MONGODB_URI"],
                "/mongo/mongo-mounts": [{"what": new_database(), "where": "/"}]}
