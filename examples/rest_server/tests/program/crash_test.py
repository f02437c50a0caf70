"""The server is killed during writes, again and again: everything that it acknowledged is there afterwards.

Called as: crash_test.py SERVER COMMAND_LINE [mongodb]
"""

import http.client
import random
import signal
import threading

from support import FolderTest, IN_MONGODB, PATIENCE, Server, configuration, main, token

ROUNDS = 5
WRITERS = 4
# Enough for each kind of write to be in flight when the server is killed.
ACKNOWLEDGED_BEFORE_KILL = 60


class Writer(threading.Thread):
    """Writes documents of its own one after the other until the server is gone, and keeps the acknowledged ones."""

    def __init__(self, server, name, seed, acknowledged):
        super().__init__(daemon=True)
        self._server, self._name, self._random = server, name, random.Random(seed)
        self._acknowledged = acknowledged
        self.expected = {}  # id -> the number that was acknowledged last, None when it was erased
        self.in_doubt = None  # the id whose write got no answer, and what it would have written
        self.unexpected = []

    def run(self):
        number = 0
        try:
            while True:
                number += 1
                self._write(f"{self._name}-{self._random.randrange(20)}", number)
                self._acknowledged.release()
        except (OSError, http.client.HTTPException):
            pass

    def _write(self, key, number):
        kind = self._random.choice(["put", "put", "patch", "bulk", "delete"])
        result = None if kind == "delete" else number
        self.in_doubt = key, result
        if kind == "put":
            self._send("PUT", f"/c/{key}?wm=upsert", {"n": number}, (200, 201))
        elif kind == "patch":
            self._send("PATCH", f"/c/{key}?wm=upsert", {"$set": {"n": number}}, (200, 201))
        elif kind == "bulk":
            self._send("POST", "/c?wm=upsert", [{"_id": key, "n": number}], (200,))
        else:
            self._send("DELETE", f"/c/{key}", None, (204, 404))
        self.expected[key] = result
        self.in_doubt = None

    def _send(self, method, path, body, statuses):
        answer = self._server.request(method, path, body, bearer=token("admin"))
        if answer.status not in statuses:
            self.unexpected.append(answer)


class CrashTest(FolderTest):
    def setUp(self):
        super().setUp()
        blocks = {} if IN_MONGODB else {"store": {"file": str(self.folder / "store.sqlite")}}
        self.settings = configuration(**blocks)

    def start(self):
        server = Server(self.settings)
        self.addCleanup(server.stop)
        return server

    def number_at(self, server, key):
        answer = server.request("GET", f"/c/{key}", bearer=token("admin"))
        self.assertIn(answer.status, (200, 404), answer)
        return answer.json["n"] if answer.status == 200 else None

    def check(self, server, writer):
        self.assertGreater(len(writer.expected), 1)
        doubtful, result = writer.in_doubt
        for key, number in writer.expected.items():
            possible = (number, result) if key == doubtful else (number,)
            self.assertIn(self.number_at(server, key), possible, key)

    def test_what_was_acknowledged_is_there_after_the_server_was_killed(self):
        server = self.start()
        self.assertEqual(server.request("PUT", "/c", {}, bearer=token("admin")).status, 201)
        server.stop()
        for round_number in range(ROUNDS):
            server = self.start()
            acknowledged = threading.Semaphore(0)
            writers = [Writer(server, f"{round_number}-{i}", 10 * round_number + i, acknowledged)
                       for i in range(WRITERS)]
            for writer in writers:
                writer.start()
            for _ in range(ACKNOWLEDGED_BEFORE_KILL):
                self.assertTrue(acknowledged.acquire(timeout=PATIENCE))
            server.process.send_signal(signal.SIGKILL)
            for writer in writers:
                writer.join(PATIENCE)
            self.assertEqual(server.wait(), -signal.SIGKILL)

            opened = self.start()
            for writer in writers:
                self.assertEqual(writer.unexpected, [])
                self.check(opened, writer)
            # It takes writes, too.
            written = opened.request("PUT", "/c/after?wm=upsert", {"n": 1}, bearer=token("admin"))
            self.assertIn(written.status, (200, 201))
            self.assertEqual(opened.stop(), 0)


if __name__ == "__main__":
    main()
