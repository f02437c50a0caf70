"""Slow clients: heads, bodies and readers of one byte a second, readers of nothing, half-closed connections. Each is
closed in time, and other clients are unaffected."""

import contextlib
import select
import selectors
import statistics
import time

import clients
import process
import rows
from rows import RowTest, row
from support import token

WITHIN = 90  # no client waits longer for the server to close
HEAD_LIMIT, BODY_LIMIT, WRITE_LIMIT = 10, 20, 30


def drip(port, count, start, rest):
    """Sends `start` over each of the connections, then a byte of `rest` a second. For each: when it was
    answered or closed, counted from its first byte, and the answer."""
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


def ask_and_sip(port, count, ask):
    """Every second connection reads a byte of its answer each second, the others none. Returns when the server closed
    each, counted from its request."""
    ended = []
    poll, connections, begun = select.poll(), {}, {}
    for _ in range(count):
        connection = clients.connect(port, receive_buffer=4096)
        connection.sendall(ask)
        if connection.recv(12) != b"HTTP/1.1 200":
            raise AssertionError("the answer to read slowly is an error")
        poll.register(connection, 0)  # only a reset is reported, since there is always something to read
        connections[connection.fileno()] = connection
        begun[connection.fileno()] = time.monotonic()
    sips = set(list(connections)[::2])
    end = time.monotonic() + WITHIN
    next_sip = time.monotonic()
    while connections and time.monotonic() < end:
        if time.monotonic() >= next_sip:
            next_sip += 1
            for number in sips & connections.keys():
                with contextlib.suppress(OSError):
                    connections[number].recv(1)
        for number, _ in poll.poll(100):
            ended.append(time.monotonic() - begun[number])
            poll.unregister(number)
            connections.pop(number).close()
    return ended + [float("inf")] * len(connections)


def fall_silent(port, count):
    """A third sends nothing, a third stops in the middle of a head, a third after an answer. No client closes; returns
    when the server closed each, one third after the other."""
    connections = [clients.connect(port, WITHIN) for _ in range(count)]
    begin = time.monotonic()
    for number, connection in enumerate(connections):
        connection.sendall((b"", b"GET /ping HTTP/1.1\r\nHo", clients.PING)[number % 3])
    for connection in connections[2::3]:
        clients.read_answer(connection)
    ended = [[], [], []]
    for third in range(3):
        for connection in connections[third::3]:
            while connection.recv(1000):
                pass
            ended[third].append(time.monotonic() - begin)
            connection.close()
    return ended


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
        self.measured(f"{count:,} of {count:,} answered 408 and closed, the last after {last:.1f} s; p99 {before:.2f} "
                      f"ms without them, {during:.2f} ms with them ({during / before:.1f}x)")
        self.assertEqual({answer for _, answer in ended}, {"HTTP/1.1 408"})
        # The timer that all connections share fires every 50 ms.
        self.at_most(limit + 0.5, last, "the last one")
        self.at_most(2 * before, during, "the p99 of honest requests")

    @row("slow heads",
         "1,000 connections send one byte of a request's head each second",
         "408 and closed within 10 s; p99 of others at most twice that without them")
    def test_slow_heads_are_408(self):
        self.drip_beside_honest_requests(HEAD_LIMIT, b"G", b"ET /_openapi HTTP/1.1\r\nHost: x\r\n" + b"x" * WITHIN)

    @row("slow bodies",
         "1,000 connections send one byte of a request's body each second",
         "408 and closed within 20 s; p99 of others at most twice that without them")
    def test_slow_bodies_are_408(self):
        head = clients.request("PUT", "/c", self.admin, body=b" " * 1000)[:-1000]
        self.drip_beside_honest_requests(BODY_LIMIT, head, b" " * WITHIN)

    def fill(self):
        self.server.request("PUT", "/c", {}, bearer=self.admin)
        for part in range(4):
            documents = [{"_id": 100 * part + number, "text": "x" * 9_000} for number in range(100)]
            answer = self.server.request("POST", "/c", documents, bearer=self.admin)
            self.assertEqual(answer.status, 200, answer)
        return clients.get("/c?pagesize=400", self.admin)

    @row("slow readers, clients that never read",
         "500 connections read one byte a second of the 3.6 MB they requested, 500 read nothing",
         "reset within 30 s; at most 1 MiB of memory for each, the kernel's included; p99 of others at most twice "
         "that without them")
    def test_slow_readers_are_let_go(self):
        count, ask = rows.count(1000, 200), self.fill()
        for _ in range(20):  # first answers need some memory once
            self.server.request("GET", "/c?pagesize=400", bearer=self.admin)
        without = clients.p99_of_slices(self.server.port, self.ask, 3)
        resident, kernel = process.resident_mib(self.server), process.kernel_tcp_mib()
        with clients.beside(ask_and_sip, self.server.port, count, ask) as sipping:
            process.wait_until(lambda: process.sockets(self.server) >= count, WITHIN, "they read")
            time.sleep(1)
            each = (process.resident_mib(self.server) - resident + process.kernel_tcp_mib() - kernel) / count
            during = clients.p99(self.server.port, self.ask, 0.6 * WRITE_LIMIT)
            last = max(sipping.result(2 * WITHIN))
        process.wait_until(lambda: process.sockets(self.server) < 10, WITHIN, "they are gone")
        before = statistics.median(without + clients.p99_of_slices(self.server.port, self.ask, 3))
        self.measured(f"{count:,} of {count:,} reset, the last after {last:.1f} s; {1024 * each:.0f} KiB for each; p99 "
                      f"{before:.2f} ms without them, {during:.2f} ms with them ({during / before:.1f}x)")
        self.at_most(WRITE_LIMIT + 1.5, last, "the last one")
        self.at_most(1, each, "MiB for each connection")
        self.at_most(2 * before, during, "the p99 of honest requests")

    @row("clients that fall silent",
         "1,000 connections that their clients never close: a third sends nothing, a third stops in the middle of a "
         "head, a third after an answer",
         "closed within 10, 10 and 60 s, and nothing of them is left")
    def test_silent_clients_are_let_go(self):
        if not rows.OPTIONS.whole:
            self.skipTest("takes a minute")
        descriptors = process.descriptors(self.server)
        with clients.beside(fall_silent, self.server.port, 999) as silent:
            last = [max(third) for third in silent.result(4 * WITHIN)]
        left = process.descriptors(self.server) - descriptors
        self.measured("closed within {:.1f}, {:.1f} and {:.1f} s".format(*last) + f"; {left} descriptors left")
        for limit, after in zip((10, 10, 60), last):
            self.at_most(limit + 1.5, after, "the last one")
        self.assertLessEqual(left, 0)


if __name__ == "__main__":
    rows.main()
