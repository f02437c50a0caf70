"""The gate by itself: what it answers to questions, and what it says of who was let in."""

import contextlib
import http.client
import json
import signal
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from gate_support import Gate, forwarded, over_unix, proof_of  # noqa: E402
from support import (COMMAND_LINE, PATIENCE, FolderTest, configuration, main, mechanism, mint,  # noqa: E402
                     permissions, token)
from tls_support import authority, trusting  # noqa: E402

IDENTITY = ("X-Auth-User", "X-Auth-Roles", "X-Auth-Scopes")


class GateTest(unittest.TestCase):
    @contextlib.contextmanager
    def gate(self, *arguments, **more):
        gate = Gate(*arguments, **more)
        try:
            yield gate
        finally:
            self.assertEqual(gate.stop(), 0, "".join(gate.log))


class QuestionsTest(GateTest):
    def test_a_good_token_is_let_in_whatever_method_and_path_ask(self):
        with self.gate() as gate:
            bearer = token("reader", "admin")
            for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"):
                for path in ("/", "/health", "/metrics", "/a/b?c=d", "//x/../y", "/%zz", "*"):
                    answer = gate.ask(method=method, path=path, bearer=bearer)
                    self.assertEqual(answer.status, 200, (method, path))
                    self.assertEqual(answer["X-Auth-User"], "user")
                    self.assertEqual(answer["X-Auth-Roles"], "reader,admin")
                    self.assertEqual(answer["X-Auth-Scopes"], "")
                    self.assertEqual(answer["Cache-Control"], "no-store")
                    self.assertEqual(answer.text, "")
                    refused = gate.ask(method=method, path=path)
                    self.assertEqual(refused.status, 401, (method, path))
                    self.assertTrue(refused["WWW-Authenticate"].startswith('Bearer realm="api"'))
                    self.assertEqual(refused["Cache-Control"], "no-store")
                    self.assertFalse([name for name in IDENTITY if refused[name] is not None])

    def test_bad_credentials_are_refused_as_everywhere(self):
        with self.gate("--require-scope", "read", "--require-scope", "write") as gate:
            good = mint("--claim-json", 'scope="write read"', "--claim-json", "roles=[]")
            self.assertEqual(gate.ask(bearer=good)["X-Auth-Scopes"], "write read")
            self.assertEqual(gate.ask(("Authorization", "Bearer " + good), ("Authorization", "Bearer " + good)).status, 400)
            self.assertEqual(gate.ask(("Authorization", f"Bearer {good},Bearer {good}")).status, 401)
            refused = gate.ask(bearer=good[:-8] + "AAAAAAAA")
            self.assertEqual(refused.status, 401)
            self.assertIn('error="invalid_token"', refused["WWW-Authenticate"])
            lacking = gate.ask(bearer=mint("--claim-json", 'scope="read"', "--claim-json", "roles=[]"))
            self.assertEqual(lacking.status, 403)
            self.assertIn('error="insufficient_scope"', lacking["WWW-Authenticate"])
            self.assertIn('scope="read write"', lacking["WWW-Authenticate"])

    def test_it_answers_when_the_head_has_come_and_closes(self):
        with self.gate() as gate:
            for fields in ("Content-Length: 1000\r\n", "Transfer-Encoding: chunked\r\n",
                           "Content-Length: 5\r\nExpect: 100-continue\r\n"):
                with gate.connect() as connection:
                    connection.settimeout(PATIENCE)
                    connection.sendall(f"POST /x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token('r')}\r\n{fields}\r\n"
                                       .encode())
                    answer = b""
                    while part := connection.recv(65536):
                        answer += part
                self.assertTrue(answer.startswith(b"HTTP/1.1 200 "), answer)
                self.assertIn(b"\r\nConnection: close\r\n", answer)

    def test_values_cannot_be_split_and_no_field_is_ever_missing(self):
        fields = ("--header", "X-Auth-Email=email", "--header", "X-Auth-Groups=/app/groups",
                  "--header", "X-Auth-Level=level")
        with self.gate(*fields) as gate:
            claims = {"roles": ["reader,admin", "a b", "ü", "x\r\ny"], "scope": "read:orders a,b",
                      "email": "a@b.example, c", "app": {"groups": ["g,1", "g2"]}, "level": 3}
            arguments = [part for name, value in claims.items()
                         for part in ("--claim-json", f"{name}={json.dumps(value)}")]
            answer = gate.ask(bearer=mint("--subject", "auth0|a, b", *arguments))
            self.assertEqual(answer.status, 200, answer)
            self.assertEqual(answer["X-Auth-User"], "auth0%7Ca%2C%20b")
            self.assertEqual(answer["X-Auth-Roles"], "reader%2Cadmin,a%20b,%C3%BC,x%0D%0Ay")
            self.assertEqual(answer["X-Auth-Scopes"], "read:orders a%2Cb")
            self.assertEqual(answer["X-Auth-Email"], "a@b.example%2C%20c")
            self.assertEqual(answer["X-Auth-Groups"], "g%2C1,g2")
            self.assertEqual(answer["X-Auth-Level"], "3")
            bare = gate.ask(bearer=mint("--claim-json", "roles=[]"))
            for name in (*IDENTITY[1:], "X-Auth-Email", "X-Auth-Groups", "X-Auth-Level"):
                self.assertEqual(bare.fields.get_all(name), [""], name)

    def test_what_a_client_says_of_itself_is_no_answer(self):
        with self.gate() as gate:
            answer = gate.ask(("X-Auth-User", "root"), ("X-Auth-Roles", "admin"), bearer=token("reader"))
            self.assertEqual(answer.fields.get_all("X-Auth-User"), ["user"])
            self.assertEqual(answer.fields.get_all("X-Auth-Roles"), ["reader"])


class OriginalRequestTest(GateTest):
    RULES = permissions({"role": "reader", "predicate": "path-prefix('/orders') and method(GET)"},
                        {"role": "$unauthenticated", "predicate": "path('/open')"})

    def test_permissions_are_asked_about_what_the_client_asked_for(self):
        with self.gate(fileAclAuthorizer=self.RULES) as gate:
            reader = token("reader")
            for fields, status in ((forwarded(), 200), (forwarded(uri="/orders/7?x=1"), 200),
                                   (forwarded(method="POST"), 403), (forwarded(uri="/other"), 403),
                                   (forwarded(uri="/orders/../other"), 400), (forwarded(uri="//orders"), 400),
                                   (forwarded(uri="/orders") + [("X-Forwarded-Uri", "/other")], 403),
                                   (forwarded(uri="orders"), 403), (forwarded(method="GE T"), 403), ([], 403),
                                   (forwarded()[1:], 403), (forwarded()[:1], 403)):
                self.assertEqual(gate.ask(*fields, bearer=reader).status, status, fields)
            self.assertEqual(gate.ask(*forwarded(), bearer=token("other")).status, 403)
            self.assertEqual(gate.ask(*forwarded()).status, 401)
            anyone = gate.ask(*forwarded(uri="/open"))
            self.assertEqual((anyone.status, anyone["X-Auth-User"], anyone["X-Auth-Roles"]), (200, "", ""))
            self.assertEqual(gate.ask(*forwarded(uri="/open"), bearer=reader + "x").status, 401)

    def test_a_path_that_programs_read_differently_is_refused(self):
        everywhere = permissions({"role": "reader", "predicate": "not path-prefix('/admin') and path-prefix('/')"})
        with self.gate(fileAclAuthorizer=everywhere) as gate:
            reader = token("reader")
            for path in ("/", "/orders/7", "/orders/a%20b", "/orders/%C3%BC", "/orders?x=a;b/../c%2f%5c", "/orders/..x"):
                self.assertEqual(gate.ask(*forwarded(uri=path), bearer=reader).status, 200, path)
            for path in ("/admin;x", "/admin%3bx", "/orders/..;/admin", "/orders/%2e%2e;x/admin", "/orders/..%2fadmin",
                         "/orders%2f..%2Fadmin", "/orders/..\\admin", "/orders/..%5cadmin", "/orders/%2e%2e/admin",
                         "/orders/./x", "//admin", "/orders//x", "/orders/%00", "/orders/%", "/orders/%zz",
                         "/orders/%c0%ae%c0%ae/x"):
                answer = gate.ask(*forwarded(uri=path), bearer=reader)
                self.assertEqual((answer.status, answer["X-Auth-User"]), (400, None), path)
            for path in ("", "*", "orders", "http://api.example/orders", "\\orders", "/orders#x", "/orders x", "/orders\x80"):
                self.assertEqual(gate.ask(*forwarded(uri=path), bearer=reader).status, 403, path)

    def test_an_invalid_host_or_protocol_is_refused(self):
        with self.gate(fileAclAuthorizer=self.RULES) as gate:
            reader = token("reader")
            for host, status in (("api.example:8443", 200), ("[::1]:80", 200), ("", 403), ("a b", 403), ("user@a", 403),
                                 ("a/b", 403), ("a, b", 403), ("a:99999", 403)):
                self.assertEqual(gate.ask(*forwarded(host=host), bearer=reader).status, status, host)
            for proto, status in (("http", 200), ("HTTPS", 200), ("ws", 200), ("wss", 200), ("", 403), ("ftp", 403),
                                  ("https, http", 403)):
                self.assertEqual(gate.ask(*forwarded(proto=proto), bearer=reader).status, status, proto)

    def test_fields_with_underscores_say_nothing(self):
        with self.gate(fileAclAuthorizer=self.RULES) as gate:
            said = [(name.replace("-", "_"), value) for name, value in forwarded()]
            self.assertEqual(gate.ask(*said, bearer=token("reader")).status, 403)
            self.assertEqual(gate.ask(*said, *forwarded(uri="/other"), bearer=token("reader")).status, 403)

    def test_strangers_cannot_say_what_a_client_asked_for(self):
        with self.gate("--trusted-proxy", "192.0.2.1", fileAclAuthorizer=self.RULES) as gate:
            self.assertEqual(gate.ask(*forwarded(), bearer=token("reader")).status, 403)
            gate.expect_logged("the question is not from one of the trusted proxies")

    def test_each_form_is_read_and_no_other(self):
        reader = token("reader")
        original = [("X-Original-Method", "GET"), ("X-Original-URL", "https://api.example/orders/1")]
        with self.gate("--original-request", "x-original", fileAclAuthorizer=self.RULES) as gate:
            self.assertEqual(gate.ask(*original, bearer=reader).status, 200)
            self.assertEqual(gate.ask(*forwarded(), bearer=reader).status, 403)
        with self.gate("--original-request", "request-line", "--path-prefix", "/check",
                       fileAclAuthorizer=self.RULES) as gate:
            self.assertEqual(gate.ask(path="/check/orders/1", bearer=reader).status, 200)
            self.assertEqual(gate.ask(method="POST", path="/check/orders/1", bearer=reader).status, 403)
            self.assertEqual(gate.ask(path="/orders/1", bearer=reader).status, 403)
            self.assertEqual(gate.ask(*forwarded(), path="/check/other", bearer=reader).status, 403)

    def test_a_bound_token_needs_its_proof_for_the_request_of_the_client(self):
        with self.gate() as gate:
            proof = proof_of("POST", "https://api.example/orders")
            self.assertEqual(gate.ask(*proof, *forwarded(method="POST", uri="/orders?x=1")).status, 200)
            again = gate.ask(*proof, *forwarded(method="POST"))
            self.assertEqual(again.status, 401)
            self.assertTrue(any('error="invalid_dpop_proof"' in one for one in again.fields.get_all("WWW-Authenticate")))
            for fields in (forwarded(), forwarded(method="POST", uri="/other"), forwarded(method="POST", host="evil.example"),
                           forwarded(method="POST", proto="http"), []):
                answer = gate.ask(*proof_of("POST", "https://api.example/orders"), *fields)
                self.assertEqual(answer.status, 401, fields)
        with self.gate(settings={"jwtAuthenticationMechanism": mechanism(publicOrigin="https://shop.example")}) as gate:
            proof = proof_of("GET", "https://shop.example/orders")
            self.assertEqual(gate.ask(*proof, *forwarded(host="evil.example", proto="http")).status, 200)

    def test_permissions_that_a_gate_cannot_keep_are_refused_at_the_start(self):
        for rule in ({"mongo": {"readFilter": {"a": 1}}}, {"mongo": {"mergeRequest": {"a": "@user.sub"}}},
                     {"mongo": {"projectResponse": {"a": 0}}},
                     {"predicate": "bson-request-contains('a') and path-prefix('/')"},
                     {"predicate": "equals(%{REMOTE_IP}, '127.0.0.1')"},
                     {"predicate": "path('/x') or equals(@request.remoteIp, '127.0.0.1')"},
                     {"predicate": "not(in(value=@request.body.a, array={'x'}))"}):
            with self.assertRaises(AssertionError) as refusal:
                Gate(fileAclAuthorizer=permissions({"role": "reader", "predicate": "path-prefix('/')", **rule}))
            self.assertIn("cannot keep", str(refusal.exception), rule)


class StrangersTest(GateTest):
    """On a socket, with heads that no proxy sends."""

    def exchanged(self, gate, sent, answers=1):
        """The statuses of so many answers; fewer when the gate closes before. An answer to GET has its length."""
        with gate.connect() as connection, connection.makefile("rb") as received:
            connection.settimeout(PATIENCE)
            with contextlib.suppress(ConnectionError):  # it may have answered and closed before all was sent
                connection.sendall(sent.encode("latin-1"))
            statuses = []
            for _ in range(answers):
                if not (line := received.readline()):
                    break
                statuses.append(int(line.split()[1]))
                fields = http.client.parse_headers(received)
                received.read(int(fields["Content-Length"]))
            return statuses

    def test_each_question_in_a_row_has_its_own_answer(self):
        with self.gate() as gate:
            good = f"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token('reader')}\r\n\r\n"
            bad = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
            self.assertEqual(self.exchanged(gate, (good + bad) * 20, 40), [200, 401] * 20)
            old = good.replace("HTTP/1.1", "HTTP/1.0")
            self.assertEqual(self.exchanged(gate, old + bad, 2), [200])
            kept = old.replace("\r\n\r\n", "\r\nConnection: keep-alive\r\n\r\n")
            self.assertEqual(self.exchanged(gate, kept + bad, 2), [200, 401])

    def test_a_head_of_two_meanings_is_no_question(self):
        with self.gate() as gate:
            authorization = f"Authorization: Bearer {token('reader')}\r\n"
            for line, fields, status in (
                    ("GET / HTTP/1.1", "Content-Length: 5\r\nContent-Length: 6\r\n", 400),
                    ("GET / HTTP/1.1", "Content-Length: -1\r\n", 400),
                    ("GET / HTTP/1.1", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", 400),
                    ("GET / HTTP/1.1", "Transfer-Encoding: gzip\r\n", 400),
                    ("GET / HTTP/1.1", "Host: y\r\n", 400),
                    ("GET / HTTP/1.1", "X: a\r\n b\r\n", 400),
                    ("GET / HTTP/1.1", "X : a\r\n", 400),
                    ("GET / HTTP/1.1", "X: a\nY: b\r\n", 400),
                    ("GET / HTTP/1.1", "X: \0\r\n", 400),
                    ("GET  / HTTP/1.1", "", 400), ("GET /", "", 400), ("GET / HTTP/2.0", "", 400),
                    ("GET / HTTP/1.1", "".join(f"X-{i}: x\r\n" for i in range(101)), 431),
                    ("GET / HTTP/1.1", "X: " + "x" * 70_000 + "\r\n", 431),
                    ("GET /" + "x" * 70_000 + " HTTP/1.1", "", 431)):
                head = f"{line}\r\nHost: x\r\n{authorization}{fields}\r\n"
                self.assertEqual(self.exchanged(gate, head + head, 2), [status], (line[:20], fields[:60]))

    def test_long_and_strange_credentials_are_refused(self):
        with self.gate() as gate:
            for value in ("", "Bearer", "Bearer ", "B" * 50_000, "Bearer " + "." * 30_000, "Bearer " + "a." * 10_000,
                          "Bearer " + "a" * 60_000, "Bearer\t" + token("reader"), "DPoP " + token("reader")):
                answer = gate.ask(("Authorization", value))
                self.assertEqual((answer.status, answer["X-Auth-User"]), (401, None), value[:40])

    def test_slow_and_many_connections_keep_no_proxy_out(self):
        with self.gate() as gate, contextlib.ExitStack() as many:
            for _ in range(300):
                connection = many.enter_context(gate.connect())
                connection.sendall(b"GET / HTTP/1.1\r\nX: ")
            self.assertEqual(gate.ask(bearer=token("reader")).status, 200)
            connection.settimeout(PATIENCE)
            self.assertTrue(connection.recv(65536).startswith(b"HTTP/1.1 408 "))
            self.assertEqual(gate.ask(bearer=token("reader")).status, 200)


class OperatingTest(GateTest, FolderTest):
    def test_health_and_metrics_have_an_address_of_their_own(self):
        with self.gate("--operations", "127.0.0.1:0") as gate:
            gate.ask(bearer=token("reader"))
            gate.ask()
            status, text = gate.operations("/health")
            self.assertEqual((status, json.loads(text)["ready"]), (200, True))
            self.assertEqual(gate.operations("/metrics")[0], 200)
            let_in = 'jwtauth_http_requests_total{method="GET",status="2xx"} 1'
            text = gate.metrics_with(let_in)
            self.assertIn(let_in, text)
            self.assertIn('jwtauth_refusals_total{code="credentialsMissing"} 1', text)
            self.assertNotIn("store", text)
            self.assertEqual(gate.operations("/")[0], 404)

    def test_it_listens_on_a_unix_socket_and_takes_the_file_away(self):
        place = self.folder / "gate.sock"
        question = f"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token('reader')}\r\n"
        rules = permissions({"role": "reader", "predicate": "path('/orders')"})
        with self.gate(listen=f"unix:{place}", fileAclAuthorizer=rules) as gate:
            said = question + "X-Forwarded-Method: GET\r\nX-Forwarded-Uri: /orders\r\n\r\n"
            for _ in range(20):
                self.assertTrue(over_unix(place, said).startswith("HTTP/1.1 200 OK\r\n"))
            self.assertEqual(place.stat().st_mode & 0o777, 0o660)
            second = subprocess.run([COMMAND_LINE, "serve", "--config", gate.file, "--listen", f"unix:{place}"],
                                    capture_output=True, text=True, timeout=PATIENCE)
            self.assertEqual(second.returncode, 1, second.stderr)
            self.assertIn("another server listens there", second.stderr)
        self.assertFalse(place.exists())
        with self.gate(listen=f"unix:{place}") as gate:
            gate.process.kill()
            gate.process.wait()
            gate.stop = lambda: 0
        self.assertTrue(place.exists())  # left behind
        with self.gate(listen=f"unix:{place}"):
            self.assertTrue(over_unix(place, question + "\r\n").startswith("HTTP/1.1 200 OK\r\n"))

    def test_a_proxy_may_ask_by_https(self):
        chain, key = authority().issue("gate")
        with self.gate("--certificate-file", chain, "--private-key-file", key) as gate:
            connection = http.client.HTTPSConnection("localhost", gate.https_port, timeout=PATIENCE, context=trusting())
            connection.request("GET", "/", headers={"Authorization": "Bearer " + token("reader")})
            self.assertEqual(connection.getresponse().status, 200)
            connection.close()

    def test_a_hangup_has_the_permissions_read_again(self):
        rules = permissions({"role": "reader", "predicate": "path('/orders')"})
        with self.gate(fileAclAuthorizer=rules) as gate:
            self.assertEqual(gate.ask(*forwarded(), bearer=token("reader")).status, 200)
            settings = json.loads(gate.file.read_text())
            for block, said, status in ((permissions(), "0 permissions are in force now", 403),
                                        (permissions({"role": "reader", "predicate": "path('/orders')",
                                                      "mongo": {"readFilter": {"a": 1}}}), "stay as they were", 403),
                                        (rules, "1 permissions are in force now", 200)):
                gate.file.write_text(json.dumps({**settings, "fileAclAuthorizer": block}))
                gate.process.send_signal(signal.SIGHUP)
                gate.expect_logged(said)
                self.assertEqual(gate.ask(*forwarded(), bearer=token("reader")).status, status)

    def test_the_configuration_of_the_server_is_read_and_what_is_not_used_is_said(self):
        with self.gate(settings={**configuration(), "cors": {"allowed-origins": ["https://app.example"]}}) as gate:
            self.assertTrue(any("not served, and ignored: " in line and "cors" in line for line in gate.log), gate.log)

    def test_what_cannot_work_is_refused_in_one_sentence(self):
        good = self.folder / "good.yml"
        good.write_text(json.dumps({"jwtAuthenticationMechanism": mechanism()}))
        guarded = self.folder / "guarded.yml"
        guarded.write_text(json.dumps({"jwtAuthenticationMechanism": mechanism(), "bruteForceAttackGuard": {}}))
        unnamed = self.folder / "unnamed.yml"
        unnamed.write_text(json.dumps({"jwtAuthenticationMechanism": mechanism(mutualTls="allowed", clientCertificateHeader={
            "name": "Client-Cert", "format": "rfc9440", "trustedProxies": ["proxy.example"]})}))
        for arguments, said in ((["--config", self.folder / "none.yml"], "none.yml"),
                                (["--config", good, "--listen", "9180"], "expected 127.0.0.1:9180"),
                                (["--config", good, "--listen", "127.0.0.1:70000"], "expected 127.0.0.1:9180"),
                                (["--config", good, "--header", "X-Auth-User=sub"], "means something else"),
                                (["--config", good, "--header", "set-cookie=sub"], "means something else"),
                                (["--config", good, "--header", "X_Mail=email"], "other characters"),
                                (["--config", good, "--header", "X-Mail"], "expected NAME=CLAIM"),
                                (["--config", good, "--trusted-proxy", "proxy.example"], "neither an address"),
                                (["--config", good, "--certificate-file", good], "together"),
                                (["--config", good, "--require-scope", "a b"], "requiredScopes"),
                                (["--config", guarded], "trust-x-forwarded-for"),
                                (["--config", unnamed], f"{unnamed}: /jwtAuthenticationMechanism/clientCertificateHeader"
                                 "/trustedProxies: a proxy that is neither an address")):
            ended = subprocess.run([COMMAND_LINE, "serve", *map(str, arguments)], capture_output=True, text=True,
                                   timeout=PATIENCE)
            self.assertEqual(ended.returncode, 2, (arguments, ended.stderr))
            self.assertIn(said, ended.stderr)


if __name__ == "__main__":
    main()
