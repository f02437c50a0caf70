"""The REST API by HTTPS: the same answers as by HTTP, HSTS, and what is spoken at the wrong port."""

import contextlib
import http.client
import json
import socket
import ssl
import time

from support import main, token
from tls_support import ALERT, HANDSHAKE, PING, HttpsTest, client_hello, first_record


class AnswerTest(HttpsTest):
    HTTPS = {"hsts-max-age": 31536000}

    def test_a_token_works_and_without_one_there_is_a_challenge(self):
        self.assertEqual(self.request("PUT", "/c", {}).status, 201)
        self.assertEqual(self.request("GET", "/c").json, [])
        for bearer in (None, "a.b.c"):
            answer = self.server.request("GET", "/c", bearer=bearer)
            self.assertEqual(answer.status, 401)
            self.assertTrue(answer["WWW-Authenticate"].startswith("Bearer "), answer)

    def test_the_location_of_what_was_made_is_a_url_of_https(self):
        self.request("PUT", "/l", {})
        location = self.request("POST", "/l", {"_id": "one"})["Location"]
        self.assertEqual(location, f"https://127.0.0.1:{self.server.https_port}/l/one")

    def test_large_bodies_pass_whole_in_both_directions(self):
        self.request("PUT", "/large", {})
        documents = [{"_id": number, "text": chr(97 + number) * 900_000} for number in range(8)]
        for document in documents:
            self.assertEqual(self.request("POST", "/large", document).status, 201)
        self.assertEqual(self.request("POST", "/large", {"text": "x" * (1024 * 1024)}).status, 413)
        read = self.request("GET", "/large?sort=_id&keys={'_id':1,'text':1}".replace("'", "%22")).json
        self.assertEqual([{key: each[key] for key in ("_id", "text")} for each in read], documents)

    def test_a_client_that_reads_slowly_gets_the_whole_answer(self):
        self.request("PUT", "/slow", {})
        for number in range(6):
            self.request("POST", "/slow", {"_id": number, "text": "x" * 900_000})
        with self.server.connect_securely() as connection:
            connection.sendall(f"GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                               f"{token('admin')}\r\n\r\n".encode())
            time.sleep(0.5)  # the server has filled what the kernel holds
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            self.assertEqual(len(json.loads(answer.read())), 6)

    def test_requests_share_a_connection_one_after_the_other_and_ahead_of_their_answers(self):
        with self.server.connect_securely() as connection:
            for _ in range(50):
                connection.sendall(PING)
                self.assertIn(b"pong", connection.recv(65536))
            connection.sendall(PING * 50)
            received = b""
            while received.count(b"pong") < 50:
                received += connection.recv(65536)
            self.assertEqual(received.count(b"HTTP/1.1 200 OK"), 50)

    def test_a_client_that_waits_to_hear_that_its_body_may_come_hears_it(self):
        with self.server.connect_securely() as connection:
            connection.sendall(f"PUT /e HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token('admin')}\r\nContent-Type: "
                               "application/json\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n".encode())
            self.assertTrue(connection.recv(1000).startswith(b"HTTP/1.1 100 "))
            connection.sendall(b"{}")
            self.assertTrue(connection.recv(1000).startswith(b"HTTP/1.1 201 "))

    def test_a_request_is_answered_after_the_client_has_said_that_nothing_follows(self):
        with self.server.connect_bare() as connection:
            incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
            session = self.server.context.wrap_bio(incoming, outgoing, server_hostname="localhost")

            def step(action):
                while True:
                    with contextlib.suppress(ssl.SSLWantReadError):
                        return action()
                    connection.sendall(outgoing.read())
                    incoming.write(connection.recv(65536))

            step(session.do_handshake)
            session.write(PING)
            with contextlib.suppress(ssl.SSLWantReadError):
                session.unwrap()  # close_notify goes out with the request
            connection.sendall(outgoing.read())
            received = b""
            while more := connection.recv(65536):
                received += more
            self.assertGreater(len(received), 100)

    def test_hsts_is_with_every_answer_by_https_and_with_none_by_http(self):
        for method, path, bearer, status in (("GET", "/ping", None, 200), ("GET", "/c", None, 401),
                                             ("GET", "/absent", token("admin"), 404), ("OPTIONS", "/c", None, 200)):
            answer = self.server.request(method, path, bearer=bearer)
            self.assertEqual((answer.status, answer.fields.get_all("Strict-Transport-Security")),
                             (status, ["max-age=31536000"]))
        with self.server.connect_securely() as connection:
            connection.sendall(b"what is this\r\n\r\n")
            refusal = connection.recv(65536)
            self.assertTrue(refusal.startswith(b"HTTP/1.1 400 "))
            self.assertIn(b"\r\nStrict-Transport-Security: max-age=31536000\r\n", refusal)
        answer = self.talk_plainly(self.server.port, PING.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        self.assertTrue(answer.startswith("HTTP/1.1 200 "))
        self.assertNotIn("Strict-Transport-Security", answer)

    def test_http_where_https_is_spoken_is_400_in_plain_text(self):
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
            answer = self.talk_plainly(self.server.https_port, PING.replace(b"GET", method.encode()))
            self.assertTrue(answer.startswith("HTTP/1.1 400 Bad Request\r\n"), answer)
            self.assertIn("this port takes HTTPS", answer)
            self.assertIn("\r\nConnection: close\r\n", answer)
            self.assertNotIn("Strict-Transport-Security", answer)

    def test_https_where_http_is_spoken_is_400(self):
        self.assertTrue(self.talk_plainly(self.server.port, client_hello([0xC02B])).startswith("HTTP/1.1 400 "))

    def test_what_is_neither_ends_the_connection_and_nothing_else(self):
        for content in (b"\0" * 500, b"\x16\x03\x01\xff\xff" + b"x" * 500, b"\x16" * 50, b"\xff", b"\x80\x02xx",
                        client_hello([0xC02B])[:40], client_hello([0xC02B])[:-1] + b"\0\0"):
            with contextlib.closing(self.server.connect_bare()) as connection:
                connection.sendall(content)
                connection.shutdown(socket.SHUT_WR)
                with contextlib.suppress(ConnectionResetError):
                    kind, _ = first_record(connection)
                    self.assertIn(kind, (None, ALERT, HANDSHAKE))
        self.assertEqual(self.server.request("GET", "/ping").status, 200)

    def test_metrics_tell_when_the_certificate_expires_and_of_handshakes_that_failed(self):
        def figure(name):
            lines = self.request("GET", "/metrics").text.splitlines()
            return next(float(line.split(" ")[1]) for line in lines if line.startswith(name + " "))

        days = (figure("jwtauth_tls_certificate_expires_timestamp_seconds") - time.time()) / 86400
        self.assertTrue(29 < days <= 30, days)
        before = figure("jwtauth_tls_failed_handshakes_total")
        with self.assertRaises(ssl.SSLError):
            self.server.connect_securely(ssl.create_default_context())
        self.assertEqual(figure("jwtauth_tls_failed_handshakes_total"), before + 1)


class OnlyHttpsTest(HttpsTest):
    HTTP = {"enabled": False}

    def test_https_may_be_all_there_is(self):
        self.assertEqual(self.server.port, 0)
        self.assertEqual(self.server.request("GET", "/ping").status, 200)
        self.assertIsNone(self.server.request("GET", "/ping")["Strict-Transport-Security"])


if __name__ == "__main__":
    main()
