"""The server as a process: its exit codes, its one line for each mistake, its end by a signal."""

import contextlib
import gzip
import json
import os
import re
import signal
import socket
import subprocess
import time

from support import (ALL_RIGHTS, FolderTest, ISSUER, PATIENCE, SERVER, Server, ServerTest, certificate, configuration,
                     keys, main, mechanism, permissions, token)

SERVED, CANNOT_SERVE, MISUSED = 0, 1, 2


class CommandTest(FolderTest):
    def write(self, name, content):
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    def run_server(self, *arguments, environment=None):
        return subprocess.run([SERVER, *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE,
                              env={**os.environ, **(environment or {})})

    def refuse(self, status, *arguments):
        """The one line on stderr."""
        result = self.run_server(*arguments)
        self.assertEqual(result.returncode, status, result.stderr)
        self.assertEqual(result.stdout, "")
        lines = [line for line in result.stderr.splitlines() if not re.match(r"\d{4}-\S+ .* is passed over", line)]
        self.assertEqual(len(lines), 1, result.stderr)
        self.assertRegex(lines[0], r"\Ajwtauth-rest-server: ")
        return lines[0]

    def settings(self, **blocks):
        return {"store": {"file": str(self.folder / "store.sqlite")}, **configuration(**blocks)}


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


class ConfigurationMistakeTest(CommandTest):
    """Each mistake is one line that names the file, or the option, and the key."""

    def test_mistakes_in_the_file(self):
        private = (keys() / "private.pem").read_text()
        admin = {"role": "admin", "predicate": "path-prefix('/')"}
        self.assertEqual(Server(self.settings()).stop(), SERVED)  # without a mistake it runs
        for key, settings in (
                ("/http-listener/port", {"http_listener": {"port": "8080"}}),
                ("/http-listener/port", {"http_listener": {"port": 65536}}),
                ("/http-listener/port", {"http_listener": {"port": -1}}),
                ("/http-listener/host", {"http_listener": {"host": ["127.0.0.1"]}}),
                ("/http-listener/hots", {"http_listener": {"hots": "127.0.0.1"}}),
                ("/http-listener/enabled", {"http_listener": {"enabled": False}}),
                ("/http-listener", {"http_listener": 8080}),
                ("/store/file", {"store": {"file": 1}}),
                ("/store/file", {"store": {"file": ":memory:"}}),
                ("/store/path", {"store": {"path": "x"}}),
                ("/mclient/connection-string", {"store": {}}),
                ("/mclient/connection-string", {"mclient": {"connection-string": "http://localhost"}}),
                ("/mclient/connection-string", {"mclient": {"connection-string": "mongodb://"}}),
                ("/mclient/connection-string", {"mclient": {"connection-string": 1}}),
                ("/mclient/uri", {"mclient": {"uri": "mongodb://localhost"}}),
                ("/mongo/mongo-mounts", {"mongo": {"mongo-mounts": "restheart"}}),
                ("/mongo/mongo-mounts/0/what", {"mongo": {"mongo-mounts": [{"where": "/"}]}}),
                ("/mongo/mongo-mounts/0/what", {"mongo": {"mongo-mounts": [{"what": "/a/b/c", "where": "/"}]}}),
                ("/mongo/mongo-mounts/0/where", {"mongo": {"mongo-mounts": [{"what": "*", "where": "api"}]}}),
                ("/mongo/mongo-mounts/1/where", {"mongo": {"mongo-mounts": [{"what": "a", "where": "/"},
                                                                            {"what": "b", "where": "/"}]}}),
                ("/mongo/mongo-mounts/0/were", {"mongo": {"mongo-mounts": [{"what": "a", "were": "/"}]}}),
                ("/jwtAuthenticationMechanism", {"jwtAuthenticationMechanism": None}),
                ("issuer", {"jwtAuthenticationMechanism": mechanism(issuer=1)}),
                ("issuer", {"jwtAuthenticationMechanism": mechanism(issuer="")}),
                ("issuerr", {"jwtAuthenticationMechanism": mechanism(issuerr="x")}),
                ("algorithm", {"jwtAuthenticationMechanism": mechanism(algorithm="none")}),
                ("algorithm", {"jwtAuthenticationMechanism": mechanism(algorithm="RS1024")}),
                ("key", {"jwtAuthenticationMechanism": mechanism(key="a-key-id")}),
                ("key", {"jwtAuthenticationMechanism": mechanism(key=private)}),
                ("key", {"jwtAuthenticationMechanism": mechanism(algorithm="HS256", key="secret")}),
                ("base64Encoded", {"jwtAuthenticationMechanism": mechanism(base64Encoded="yes")}),
                ("enabled", {"jwtAuthenticationMechanism": mechanism(enabled=False)}),
                ("/fileAclAuthorizer/enabled", {"fileAclAuthorizer": {"enabled": "yes"}}),
                ("/fileAclAuthorizer/permissions", {"fileAclAuthorizer": {"permissions": {}}}),
                ("/fileAclAuthorizer/permission", {"fileAclAuthorizer": {"permission": []}}),
                ("/fileAclAuthorizer/permissions/0/role",
                 {"fileAclAuthorizer": permissions({"predicate": "path('/')"})}),
                ("/fileAclAuthorizer/permissions/1/predicate",
                 {"fileAclAuthorizer": permissions(admin, {"role": "x"})}),
                ("/fileAclAuthorizer/permissions/0/predicate",
                 {"fileAclAuthorizer": permissions({**admin, "predicate": "path-prefix('/') and"})}),
                ("/fileAclAuthorizer/permissions/0/predicate",
                 {"fileAclAuthorizer": permissions({**admin, "predicate": "roles-allowed('admin')"})}),
                ("/fileAclAuthorizer/permissions/0/priority",
                 {"fileAclAuthorizer": permissions({**admin, "priority": "first"})}),
                ("/fileAclAuthorizer/permissions/0/mongo/readFilter",
                 {"fileAclAuthorizer": permissions({**admin, "mongo": {"readFilter": 1}})}),
                ("/fileAclAuthorizer/permissions/0/mongo/allowBulkPatch",
                 {"fileAclAuthorizer": permissions({**admin, "mongo": {"allowBulkPatch": 1}})})):
            with self.subTest(key, settings=settings):
                file = self.write("bad.yml", self.settings(**settings))
                line = self.refuse(MISUSED, "--config", file)
                self.assertIn("bad.yml", line)
                self.assertRegex(line, re.escape(key) + r"\b")

    def test_secrets_are_not_repeated(self):
        for settings in ({"jwtAuthenticationMechanism": mechanism(algorithm="HS256", key="hunter2")},
                         {"mclient": {"connection-string": "mongodb://user:hunter2@"}},
                         {"mclient": {"connection-string": ["hunter2"]}}):
            file = self.write("bad.yml", self.settings(**settings))
            self.assertNotIn("hunter2", self.refuse(MISUSED, "--config", file))

    def test_files_that_are_no_configuration(self):
        good = json.dumps(self.settings())
        for content in ("[]", "text", "a: [", "a: 1\n--- \nb: 2\n", good[:-1] + ', "store": {"file": "x"}}',
                        "? [a]\n: 1\n", "a: *unknown"):
            with self.subTest(content[-30:]):
                self.assertIn("bad.yml", self.refuse(MISUSED, "--config", self.write("bad.yml", content)))
        self.assertIn("absent.yml", self.refuse(MISUSED, "--config", self.folder / "absent.yml"))
        self.assertIn(str(self.folder), self.refuse(MISUSED, "--config", self.folder))
        self.assertIn("jwtAuthenticationMechanism",
                      self.refuse(MISUSED, "--config", self.write("bad.yml", 'store: {file: "x"}')))

    def test_mistakes_in_overrides(self):
        good = self.write("good.yml", self.settings())
        for name, content in (("/http-listener/port", "/http-listener/port: x"),
                              ("/http-listener/port", "http-listener: {port: x}"),
                              ("/http-listener/port/x", "/http-listener/port/x: 1"),
                              ("/http-listener//port", "/http-listener//port: 1"),
                              ("/http-listener/ports", "/http-listener/ports: 1"),
                              ("/fileAclAuthorizer/permissions/x", "/fileAclAuthorizer/permissions/x: 1"),
                              ("algorithm", "/jwtAuthenticationMechanism/algorithm: none")):
            with self.subTest(content):
                line = self.refuse(MISUSED, "--config", good, "-o", self.write("over.yml", content))
                self.assertIn(name, line)
                self.assertIn("over.yml", line)

    def test_mistakes_in_assignments(self):
        good = self.write("good.yml", self.settings())
        for name, assignment in (("/http-listener/port", "/http-listener/port=x"),
                                 ("/http-listener/port", "/http-listener/port=70000"),
                                 ("/http-listener/prot", "/http-listener/prot=1"), ("--set", "http-listener/port=1"),
                                 ("--set", "/http-listener/port"), ("/http-listener/port/x", "/http-listener/port/x=1"),
                                 ("/store/file", "/store/file=[a]"), ("/http-listener/host", "/http-listener/host={"),
                                 ("/http-listener", "/http-listener=1"),
                                 ("issuer", "/jwtAuthenticationMechanism/issuer=[]"),
                                 ("key", "/jwtAuthenticationMechanism/key=kid"),
                                 ("/mclient/connection-string", "/mclient/connection-string=localhost")):
            with self.subTest(assignment):
                line = self.refuse(MISUSED, "--config", good, "--set", assignment)
                self.assertIn(name, line)
                self.assertIn("--set", line)


class LayersTest(CommandTest):
    def test_overrides_and_assignments_lie_over_the_file_in_their_order(self):
        first = self.write("first.yml", "/http-listener/host: 0.0.0.0\n/http-listener/port: 1\n")
        second = self.write("second.yml", "http-listener: {host: 127.0.0.1}\n")
        settings = self.settings(http_listener={"host": "192.0.2.1", "port": 2})
        server = Server(settings, "--set", "/http-listener/port=0", "-o", first, "-o", second)
        self.addCleanup(server.stop)
        self.assertEqual(server.request("GET", "/ping").status, 200)

    def test_an_override_replaces_exactly_its_place(self):
        over = self.write("over.yml", {"/fileAclAuthorizer/permissions": [{"role": "guest", "predicate": "path('/_openapi')"}],
                                       "/jwtAuthenticationMechanism/audience": ["other", "client"]})
        server = Server(self.settings(), "-o", over)
        self.addCleanup(server.stop)
        self.assertEqual(server.request("GET", "/_openapi", bearer=token("guest")).status, 200)
        self.assertEqual(server.request("GET", "/_openapi", bearer=token("admin")).status, 403)

    def test_a_whole_configuration_of_restheart_is_read_and_what_is_not_served_is_said(self):
        whole = self.settings(**{
            "core": {"name": "default", "io-threads": 0}, "logging": {"log-level": "INFO"},
            "https-listener": {"enabled": False}, "fileRealmAuthenticator": {"enabled": False}, "static-resources": []})
        whole["mongo"] = {**whole.get("mongo", {}), "default-pagesize": 100}
        server = Server(whole)
        self.addCleanup(server.stop)
        self.assertEqual(server.request("GET", "/_openapi", bearer=token("admin")).status, 200)
        for name in ("/core/name", "/logging/log-level", "/static-resources", "/mongo/default-pagesize"):
            self.assertTrue(any(f"{name} is passed over" in line for line in server.log), name)

    def test_RHO_lies_over_the_files_and_under_set(self):
        file = self.write("good.yml", self.settings(http_listener={"host": "192.0.2.1", "port": 1}))
        over = self.write("over.yml", "/http-listener/port: 2\n")
        rho = {"RHO": '/http-listener/host->"127.0.0.1";/http-listener/port->3'}
        shown = self.run_server(file, "-o", over, "--set", "/http-listener/port=4", "-c", environment=rho)
        self.assertEqual((shown.returncode, shown.stderr), (SERVED, ""))
        self.assertIn('host: "127.0.0.1"  # RHO /http-listener/host\n', shown.stdout)
        self.assertIn("port: 4  # --set /http-listener/port\n", shown.stdout)
        shown = self.run_server(file, "-o", over, "--print-config", environment=rho)
        self.assertIn("port: 3  # RHO /http-listener/port\n", shown.stdout)
        mistake = self.run_server(file, environment={"RHO": "/http-listener/port->x"})
        self.assertEqual(mistake.returncode, MISUSED)
        self.assertIn("RHO /http-listener/port: ", mistake.stderr)

    def test_the_configuration_is_printed_without_secrets(self):
        file = self.write("good.yml", self.settings(
            jwtAuthenticationMechanism=mechanism(algorithm="HS256", key="hunter2-hunter2-hunter2-hunter2-"),
            mclient={"connection-string": "mongodb://user:hunter2@127.0.0.1/"}))
        shown = self.run_server("--config", file, "--print-config")
        self.assertEqual((shown.returncode, shown.stderr), (SERVED, ""))
        self.assertNotIn("hunter2", shown.stdout)
        self.assertIn("mongodb://user:<masked>@127.0.0.1/", shown.stdout)
        self.assertIn(ISSUER, shown.stdout)


def requests_by_path(server):
    """Two connections are served by two threads, each of which writes its line when its answer has gone."""
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
        line = self.refuse(CANNOT_SERVE, "--config", self.write("bad.yml", self.settings(
            logging={"log-to-file": True, "log-file-path": str(self.folder)})))
        self.assertIn(str(self.folder), line)

    def test_nobody_waits_for_a_log_that_is_not_read_and_what_it_loses_is_counted(self):
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
        self.assertEqual(server.request("GET", "/metrics").status, 401)
        self.assertEqual(server.request("GET", "/metrics", bearer=token("nobody")).status, 403)
        self.assertEqual(server.request("POST", "/metrics", {}, bearer=token("admin")).status, 405)
        for _ in range(3):
            self.assertEqual(server.request("GET", "/_openapi", bearer=token("admin")).status, 200)
        answer = server.request("GET", "/metrics", bearer=token("admin"))
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

    def test_metrics_may_be_opened_to_everybody(self):
        server = self.served(fileAclAuthorizer=permissions({"role": "$unauthenticated", "predicate": "path('/metrics')"}))
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
        line = self.refuse(CANNOT_SERVE, "--config", file, "--set", "/http-listener/host=192.0.2.1")
        self.assertIn("192.0.2.1", line)

    def test_a_store_that_cannot_be_opened_is_one_line(self):
        self.write("notes.txt", "n" * 4096)
        for path in ("absent/store.sqlite", "notes.txt", "."):
            file = self.write("bad.yml", self.settings(store={"file": str(self.folder / path)}))
            self.assertIn("SQLite", self.refuse(CANNOT_SERVE, "--config", file))

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
        """A connection with a request whose body is still missing its end."""
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
                server.process.send_signal(by)
                time.sleep(0.1)
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
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
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
