"""Clients that take their time: heads, bodies and readers of a byte a second, readers of nothing, ends that are half
closed. Each is let go in time, and the others notice nothing."""

import contextlib
import selectors
import statistics
import time

import clients
import process
import rows
from rows import RowTest, row
from support import token

WITHIN = 90  # nobody waits longer for the server to lose its patience
HEAD_LIMIT, BODY_LIMIT, WRITE_LIMIT = 10, 20, 30


def drip(port, count, start, rest):
    """Sends `start` over each of the connections, then a byte of `rest` a second. For each: when it was answered or
    closed, counted from its first byte, and what came."""
    ended = []
    with selectors.DefaultSelector() as selector:
        pending = {}
        for _ in range(count):
            connection = clients.connect(port)
            connection.setblocking(False)
            connection.send(start)
            selector.register(connection, selectors.EVENT_READ)
            pending[connection] = time.monotonic()
        begin = time.monotonic()
        for place in range(WITHIN):
            for connection in pending:
                with contextlib.suppress(OSError):
                    connection.send(rest[place:place + 1])
            while pending and (left := begin + place + 1 - time.monotonic()) > 0:
                for key, _ in selector.select(left):
                    with contextlib.suppress(OSError):
                        received = key.fileobj.recv(1000)
                        ended.append((time.monotonic() - pending.pop(key.fileobj), received[:12].decode("latin-1")))
                    selector.unregister(key.fileobj)
                    key.fileobj.close()
            if not pending:
                break
        for connection in pending:
            connection.close()
    return ended + [(float("inf"), "")] * len(pending)


class SlowClientsTest(RowTest):
    def setUp(self):
        self.server = self.start()
        self.admin = token("admin")
        self.ask = clients.get("/_openapi", self.admin)
        clients.p99(self.server.port, self.ask, 0.5)  # warm

    def drip_beside_honest_requests(self, limit, start, rest):
        count = rows.count(1000, 200)
        without = clients.p99_of_slices(self.server.port, self.ask, 3)
        with clients.beside(drip, self.server.port, count, start, rest) as dripping:
            process.wait_until(lambda: process.descriptors(self.server) > count, WITHIN, "they are connected")
            during = clients.p99(self.server.port, self.ask, limit * 0.6)
            ended = dripping.result(2 * WITHIN)
        without += clients.p99_of_slices(self.server.port, self.ask, 3)
        before = statistics.median(without)
        last = max(after for after, _ in ended)
        self.measured(f"{count} of {count} answered 408 and closed, the last after {last:.1f} s; p99 {before:.2f} ms "
                      f"without them, {during:.2f} ms with them ({during / before:.1f}x)")
        self.assertEqual({answer for _, answer in ended}, {"HTTP/1.1 408"})
        # The clock that all connections share strikes every 50 ms.
        self.at_most(limit + 0.5, last, "the last one")
        self.at_most(2 * before, during, "the p99 of honest requests")

    @row("slow heads", "1,000 connections send a byte of a request's head each second",
         "408 and closed within 10 s; p99 of others at most twice what it was")
    def test_slow_heads_are_408(self):
        self.drip_beside_honest_requests(HEAD_LIMIT, b"G", b"ET /_openapi HTTP/1.1\r\nHost: x\r\n" + b"x" * WITHIN)


if __name__ == "__main__":
    rows.main()
