"""The server as a process: its exit codes, what it says while it runs, its end by a signal."""

import contextlib
import gzip
import json
import re
import signal
import socket
import stat
import time

from commands import CANNOT_SERVE, MISUSED, SERVED, CommandTest
from support import ALL_RIGHTS, Answer, ISSUER, PATIENCE, Server, main, permissions, token


class CommandLineTest(CommandTest):
    def test_help_and_version(self):
        shown = self.run_server("--help")
        self.assertEqual((shown.returncode, shown.stderr), (SERVED, ""))
        for option in ("--config", "--override", "--set"):
            self.assertIn(option, shown.stdout)
        self.assertRegex(self.run_server("--version").stdout, r"\Ajwtauth-rest-server \d+\.\d+\.\d+\n\Z")

    def test_wrong_usage_is_exit_code_2(self):
        file = self.write("good.yml", self.settings())
        for arguments in ((), ("--config",), ("--config", file, "extra", "more"), ("--config", file, "--unknown")):
            with self.subTest(arguments):
                self.assertEqual(self.run_server(*arguments).returncode, MISUSED)


def requests_by_path(server):
    """Two threads serve two connections, and each writes its line when its answer is sent."""
    lines = [json.loads(line) for line in server.log if line.startswith("{")]
    return sorted(lines, key=lambda line: line["path"])


class OperationsTest(CommandTest):
    def served(self, *arguments, **blocks):
        server = Server(self.settings(**blocks), *arguments)
        self.addCleanup(server.stop)
        return server

    def test_a_request_is_a_line_of_json_without_its_query_its_token_and_its_user(self):
        server = Server(self.settings(), "--log-requests")
        bearer = token("admin", subject="alice")
        server.request("GET", "/ping?access_token=hunter2")
        server.request("GET", '/c"%22?filter=hunter2', bearer=bearer)
        self.assertEqual(server.stop(), SERVED)
        other, ping = requests_by_path(server)
        self.assertRegex(ping.pop("time"), r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")
        self.assertGreaterEqual(ping.pop("duration_us"), 0)
        self.assertEqual(ping, {"method": "GET", "path": "/ping", "status": 200, "bytes": len('{"message":"pong"}'),
                                "client": "127.0.0.1"})
        self.assertEqual(other["path"], '/c"%22')
        self.assertNotIn("user", other)
        for secret in ("hunter2", "alice", bearer[-20:]):
            self.assertNotIn(secret, "".join(server.log))

    def test_what_strangers_send_cannot_command_the_terminal_that_shows_the_log(self):
        server = Server(self.settings(), "--log-requests")
        hostile = "/x\u009b2J\u202e\u2028\ufeff"
        with contextlib.closing(server.connect()) as connection:
            connection.sendall(f"GET {hostile} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            while connection.recv(65536):
                pass
        self.assertEqual(server.stop(), SERVED)
        log = "".join(server.log)
        self.assertIn(r"(GET /x\u009b2J\u202e\u2028\ufeff)", log)
        self.assertTrue(log.replace("\n", "").isprintable())

    def test_the_user_is_named_in_the_log_where_that_is_asked_for(self):
        server = Server(self.settings(logging={"requests-log-mode": 2}))
        server.request("GET", "/c", bearer=token("admin", subject="alice"))
        server.request("GET", "/")
        self.assertEqual(server.stop(), SERVED)
        unknown, known = requests_by_path(server)
        self.assertEqual((known["user"], known["status"]), ("alice", 404))
        self.assertNotIn("user", unknown)

    def test_the_log_goes_into_a_file_where_that_is_asked_for(self):
        file = self.folder / "server.log"
        server = Server(self.settings(logging={"log-to-file": True, "log-file-path": str(file),
                                               "requests-log-mode": 1}))
        server.request("GET", "/ping")
        self.assertEqual(server.stop(), SERVED)
        self.assertEqual(file.read_text(), "".join(server.log))
        self.assertIn('"path":"/ping"', file.read_text())
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        file.chmod(0o644)  # as an earlier version made it
        server = Server(self.settings(logging={"log-to-file": True, "log-file-path": str(file)}))
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        self.assertEqual(server.stop(), SERVED)
        line = self.refuse(CANNOT_SERVE, "--config", self.write("bad.yml", self.settings(
            logging={"log-to-file": True, "log-file-path": str(self.folder)})))
        self.assertIn(str(self.folder), line)

    def test_no_request_waits_for_a_log_that_is_not_read_and_lost_lines_are_counted(self):
        server = Server(self.settings(), "--log-requests")
        self.addCleanup(server.stop)
        server.pause_reading()
        with contextlib.closing(server.connect()) as connection:
            ping = b"GET /ping HTTP/1.1\r\nHost: x\r\n\r\n"
            connection.sendall(ping)
            size = len(connection.recv(65536))
            for _ in range(100):
                connection.sendall(ping * 100)
                left = 100 * size
                while left > 0:
                    left -= len(connection.recv(65536))
        metrics = server.request("GET", "/metrics", bearer=token("admin")).text
        self.assertGreater(int(re.search(r"^jwtauth_log_lines_dropped_total (\d+)$", metrics, re.MULTILINE)[1]), 0)
        server.go_on_reading()
        self.assertEqual(server.stop(), SERVED)

    def test_metrics_are_for_who_has_a_permission(self):
        server = self.served()
        # On one connection: the server counts an answer when it has gone, before it reads the connection's next request.
        with contextlib.closing(server.http_connection()) as connection:
            def ask(method, path, role=None):
                connection.request(method, path, headers={"Authorization": "Bearer " + token(role)} if role else {})
                return Answer(connection.getresponse())

            self.assertEqual(ask("GET", "/metrics").status, 401)
            self.assertEqual(ask("GET", "/metrics", "nobody").status, 403)
            self.assertEqual(ask("POST", "/metrics", "admin").status, 405)
            for _ in range(3):
                self.assertEqual(ask("GET", "/_openapi", "admin").status, 200)
            answer = ask("GET", "/metrics", "admin")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer["Content-Type"], "text/plain; version=0.0.4; charset=utf-8")
        lines = answer.text.splitlines()
        for line in ('jwtauth_http_requests_total{method="GET",status="2xx"} 3',
                     'jwtauth_http_requests_total{method="GET",status="4xx"} 2',
                     'jwtauth_http_requests_total{method="POST",status="4xx"} 1',
                     'jwtauth_http_request_duration_seconds_count 6',
                     'jwtauth_http_request_duration_seconds_bucket{le="+Inf"} 6',
                     'jwtauth_refusals_total{code="credentialsMissing"} 1',
                     'jwtauth_refusals_total{code="roleInsufficient"} 1',
                     'jwtauth_refusals_total{code="expired"} 0',
                     f'jwtauth_keys_ready{{issuer="{ISSUER}"}} 1',
                     'jwtauth_http_connections 1', 'jwtauth_pool_busy_threads 1', 'jwtauth_store_up 1',
                     'jwtauth_log_lines_dropped_total 0', '# TYPE jwtauth_http_request_duration_seconds histogram'):
            self.assertIn(line, lines)

    def test_metrics_may_be_opened_to_everyone(self):
        everybody = {"role": "$unauthenticated", "predicate": "path('/metrics')"}
        server = self.served(fileAclAuthorizer=permissions(everybody))
        self.assertEqual(server.request("GET", "/metrics").status, 200)
        self.assertEqual(server.request("GET", "/_openapi").status, 401)

    def test_health_says_which_part_is_ill(self):
        server = self.served()
        self.assertEqual(server.request("GET", "/health").json["store"], {"ready": True})
        self.assertEqual(server.request("GET", "/health/db").status, 200)
        with socket.socket() as gone:
            gone.bind(("127.0.0.1", 0))
            uri = f"mongodb://127.0.0.1:{gone.getsockname()[1]}/"
            server = self.served(mclient={"connection-string": uri})
            health = server.request("GET", "/health")
            self.assertEqual((health.status, health.json["ready"]), (503, False))
            self.assertEqual(health.json["store"], {"ready": False})
            self.assertTrue(health.json["issuers"][0]["ready"])
            self.assertEqual(server.request("GET", "/health/db").status, 503)
            self.assertEqual(server.request("GET", "/ping").status, 200)
            self.assertIn("jwtauth_store_up 0",
                          server.request("GET", "/metrics", bearer=token("admin")).text.splitlines())

    def test_answers_are_coded_by_gzip_unless_that_is_switched_off(self):
        for is_on in (True, False):
            server = self.served(http_listener={"host": "127.0.0.1", "port": 0, "gzip": is_on})
            with contextlib.closing(server.connect()) as connection:
                connection.sendall(f"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept-Encoding: gzip\r\n"
                                   f"Authorization: Bearer {token('admin')}\r\n\r\n".encode())
                received = b""
                while chunk := connection.recv(65536):
                    received += chunk
            head, body = received.split(b"\r\n\r\n", 1)
            self.assertEqual(b"Content-Encoding: gzip" in head, is_on)
            text = gzip.decompress(body) if is_on else body
            self.assertIn(b"jwtauth_store_up 1", text)
            server.stop()


class CannotServeTest(CommandTest):
    def test_a_taken_port_is_one_line(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            file = self.write("good.yml", self.settings())
            line = self.refuse(CANNOT_SERVE, "--config", file, "--set", f"/http-listener/port={port}")
            self.assertIn(f"127.0.0.1:{port}", line)

    def test_a_second_server_does_not_share_the_port_of_the_first(self):
        first = Server(self.settings())
        self.addCleanup(first.stop)
        file = self.write("good.yml", self.settings(store={"file": str(self.folder / "other.sqlite")}))
        line = self.refuse(CANNOT_SERVE, "--config", file, "--set", f"/http-listener/port={first.port}")
        self.assertIn(first.host, line)

    def test_a_port_is_free_again_at_once(self):
        first = Server(self.settings())
        port = first.port
        with contextlib.closing(first.connect()):
            self.assertEqual(first.request("GET", "/ping").status, 200)
            self.assertEqual(first.stop(), SERVED)
        second = Server(self.settings(), "--set", f"/http-listener/port={port}")
        self.addCleanup(second.stop)
        self.assertEqual(second.request("GET", "/ping").status, 200)

    def test_an_address_that_is_not_ours_is_one_line(self):
        file = self.write("good.yml", self.settings())
        line = self.refuse(CANNOT_SERVE, "--config", file, "--set", "/http-listener/host=192.0.2.1", "--set",
                           "/jwtAuthenticationMechanism/publicOrigin=https://api.example")
        self.assertIn("192.0.2.1", line)

    def test_a_store_that_cannot_be_opened_is_one_line(self):
        self.write("notes.txt", "n" * 4096)
        for path in ("absent/store.sqlite", "notes.txt", "."):
            file = self.write("bad.yml", self.settings(store={"file": str(self.folder / path)}))
            self.assertIn(f"the store in {self.folder / path}: SQLite: ", self.refuse(CANNOT_SERVE, "--config", file))

    def test_without_its_mongodb_it_answers_503_and_says_when_to_try_again(self):
        with socket.socket() as gone:
            gone.bind(("127.0.0.1", 0))
            uri = f"mongodb://127.0.0.1:{gone.getsockname()[1]}/"
            server = Server(self.settings(mclient={"connection-string": uri}))
            self.addCleanup(server.stop)
            begin = time.monotonic()
            for method, path in (("GET", "/c"), ("POST", "/c"), ("GET", "/")):
                answer = server.request(method, path, {} if method == "POST" else None, bearer=token("admin"))
                self.assertEqual((answer.status, answer["Retry-After"]), (503, "1"), answer)
                self.assertNotIn("127.0.0.1", answer.text)
            self.assertLess(time.monotonic() - begin, PATIENCE / 2)
            self.assertEqual(server.request("GET", "/ping").status, 200)
            self.assertEqual(server.request("GET", "/c").status, 401)


class SignalTest(CommandTest):
    def in_flight(self, server):
        """A connection with a request whose body is incomplete."""
        connection = server.connect()
        self.addCleanup(connection.close)
        head = (f"PUT /c HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token('admin')}\r\n"
                "Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        connection.sendall(head.encode())
        self.assertTrue(connection.recv(1000).startswith(b"HTTP/1.1 100 "))  # it has been read
        return connection

    def rest_of(self, connection):
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
        return received.decode()

    def test_a_request_in_flight_is_answered_and_the_exit_code_is_0(self):
        for by in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(by):
                server = Server(self.settings(store={"file": str(self.folder / by.name)}))
                connection = self.in_flight(server)
                server.ask_to_stop(by)
                connection.sendall(b"{}")
                answer = self.rest_of(connection)
                self.assertRegex(answer, r"\AHTTP/1\.1 201 ")
                self.assertIn("Connection: close", answer)
                self.assertEqual(server.wait(), SERVED)
                self.assertIn("stopped", server.log[-1])

    def test_connections_that_wait_are_closed(self):
        server = Server(self.settings())
        waiting = [server.connect() for _ in range(20)]
        waiting[0].sendall(b"GET /ping HTTP/1.1\r\nHost: x\r\n\r\n")
        self.assertIn(b"pong", waiting[0].recv(65536))
        begin = time.monotonic()
        self.assertEqual(server.stop(), SERVED)
        self.assertLess(time.monotonic() - begin, 10)
        for connection in waiting:
            self.assertEqual(connection.recv(1), b"")
            connection.close()

    def test_a_second_signal_ends_it_at_once(self):
        server = Server(self.settings())
        self.in_flight(server)
        server.ask_to_stop()
        self.assertIsNone(server.process.poll())
        begin = time.monotonic()
        self.assertEqual(server.stop(), SERVED)
        self.assertLess(time.monotonic() - begin, 10)

    def test_what_was_answered_is_kept_when_the_server_is_killed(self):
        settings = self.settings(fileAclAuthorizer=permissions(
            {"role": "admin", "predicate": "path-prefix('/')", "mongo": ALL_RIGHTS}))
        server = Server(settings)
        server.request("PUT", "/c", {}, bearer=token("admin"))
        for number in range(20):
            self.assertEqual(server.request("POST", "/c", {"_id": number}, bearer=token("admin")).status, 201)
        server.stop(signal.SIGKILL)
        server = Server(settings)
        self.addCleanup(server.stop)
        self.assertEqual(len(server.request("GET", "/c", bearer=token("admin")).json), 20)

    def test_a_reader_of_its_log_that_goes_away_does_not_take_it_with_it(self):
        server = Server(self.settings())
        server.stop_reading()
        for _ in range(3):
            self.assertEqual(server.request("GET", "/c").status, 401)
        self.assertEqual(server.stop(), SERVED)


if __name__ == "__main__":
    main()
