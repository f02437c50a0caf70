"""Queries that would run for minutes: they end when their clients go, and do not keep the server from ending. Answers
that would be read for hours: they do not let the store's log grow without end."""

import os
import signal
import time
import urllib.parse

import clients
import process
import rows
from rows import RowTest, row
from support import PATIENCE, configuration, token

LETTERS = 1_000_000
ENDLESS = "/c?filter=" + urllib.parse.quote('{"a":{"$regex":"a(?=.*0)"}}')
DRAIN = 25


class WorkTest(RowTest):
    def setUp(self):
        # Otherwise the limits of one request end them first.
        limits = {"steps": 1_000_000_000_000, "time-ms": 24 * 3600 * 1000}
        self.server = self.start(configuration(**{"request-limits": limits}))
        self.admin = token("admin")
        self.server.request("PUT", "/c", {}, bearer=self.admin)
        answer = self.server.request("POST", "/c", {"_id": "long", "a": "a" * LETTERS}, bearer=self.admin)
        self.assertEqual(answer.status, 201, answer)

    def asked(self, count):
        """Connections whose queries run."""
        connections = [clients.connect(self.server.port) for _ in range(count)]
        for connection in connections:
            self.addCleanup(connection.close)
            connection.sendall(clients.get(ENDLESS, self.admin))
        time.sleep(2)
        self.assertGreater(process.cpu_share(self.server, 1), 0.5)
        return connections

    @row("clients that go away while their queries run",
         f"8 clients ask with a pattern that looks at {LETTERS:,} letters for each of them, without a limit of steps or "
         "time, and close their connections after 3 s",
         "no query runs on 2 s later; requests are answered")
    def test_queries_end_with_their_clients(self):
        for connection in self.asked(8):
            connection.close()
        closed = time.monotonic()
        process.wait_until(lambda: process.cpu_share(self.server, 0.2) < 0.05, PATIENCE, "the end of the queries")
        took = time.monotonic() - closed
        answer = self.server.request("GET", "/c/long?keys=" + urllib.parse.quote('{"a":0}'), bearer=self.admin)
        self.measured(f"none {took:.1f} s later; then {answer.status}")
        self.assertEqual(answer.status, 200)
        self.at_most(2, took, "until no query runs")

    @row("a stop while queries run whose clients wait",
         "8 clients wait for such queries; then SIGTERM",
         f"the server has ended after {DRAIN + 1} s, with exit code 0")
    def test_the_server_ends_with_its_queries(self):
        self.asked(8)
        begin = time.monotonic()
        self.server.process.send_signal(signal.SIGTERM)
        code = self.server.process.wait(PATIENCE + 2 * DRAIN)
        took = time.monotonic() - begin
        self.measured(f"ended after {took:.1f} s with {code}")
        self.assertEqual(code, 0)
        self.at_most(DRAIN + 1.5, took, "until the server has ended")

    @row("a reader who does not go on, beside writers",
         "a client asks for a page of 40 MB and reads the first bytes; another client writes a document of 0.9 MB again "
         "and again, 150 MB in all",
         "the reader is cut off; the log of the store stays below 128 MiB, and is below 16 MiB in the end")
    def test_the_log_is_bounded(self):
        for i in range(45):
            self.server.request("POST", "/c", {"_id": i, "a": "x" * 900_000}, bearer=self.admin)
        reader = clients.connect(self.server.port, receive_buffer=4096)
        self.addCleanup(reader.close)
        reader.sendall(clients.get("/c?pagesize=1000", self.admin))
        self.assertEqual(reader.recv(12), b"HTTP/1.1 200")
        largest = 0
        for i in range(170):
            changed = {"a": os.urandom(450_000).hex()}
            answer = self.server.request("PUT", "/c/written?wm=upsert", changed, bearer=self.admin)
            self.assertIn(answer.status, (200, 201), answer)
            largest = max(largest, self.log_mib())
        end = self.log_mib()
        self.measured(f"the log had up to {largest:.0f} MiB, and {end:.0f} in the end")
        self.assertTrue(any("a streamed answer is given up" in line for line in self.server.log))
        self.assertLess(largest, 128)
        self.assertLess(end, 16)

    def log_mib(self):
        return (self.server.folder / "store.sqlite-wal").stat().st_size / 2**20


if __name__ == "__main__":
    rows.main()
