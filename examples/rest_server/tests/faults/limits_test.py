"""Requests that are too large, or that two programs could read in two ways."""

import contextlib
import select
import socket
import time

import clients
import rows
import smuggling
from rows import RowTest, row
from support import mint, token

KIB, MIB = 1024, 1024 * 1024


class LimitsTest(RowTest):
    def setUp(self):
        self.server = self.start()
        self.admin = token("admin")

    def talk(self, *pieces):
        """The whole answer, and how much of the pieces was read before it."""
        sent, received = 0, b""
        with contextlib.closing(clients.connect(self.server.port)) as connection:
            with contextlib.suppress(ConnectionError):
                for piece in pieces:
                    connection.sendall(piece)
                    sent += len(piece)
                connection.shutdown(socket.SHUT_WR)
            with contextlib.suppress(ConnectionError):
                while chunk := connection.recv(65536):
                    received += chunk
        return received, sent

    def statuses(self, *pieces):
        """Of all answers that came back."""
        received, _ = self.talk(*pieces)
        return [int(each[:3]) for each in received.split(b"HTTP/1.1 ")[1:]]

    @row("large heads",
         "heads of 16 KiB and more in one field, in many, in the target; 101 fields; a token of 8 KiB",
         "431 above 16 KiB in total and above 100 fields; the long token is accepted")
    def test_a_head_of_more_than_16_kib_or_100_fields_is_431(self):
        def padded(size):
            bare = clients.get("/ping", self.admin, "X: ")
            return clients.get("/ping", self.admin, "X: " + "x" * (size - len(bare)))

        long = mint("--claim-json", 'roles=["admin"]', "--claim-json", f'pad="{"x" * 5500}"')
        self.assertGreater(len(long), 7 * KIB)
        answers = {
            "16 KiB less 1": self.statuses(padded(16 * KIB - 1)),
            "17 KiB": self.statuses(padded(17 * KIB)),
            "many": self.statuses(clients.get("/ping", self.admin, *["X: " + "x" * 180] * 95)),
            "target": self.statuses(clients.get("/" + "x" * 17 * KIB, self.admin)),
            "a megabyte": self.statuses(b"GET /" + b"x" * MIB),
            "100 fields": self.statuses(clients.get("/ping", self.admin, *["X: y"] * 98)),
            "101 fields": self.statuses(clients.get("/ping", self.admin, *["X: y"] * 99)),
            "token": self.statuses(clients.get("/_openapi", long)),
        }
        self.measured(f"200 up to the limits, 431 beyond them; a token of {len(long) / KIB:.1f} KiB: 200")
        self.assertEqual(answers, {"16 KiB less 1": [200], "17 KiB": [431], "many": [431], "target": [431],
                                   "a megabyte": [431], "100 fields": [200], "101 fields": [431], "token": [200]})

    @row("large bodies",
         "bodies announced as 1 MiB and one byte, and as 1 GiB; chunks that never end",
         "413 at the head, or after 1 MiB of chunks, before the rest is read; a body of 1 MiB is accepted")
    def test_a_body_of_more_than_1_mib_is_413_before_it_is_read(self):
        def announcing(size):
            return clients.request("PUT", "/c", self.admin).replace(b"Content-Length: 0", b"Content-Length: %d" % size)

        # Without a byte of the body: the head alone is answered.
        for size in (MIB + 1, 1024 * MIB, 2 ** 63):
            with contextlib.closing(clients.connect(self.server.port)) as connection:
                connection.sendall(announcing(size))
                self.assertEqual(clients.read_answer(connection)[0], 413)
        seconds, sent, received = self.send_without_end()
        within = self.statuses(announcing(MIB) + b" " * (MIB - 2) + b"{}")
        self.measured(f"413 for the head alone; chunks without an end: 413 after {sent / MIB:.1f} MiB, cut off after "
                      f"{seconds:.1f} s; 1 MiB: {within[0]}")
        self.assertEqual(received[:13], b"HTTP/1.1 413 ")
        self.assertEqual(received.count(b"HTTP/1.1 "), 1)
        # The sockets take some more.
        self.assertLess(sent, 16 * MIB)
        self.at_most(2, seconds, "until the connection was closed")
        self.assertEqual(within, [201])

    def send_without_end(self):
        """Until the connection is gone: how long that took, what had been sent when the answer came, the answer."""
        head = clients.request("PUT", "/c", self.admin).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
        chunk = b"%x\r\n" % (64 * KIB) + b"x" * 64 * KIB + b"\r\n"
        begin, sent, sent_before, received = time.monotonic(), 0, 0, b""
        with contextlib.closing(clients.connect(self.server.port)) as connection:
            connection.sendall(head)
            with contextlib.suppress(ConnectionError):
                while time.monotonic() - begin < 30:
                    connection.sendall(chunk)
                    sent += len(chunk)
                    if not received and select.select([connection], [], [], 0)[0]:
                        sent_before, received = sent, connection.recv(65536)
            return time.monotonic() - begin, sent_before, received

    @row("request smuggling",
         f"a catalogue of {len(smuggling.CATALOGUE)} raw requests, each followed by a second one: both lengths, "
         "repeated ones, malformed lengths and codings, bad chunks, no Host or two, malformed lines",
         "400 and closed, and never a second answer")
    def test_no_smuggled_request_is_answered(self):
        self.assertGreaterEqual(len(smuggling.CATALOGUE), 40)
        # The second request is answered if the first one is unambiguous.
        good = b"POST /roles/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggling.HIDDEN
        self.assertEqual(len(self.statuses(good)), 2)
        seconds, others = [], []
        for name, raw in smuggling.CATALOGUE.items():
            received, _ = self.talk(raw)
            answers = received.split(b"HTTP/1.1 ")[1:]
            if len(answers) > 1:
                seconds.append(name)
            elif not answers or answers[0][:3] != b"400" or b"Connection: close\r\n" not in answers[0]:
                others.append((name, received[:60]))
        refused = len(smuggling.CATALOGUE) - len(seconds) - len(others)
        self.measured(f"{refused} of {len(smuggling.CATALOGUE)} refused with 400 and closed, {len(seconds)} second "
                      "answers")
        self.assertEqual((seconds, others), ([], []))


if __name__ == "__main__":
    rows.main()
