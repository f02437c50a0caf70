"""Clients of HTTPS that take their time or vanish, and what becomes of them when the server ends."""

import concurrent.futures
import contextlib
import socket
import ssl
import threading
import time
import unittest

from support import PATIENCE, main, token
from tls_support import PING, HttpsServer, HttpsTest, client_hello

HEAD_SECONDS = 10


class SlowClientTest(HttpsTest):
    """Each has to wait for the limit itself, so they do it together."""

    def seconds_to_end(self, connection, begin, drip=()):
        connection.settimeout(0.4)
        drip = list(drip)
        with connection, contextlib.suppress(ConnectionError, ssl.SSLEOFError):
            while time.monotonic() - begin < 3 * HEAD_SECONDS:
                with contextlib.suppress(TimeoutError, ssl.SSLWantReadError):
                    if connection.recv(4096) == b"":
                        break
                if drip:
                    connection.sendall(drip.pop(0))
        return time.monotonic() - begin

    def silent(self, begin):
        return self.seconds_to_end(self.server.connect_bare(), begin)

    def one_byte(self, begin):
        return self.seconds_to_end(self.server.connect_bare(), begin, [b"\x16"])

    def dripping(self, begin):
        hello = client_hello([0xC02B])
        return self.seconds_to_end(self.server.connect_bare(), begin, [hello[i:i + 1] for i in range(len(hello))])

    def half_way(self, begin):
        return self.seconds_to_end(self.server.connect_bare(), begin, [client_hello([0xC02B])])

    def silent_after_a_late_handshake(self, begin):
        connection = self.server.connect_bare()
        time.sleep(HEAD_SECONDS / 2)
        return self.seconds_to_end(self.server.context.wrap_socket(connection, server_hostname="localhost"), begin)

    def dripping_a_request(self, begin):
        request = PING[:-4] + b"\r\nX: " + b"x" * 100
        return self.seconds_to_end(self.server.connect_securely(), begin, [bytes([byte]) for byte in request])

    def test_a_handshake_and_a_head_have_ten_seconds(self):
        clients = (self.silent, self.one_byte, self.dripping, self.half_way, self.silent_after_a_late_handshake,
                   self.dripping_a_request)
        with concurrent.futures.ThreadPoolExecutor(len(clients)) as threads:
            waits = [(client.__name__, threads.submit(client, time.monotonic())) for client in clients]
            for name, wait in waits:
                self.assertTrue(HEAD_SECONDS - 1 < wait.result() < 2 * HEAD_SECONDS - 1, (name, wait.result()))
        self.assertEqual(self.server.request("GET", "/ping").status, 200)


class EndTest(unittest.TestCase):
    def test_who_waits_is_told_that_nothing_follows(self):
        server = HttpsServer()
        waiting = [server.connect_securely() for _ in range(10)]
        waiting[0].sendall(PING)
        self.assertIn(b"pong", waiting[0].recv(65536))
        with server.connect_bare():  # amid its handshake
            self.assertEqual(server.stop(), 0)
        for connection in waiting:
            self.assertEqual(connection.recv(1), b"")  # without close_notify this is an SSLEOFError
            connection.close()

    def test_a_request_in_flight_is_answered_whole(self):
        server = HttpsServer()
        connection = server.connect_securely()
        self.addCleanup(connection.close)
        connection.sendall(f"PUT /c HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token('admin')}\r\nContent-Type: "
                           "application/json\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n".encode())
        self.assertTrue(connection.recv(1000).startswith(b"HTTP/1.1 100 "))
        server.ask_to_stop()
        connection.sendall(b"{}")
        received = b""
        while more := connection.recv(65536):
            received += more
        self.assertTrue(received.startswith(b"HTTP/1.1 201 "), received)
        self.assertIn(b"Connection: close", received)
        self.assertEqual(server.wait(), 0)

    def test_a_client_that_keeps_asking_gets_every_answer(self):
        server = HttpsServer()
        answered, begun = [], threading.Barrier(9)

        def ask_until_told_to_stop():
            with server.connect_securely() as connection:
                begun.wait(PATIENCE)
                while True:
                    connection.sendall(PING)
                    answer = connection.recv(65536)
                    answered.append(answer.startswith(b"HTTP/1.1 200 ") and answer.endswith(b'{"message":"pong"}'))
                    if b"Connection: close" in answer:
                        return connection.recv(1)

        with concurrent.futures.ThreadPoolExecutor(8) as threads:
            clients = [threads.submit(ask_until_told_to_stop) for _ in range(8)]
            begun.wait(PATIENCE)
            latest = time.monotonic() + PATIENCE
            while len(answered) <= 8 and time.monotonic() < latest:
                time.sleep(0.01)
            self.assertEqual(server.stop(), 0)
            self.assertEqual([client.result(PATIENCE) for client in clients], [b""] * 8)
        self.assertGreater(len(answered), 8)
        self.assertTrue(all(answered))

    def test_clients_that_vanish_leave_nothing_behind(self):
        server = HttpsServer()
        for number in range(50):
            connection = server.connect_securely()
            connection.sendall(PING[:number])
            if number % 2:
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        latest = time.monotonic() + PATIENCE
        figure = None
        while figure != "jwtauth_http_connections 1" and time.monotonic() < latest:
            text = server.request("GET", "/metrics", bearer=token("admin")).text
            figure = next(line for line in text.splitlines() if line.startswith("jwtauth_http_connections "))
        self.assertEqual(figure, "jwtauth_http_connections 1")
        self.assertEqual(server.stop(), 0)


if __name__ == "__main__":
    main()
