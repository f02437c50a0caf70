"""Bytes that no honest client sends, on bare sockets: each is refused with its status, and the server still answers."""

import contextlib
import random
import socket
import struct
import threading
import time

from support import PATIENCE, ServerTest, main


def answers_in(received):
    """(status, fields, body) of each answer in the bytes; 100 Continue is left out."""
    answers = []
    while received:
        head, end, received = received.partition(b"\r\n\r\n")
        if not end:
            raise AssertionError(f"an answer broke off: {head[:200]}")
        start, *lines = head.decode().split("\r\n")
        fields = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        size = int(fields.get("content-length", 0))
        if not start.startswith("HTTP/1.1 100 "):
            answers.append((int(start.split(" ")[1]), fields, received[:size]))
        received = received[size:]
    return answers


class RawTest(ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.request("PUT", "/c", {}, bearer=cls.admin)
        cls.server.request("POST", "/c", {"_id": "one", "text": "x" * 100_000}, bearer=cls.admin)

    def tearDown(self):
        self.expect(200, "GET", "/ping")
        self.expect(200, "GET", "/c/one")
        self.assertIsNone(self.server.process.poll())

    def head(self, method="GET", target="/c/one", *lines):
        return "\r\n".join([f"{method} {target} HTTP/1.1", "Host: x", f"Authorization: Bearer {self.admin}", *lines,
                            "\r\n"]).encode()

    def post(self, *lines, body=b""):
        return self.head("POST", "/c", "Content-Type: application/json", *lines) + body

    def talk(self, *pieces):
        """The answers to what is sent, after which nothing more is sent."""
        with contextlib.closing(self.server.connect()) as connection:
            with contextlib.suppress(ConnectionError):
                for piece in pieces:
                    connection.sendall(piece)
                connection.shutdown(socket.SHUT_WR)
            received = b""
            while chunk := connection.recv(1 << 20):
                received += chunk
            return answers_in(received)

    def statuses(self, *pieces):
        return [status for status, _, _ in self.talk(*pieces)]

    def refuse(self, status, *pieces):
        """One answer, however many requests seem to be in there, and the connection is closed."""
        answers = self.talk(*pieces)
        self.assertEqual([each[0] for each in answers], [status], pieces[0][:300])
        self.assertEqual(answers[0][1]["connection"], "close")
        self.assertIn(b'"http status code":%d,' % status, answers[0][2])


class SizeTest(RawTest):
    def test_a_head_that_is_too_long_is_431(self):
        self.assertEqual(self.statuses(self.head("GET", "/c/one", "X: " + "x" * 8_000)), [200])
        for long in (self.head("GET", "/c/one", "X: " + "x" * 20_000), self.head("GET", "/" + "x" * 20_000),
                     self.head("GET", "/c/one", *["X: " + "x" * 1000] * 20),
                     self.head("GET", "/c/one", *["X: " + "x" * 170] * 95),
                     self.head("GET", "/c/one", "x" * 20_000 + ": x"),
                     b"GET /" + b"x" * 1_000_000, b"GET / HTTP/1.1\r\n" + b"X: x\r\n" * 100_000):
            self.refuse(431, long)

    def test_more_than_a_hundred_fields_are_431(self):
        self.assertEqual(self.statuses(self.head("GET", "/c/one", *["X: x"] * 98)), [200])
        self.refuse(431, self.head("GET", "/c/one", *["X: x"] * 99))

    def test_a_body_that_is_too_long_is_413(self):
        limit = 1024 * 1024
        self.refuse(413, self.post(f"Content-Length: {limit + 1}"))
        self.refuse(413, self.post(f"Content-Length: {limit + 1}", body=b"x" * (limit + 1)))
        self.refuse(413, self.post(f"Content-Length: {2 ** 63}"))
        chunk = b"%x\r\n" % 65536 + b"x" * 65536 + b"\r\n"
        self.refuse(413, self.post("Transfer-Encoding: chunked"), *[chunk] * 17)
        self.refuse(413, self.post(f"Content-Length: {limit + 1}", "Expect: 100-continue"))

    def test_a_large_body_is_refused_before_it_is_sent(self):
        with contextlib.closing(self.server.connect()) as connection:
            connection.sendall(self.post("Content-Length: 5000000", "Expect: 100-continue"))
            self.assertTrue(connection.recv(1000).startswith(b"HTTP/1.1 413 "))


    def test_a_body_without_credentials_or_with_bad_ones_is_not_asked_for(self):
        for credentials in ("", "Authorization: Bearer x\r\n", "Authorization: Basic eDp5\r\n"):
            with self.subTest(credentials), contextlib.closing(self.server.connect()) as connection:
                connection.sendall(f"POST /c HTTP/1.1\r\nHost: x\r\n{credentials}Content-Length: 1000000\r\n"
                                   "Expect: 100-continue\r\n\r\n".encode())
                received = b""
                while piece := connection.recv(65536):
                    received += piece
                self.assertEqual(received[:13], b"HTTP/1.1 401 ")
                self.assertIn(b"Connection: close", received)


class FramingTest(RawTest):
    SMUGGLED = b"GET /ping HTTP/1.1\r\nHost: x\r\n\r\n"

    def test_a_length_in_doubt_is_400_and_nothing_after_it_is_read(self):
        self.assertEqual(self.statuses(self.post("Content-Length: 2", body=b"{}" + self.SMUGGLED)), [201, 200])
        chunks = b"2\r\n{}\r\n0\r\n\r\n" + self.SMUGGLED
        self.assertEqual(self.statuses(self.post("Transfer-Encoding: chunked", body=chunks)), [201, 200])
        for lines in (("Content-Length: 2", "Content-Length: 2"), ("Content-Length: 2", "Content-Length: 3"),
                      ("Content-Length: 2, 2",), ("Content-Length: +2",), ("Content-Length: -2",),
                      ("Content-Length: 0x2",), ("Content-Length: 2.0",), ("Content-Length: 2 2",),
                      ("Content-Length:",),
                      ("Content-Length: 99999999999999999999999",), ("Content-Length : 2",), ("Content-Length: two",),
                      ("Transfer-Encoding: chunked", "Content-Length: 2"),
                      ("Content-Length: 2", "Transfer-Encoding: chunked"),
                      ("Content-Length: 2", "Transfer-Encoding: identity"),
                      ("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
                      ("Transfer-Encoding: chunked, chunked",),
                      ("Transfer-Encoding: gzip, chunked",), ("Transfer-Encoding: chunked, gzip",),
                      ("Transfer-Encoding: xchunked",), ("Transfer-Encoding: chunked;x=y",), ("Transfer-Encoding:",),
                      ("Transfer-Encoding: \x0bchunked",), ("Transfer-Encoding : chunked",),
                      ("Transfer-Encoding: 'chunked'",),
                      ("Content-Length: 2", "Transfer-Encoding\0: chunked")):
            with self.subTest(lines):
                self.refuse(400, self.post(*lines, body=chunks))

    def test_chunks_that_are_none_are_400(self):
        for body in (b"x\r\n", b"-2\r\n{}\r\n0\r\n\r\n", b"2\r\n{}0\r\n\r\n", b"2\r\n{}x\r\n0\r\n\r\n", b"2\n{}\n0\n\n",
                     b"fffffffffffffffff\r\n{}\r\n0\r\n\r\n", b"+2\r\n{}\r\n0\r\n\r\n", b"0x2\r\n{}\r\n0\r\n\r\n",
                     b" 2\r\n{}\r\n0\r\n\r\n", b"2\r\n{}\r\n0\r\nbad trailer\r\n\r\n"):
            with self.subTest(body):
                self.refuse(400, self.post("Transfer-Encoding: chunked", body=body + self.SMUGGLED))

    def test_what_frames_a_body_is_bounded_as_the_body_is(self):
        chunked = self.post("Transfer-Encoding: chunked")
        self.assertEqual(self.statuses(chunked, b"2;a=b;c=\"d\"\r\n{}\r\n0;e\r\n\r\n"), [201])
        many = b'{"a":"' + b"x" * 10_000 + b'"}'
        self.assertEqual(self.statuses(chunked, b"".join(b"1\r\n%c\r\n" % c for c in many) + b"0\r\n\r\n"), [201])
        self.refuse(413, chunked, *[b"1\r\n \r\n" * 10_000] * 20)
        self.refuse(413, chunked, *[b"1;" + b"a" * 1000 + b"\r\n \r\n"] * 1100)
        self.refuse(400, chunked, b"1;" + b"a" * 5000)
        self.refuse(400, chunked, b"2\r\n{}\r\n0\r\nX: " + b"a" * 5000)

    def test_a_trailer_is_no_head(self):
        def trailer(*lines):
            return b"2\r\n{}\r\n0\r\n" + b"".join(line + b"\r\n" for line in lines) + b"\r\n"

        anonymous = b"POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        token = b"Authorization: Bearer " + self.admin.encode()
        self.assertEqual(self.statuses(anonymous + trailer()), [401])
        self.assertEqual(self.statuses(anonymous + trailer(token)), [401])
        chunked = self.post("Transfer-Encoding: chunked")
        self.assertEqual(self.statuses(chunked + trailer(b"If-Match: *", b"Host: other", token)), [201])
        self.assertIn(self.statuses(chunked, b"0\r\n" + b"X: x\r\n" * 100_000 + b"\r\n"), ([400], [431]))

    def test_a_body_that_ends_early_is_not_stored(self):
        before = len(self.expect(200, "GET", "/c").json)
        for line, body in (("Content-Length: 20", b'{"half": 1}'), ("Transfer-Encoding: chunked", b"2\r\n{}\r\n")):
            self.assertIn(self.statuses(self.post(line, body=body)), ([], [400]))
        self.assertEqual(len(self.expect(200, "GET", "/c").json), before)


class HeadTest(RawTest):
    def test_what_is_no_request_is_400(self):
        good = self.head()
        self.assertEqual(self.statuses(good), [200])
        for bad in (b"\r\n\r\n\r\n", b"hello\r\n\r\n", b"GET\r\n\r\n", b"GET /\r\n\r\n", b"GET / HTTP/3.0\r\n\r\n",
                    b"GET / HTTP/2.0\r\nHost: x\r\n\r\n", b"GET / http/1.1\r\nHost: x\r\n\r\n",
                    b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
                    b"G\0T / HTTP/1.1\r\nHost: x\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500, bytes(range(256)) * 4,
                    good.replace(b"\r\n", b"\n"), good.replace(b"\r\n", b"\r"),
                    good.replace(b"Host: x\r\n", b"Host: x\n"),
                    good.replace(b"Host: x", b"Host: x\0"), good.replace(b"Host:", b"Ho\0st:"),
                    good.replace(b"/c/one", b"/c/o\0ne"), good.replace(b"Host: x", b"Host : x"),
                    good.replace(b"Host: x", b" Host: x"), good.replace(b"Host: x", b"Host: x\r\nno colon"),
                    good.replace(b"Host: x", b"Host: x\r\n: no name"), good.replace(b"Host: x", b"Host: x\rX: y"),
                    good.replace(b"Host: x", b"Host: x\r\nX: \x01"), good.replace(b"Host: x", b"Host: x\r\nX\xff: y"),
                    good.replace(b"Host: x\r\n", b""), good.replace(b"Host: x", b"Host: x\r\nHost: x"),
                    good.replace(b"Host: x", b"Host: x, y"), good.replace(b"Host: x", b"Host: x/y"),
                    good.replace(b"Host: x", b"Host: u@x"), good.replace(b"Host: x", b"Host: a:bc"),
                    good.replace(b"Host: x", b"Host: a:99999"), good.replace(b"Host: x", b"Host: a:1:2"),
                    good.replace(b"Host: x", b"Host: [::1"), good.replace(b"Host: x", b"Host: []"),
                    good.replace(b"Host: x", b"Host: [::1]x"), good.replace(b"Host: x", b"Host: a;b"),
                    good.replace(b"Host: x", b"Host: <x>"), good.replace(b"Host: x", b'Host: a"b'),
                    good.replace(b"Host: x", b"Host: :80"), good.replace(b"Host: x", b"Host: \xe9")):
            with self.subTest(bad[:60]):
                self.refuse(400, bad)

    def test_hosts_of_every_kind_are_taken(self):
        for host in ("localhost", "a-b.example_1:8080", "127.0.0.1:80", "[::1]", "[::ffff:127.0.0.1]:443", "x:", ""):
            with self.subTest(host):
                self.assertEqual(self.statuses(self.head().replace(b"Host: x", b"Host: " + host.encode())), [200])

    def test_the_host_of_an_absolute_target_counts(self):
        head = self.post("Content-Length: 2", body=b"{}").replace(b" /c ", b" http://good.example:81/c ")
        ((status, fields, _),) = self.talk(head)
        self.assertEqual(status, 201)
        self.assertTrue(fields["location"].startswith("http://good.example:81/c/"), fields)

    def test_the_asterisk_asks_for_the_server_as_a_whole(self):
        ((status, fields, _),) = self.talk(self.head("OPTIONS", "*"))
        self.assertEqual(status, 200)
        self.assertIn("PATCH", fields["allow"])
        self.assertEqual(self.statuses(self.head("GET", "*")), [400])

    def test_an_empty_line_before_a_request_is_passed_over(self):
        body = self.post("Content-Length: 2", body=b"{}")
        self.assertEqual(self.statuses(b"\r\n" + body), [201])
        self.assertEqual(self.statuses(body + b"\r\n" + self.head("GET", "/ping")), [201, 200])
        self.assertEqual(self.statuses(body, b"\r\n", self.head("GET", "/ping")), [201, 200])

    def test_a_field_of_several_lines_is_400(self):
        # RFC 9112 5.2: a server refuses obs-fold or reads it as spaces.
        for blank in (" ", "\t"):
            folded = self.head("GET", "/c/one", f"X: a\r\n{blank}b")
            cut = folded.index(b"\r\n" + blank.encode())
            with self.subTest(blank):
                self.refuse(400, folded)
                for middle in range(cut, cut + 4):
                    self.refuse(400, folded[:middle], folded[middle:])
                self.refuse(400, self.head("GET", "/c/one").replace(b"Host:", blank.encode() + b"X: a\r\nHost:"))
        self.refuse(400, self.head().replace(b"Authorization:", b"X: a\r\n Authorization:"))

    def test_two_authorization_fields_are_400(self):
        self.assertEqual(self.statuses(self.head("GET", "/c/one", "Authorization: Bearer " + self.admin)), [400])
        self.assertEqual(self.statuses(self.head("GET", "/c/one", "authorization: x")), [400])

    def test_an_expectation_that_cannot_be_met_is_417(self):
        self.refuse(417, self.post("Content-Length: 2", "Expect: a-miracle", body=b"{}"))

    def test_http_1_0_is_answered_and_closed(self):
        [(status, fields, _)] = self.talk(b"GET /ping HTTP/1.0\r\n\r\n")
        self.assertEqual((status, fields["connection"]), (200, "close"))
        self.refuse(400, b"POST /c HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")

    def test_random_damage_never_takes_the_server_down(self):
        seed = random.randrange(1 << 32)
        print(f"seed {seed}", flush=True)
        chance = random.Random(seed)
        sources = (self.head(), self.post("Content-Length: 2", body=b"{}"),
                   self.post("Transfer-Encoding: chunked", body=b"2\r\n{}\r\n0\r\n\r\n"))
        allowed = {200, 201, 400, 401, 403, 404, 405, 413, 415, 417, 431, 501}
        for _ in range(400):
            damaged = bytearray(chance.choice(sources))
            for _ in range(chance.randint(1, 4)):
                place = chance.randrange(len(damaged))
                damage = chance.choice(("change", "drop", "insert", "repeat", "cut"))
                if damage == "change":
                    damaged[place] = chance.randrange(256)
                elif damage == "drop":
                    del damaged[place:place + chance.randint(1, 8)]
                elif damage == "insert":
                    damaged[place:place] = chance.choice((b"\r\n", b"\n", b"\0", b" ", b":", b"\r\n\r\n", b"%"))
                elif damage == "repeat":
                    damaged[place:place] = damaged[:place]
                elif place > 0:
                    del damaged[place:]
                damaged = damaged or bytearray(b"x")
            self.assertLessEqual(set(self.statuses(bytes(damaged))), allowed, bytes(damaged))


class ConnectionTest(RawTest):
    def test_requests_sent_together_are_answered_in_their_order(self):
        pieces, expected = [], []
        for number in range(60):
            kind = number % 4
            pieces.append((self.head("GET", "/ping"), self.head("GET", "/c/one"), self.head("GET", f"/absent/{number}"),
                           self.post("Content-Length: 2", body=b"{}"))[kind])
            expected.append((200, 200, 404, 201)[kind])
        self.assertEqual(self.statuses(b"".join(pieces)), expected)

    def test_a_refused_request_ends_the_pipeline(self):
        ping, last = self.head("GET", "/ping"), self.head("GET", "/ping", "Connection: close")
        self.assertEqual(self.statuses(ping + b"nonsense\r\n\r\n" + ping), [200, 400])
        self.assertEqual(self.statuses(last + ping), [200])

    def test_a_request_in_single_bytes_is_read(self):
        request = self.post("Content-Length: 2", body=b"{}")
        self.assertEqual(self.statuses(*[request[i:i + 1] for i in range(len(request))]), [201])

    def test_a_connection_serves_many_requests(self):
        with contextlib.closing(self.server.connect()) as connection:
            for _ in range(100):
                connection.sendall(self.head("GET", "/ping"))
                self.assertTrue(connection.recv(65536).startswith(b"HTTP/1.1 200 "))

    def test_clients_that_go_away_are_no_trouble(self):
        for _ in range(30):
            connection = self.server.connect()
            connection.sendall(self.head() * 10)
            connection.recv(10)
            # A reset instead of a farewell, in the middle of an answer.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
        for part in (b"", b"G", b"GET /c/one HT", self.head()[:-1], self.post("Content-Length: 9", body=b"{")):
            with contextlib.closing(self.server.connect()) as connection:
                connection.sendall(part)
        self.assertNotIn("500", "".join(self.server.log))

    def test_a_client_that_sends_nothing_gets_no_answer(self):
        self.assertEqual(self.talk(b""), [])

    def test_two_hundred_idle_connections_leave_room_for_others(self):
        begun = self.head()[:-10]
        with contextlib.ExitStack() as idle:
            for number in range(200):
                connection = idle.enter_context(contextlib.closing(self.server.connect()))
                if number % 2:
                    connection.sendall(begun)
            begin = time.monotonic()
            for _ in range(20):
                self.expect(200, "GET", "/c/one")
            self.assertLess(time.monotonic() - begin, PATIENCE / 4)

    def test_a_client_that_does_not_read_delays_no_other(self):
        with contextlib.closing(socket.socket()) as lazy:
            lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            lazy.connect(("127.0.0.1", self.server.port))
            lazy.sendall(self.head() * 100)
            for _ in range(5):
                self.expect(200, "GET", "/c/one")

    def test_many_clients_at_once_get_their_own_answers(self):
        for number in range(8):
            self.expect(201, "POST", "/c", {"_id": f"own-{number}", "n": number})
        wrong = []

        def ask(number):
            for status, _, body in self.talk(*[self.head("GET", f"/c/own-{number}")] * 20):
                if status != 200 or b'"n":%d,' % number not in body:
                    wrong.append((number, status, body))

        crew = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
        for each in crew:
            each.start()
        for each in crew:
            each.join()
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    main()
