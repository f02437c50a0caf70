"""The gate behind real proxies, each with its configuration of ../proxies: one and the same list for all of them.

Called as: proxies_test.py SERVER COMMAND_LINE [PROXY...]; without a name, all are run that this machine has.
"""

import contextlib
import json
import socket
import sys
import threading
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from gate_support import forwarded, proof_of  # noqa: E402
from proxies_support import PROXIES, Application, free_port, program  # noqa: E402
from support import PATIENCE, main, mechanism, mint, permissions  # noqa: E402

SCOPE = ("--claim-json", 'scope="read"')
RULES = permissions({"role": "reader", "predicate": "path-prefix('/orders')"},
                    {"role": "writer", "predicate": "path-prefix('/notes') and method(POST)"},
                    {"role": "$unauthenticated", "predicate": "path('/open')"})


def token(*roles, more=()):
    return mint("--claim-json", "roles=" + json.dumps(roles), *(more or SCOPE))


@contextlib.contextmanager
def answering(port, head):
    """A server in place of the gate that gives each question this answer, and closes."""
    def serve():
        with contextlib.suppress(OSError):
            while True:
                connection, _ = server.accept()
                with connection, contextlib.suppress(ConnectionError):
                    received = b""
                    while b"\r\n\r\n" not in received and (part := connection.recv(65536)):
                        received += part
                    connection.sendall((head and head + "Connection: close\r\nContent-Length: 0\r\n\r\n").encode())

    with socket.create_server(("127.0.0.1", port)) as server:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield
        server.shutdown(socket.SHUT_RDWR)
        thread.join(PATIENCE)


class ProxyTests:
    """The list. What a proxy may not do: pass on what the gate did not allow, or an identity that the gate did not give."""

    PROXY = None

    @classmethod
    def setUpClass(cls):
        cls.application = Application()
        cls.gate_port = free_port()
        cls.gate = None
        cls.start_gate()
        cls.proxy = cls.PROXY(cls.gate_port, cls.application.port)

    @classmethod
    def tearDownClass(cls):
        cls.proxy.stop()
        cls.stop_gate()
        cls.application.stop()

    @classmethod
    def start_gate(cls, **settings):
        settings = {"maxTokenBytes": 32768, **settings}
        cls.gate = cls.PROXY.gate(cls.gate_port, "--require-scope", "read", settings={
            "jwtAuthenticationMechanism": mechanism(**settings), "fileAclAuthorizer": RULES})

    @classmethod
    def stop_gate(cls):
        if cls.gate and cls.gate.stop() != 0:
            raise AssertionError("the gate did not end well:\n" + "".join(cls.gate.log))
        cls.gate = None

    def setUp(self):
        self.application.taken()

    def passed(self, *fields, **more):
        """The request as it came to the application."""
        answer = self.proxy.ask(*fields, **more)
        self.assertEqual((answer.status, answer.text), (200, "hello"), f"{answer} {self.proxy.logged()}")
        came = self.application.taken()
        self.assertEqual(len(came), 1)
        return came[0]

    def refused(self, status, *fields, **more):
        answer = self.proxy.ask(*fields, **more)
        self.assertEqual(answer.status, status, f"{answer} {self.proxy.logged()}")
        self.assertEqual(self.application.taken(), [])
        return answer

    def challenge(self, answer):
        return ", ".join(answer.fields.get_all("WWW-Authenticate", []))

    def identity(self, fields):
        """Every field that some application takes for the user, its roles or scopes."""
        found = {}
        for name, value in fields.items():
            if name.lower().replace("_", "-").startswith("x-auth"):
                found.setdefault(name.lower(), []).append(value)
        return found

    def test_who_it_is_comes_to_the_application(self):
        method, path, fields, _ = self.passed(path="/orders/7?x=%20y", bearer=token("reader", "admin"))
        self.assertEqual((method, path), ("GET", "/orders/7?x=%20y"))
        self.assertEqual(self.identity(fields), {"x-auth-user": ["user"], "x-auth-roles": ["reader,admin"],
                                                 "x-auth-scopes": ["read"]})

    def test_what_a_client_says_of_itself_never_does(self):
        said = [(name, "root") for name in ("X-Auth-User", "x-auth-user", "X-Auth-Roles", "X-Auth-Scopes")]
        underscored = [("X_Auth_User", "root"), ("X-Auth_User", "root"), ("x_auth-Roles", "root")]
        expected = {"x-auth-user": ["user"], "x-auth-roles": ["reader"], "x-auth-scopes": ["read"]}
        for fields in (said, said[:1], underscored, [("X-Auth-Roles", "root")] * 2):
            _, _, came, _ = self.passed(*fields, bearer=token("reader"))
            self.assertEqual(self.identity(came), expected, fields)
            self.refused(401, *fields)

    def test_whoever_is_nobody_is_nobody_to_the_application(self):
        for fields in ([], [("X-Auth-User", "root"), ("X-Auth-Roles", "root"), ("X-Auth-Scopes", "root")]):
            _, _, came, _ = self.passed(*fields, path="/open")
            self.assertEqual({"".join(values) for values in self.identity(came).values()} - {""}, set(), fields)

    def test_no_field_is_taken_away_by_a_client(self):
        for fields in ([("Connection", "X-Auth-User")], [("Connection", "close, x-auth-roles"), ("X-Auth-Roles", "root")],
                       [("Connection", "close"), ("Connection", "X-AUTH-SCOPES")]):
            answer = self.proxy.ask(*fields, bearer=token("reader"))
            for _, _, came, _ in self.application.taken():
                self.assertEqual(self.identity(came), {"x-auth-user": ["user"], "x-auth-roles": ["reader"],
                                                       "x-auth-scopes": ["read"]}, fields)
                self.assertNotIn("X-Auth", came.get("Connection", ""))
            self.assertIn(answer.status, (200, 400, 401))
        for name in ("Authorization", "X-Forwarded-Uri", "X-Forwarded-Method"):
            self.proxy.ask(("Connection", name), path="/other", bearer=token("reader"))
            self.assertEqual(self.application.taken(), [], name)

    def test_without_a_good_token_nothing_comes_to_the_application(self):
        good = token("reader")
        missing = self.refused(401)
        self.assertIn('Bearer realm="api"', self.challenge(missing))
        self.assertNotIn("error=", self.challenge(missing))
        for bad in (good[:-8] + "AAAAAAAA", good + "x", "x.y.z", mint("--expires-in", "-1h", *SCOPE),
                    mint("--claim", "aud=other", *SCOPE)):
            for method in ("GET", "POST", "DELETE"):
                answer = self.refused(401, method=method, bearer=bad, body=b"x" if method == "POST" else None)
                self.assertEqual(self.challenge(answer).count('error="invalid_token"'), 1)
        self.refused(401, ("Authorization", "Basic dXNlcjpwdw=="))

    def test_two_tokens_are_refused(self):
        good = "Bearer " + token("reader")
        for fields in ([("Authorization", good)] * 2, [("Authorization", "Basic x"), ("Authorization", good)],
                       [("Authorization", f"{good}, {good}")]):
            answer = self.proxy.ask(*fields)
            self.assertIn(answer.status, (400, 401))
            self.assertEqual(self.application.taken(), [])

    def test_a_lacking_scope_is_a_403_with_its_challenge(self):
        lacking = token("reader", more=("--claim-json", 'scope="write"'))
        answer = self.refused(403, bearer=lacking)
        self.assertEqual(self.challenge(answer).count('error="insufficient_scope"'), 1)
        self.assertIn('scope="read"', self.challenge(answer))

    def test_permissions_are_about_path_and_method_of_the_client(self):
        self.refused(403, path="/other", bearer=token("reader"))
        self.refused(403, path="/notes", bearer=token("writer"))
        self.passed(path="/notes/1", method="POST", body=b"{}", bearer=token("writer"))
        self.refused(403, path="/orders", bearer=token("writer"))

    def test_a_client_cannot_say_that_it_asks_for_something_else(self):
        lies = [*forwarded(uri="/orders"), ("X-Original-URL", "http://x/orders"), ("X-Original-Method", "GET"),
                ("X-Original-URI", "/orders"), ("X-Rewrite-URL", "/orders"), ("X_Forwarded_Uri", "/orders"),
                ("X-HTTP-Method-Override", "POST")]
        self.refused(403, *lies, path="/other", bearer=token("reader"))
        self.refused(403, *forwarded(method="POST", uri="/notes"), path="/notes", bearer=token("writer"))
        _, path, _, _ = self.passed(*forwarded(uri="/other"), path="/orders", bearer=token("reader"))
        self.assertEqual(path, "/orders")

    def test_a_detour_does_not_lead_around_permissions(self):
        for path in ("/orders/../other", "/orders/%2e%2e/other", "//other", "/./other", "/%6fther", "/other?/orders",
                     "/orders%2f..%2fother", "/orders/..;/other", "/orders/..%5cother", "/orders/..\\other",
                     "http://127.0.0.1/other", "http://127.0.0.1/orders/../other", "*", "/other#/../orders"):
            answer = self.proxy.ask(path=path, bearer=token("reader"))
            reached = [came_path for _, came_path, _, _ in self.application.taken()]
            self.assertEqual([one for one in reached if not one.startswith("/orders") or "other" in one], [],
                             (path, answer))

    def test_a_body_comes_whole(self):
        for size in (1, 70_000, 300_000):
            _, _, fields, body = self.passed(method="POST", path="/orders", body=b"b" * size, bearer=token("reader"))
            self.assertEqual(len(body), size)
            self.assertEqual(fields["X-Auth-User"], "user")

    def test_a_refused_body_does_not_hang(self):
        self.refused(401, method="POST", path="/orders", body=b"b" * 300_000)
        self.passed(bearer=token("reader"))

    def test_a_long_token_comes_through(self):
        long = token("reader", more=(*SCOPE, "--claim", "long=" + "x" * 15_000))
        self.assertGreater(len(long), 20_000)
        _, _, fields, _ = self.passed(bearer=long)
        self.assertEqual(fields["X-Auth-User"], "user")

    def test_values_come_as_the_gate_wrote_them(self):
        strange = mint("--subject", "ü, x\"; a=b", "--claim-json", 'roles=["reader", "a,b", "x\\r\\ny"]', *SCOPE)
        _, _, fields, _ = self.passed(bearer=strange)
        self.assertEqual(self.identity(fields), {"x-auth-user": ["%C3%BC%2C%20x%22%3B%20a%3Db"],
                                                 "x-auth-roles": ["reader,a%2Cb,x%0D%0Ay"], "x-auth-scopes": ["read"]})
        _, _, fields, _ = self.passed(bearer=token("reader"))
        self.assertEqual(fields["X-Auth-Roles"], "reader")

    def test_a_bound_token_needs_its_proof(self):
        origin = f"http://127.0.0.1:{self.proxy.port}"
        more = ("--claim-json", 'roles=["reader"]', *SCOPE)
        proof = proof_of("GET", f"{origin}/orders/1", *more)
        self.passed(*proof, path="/orders/1?x=y")
        again = self.refused(401, *proof, path="/orders/1?x=y")
        self.assert_proof_challenge("invalid_dpop_proof", again)
        for method, url in (("GET", f"{origin}/orders/2"), ("POST", f"{origin}/orders/1"),
                            ("GET", "https://other.example/orders/1")):
            fields = proof_of(method, url, *more)
            self.refused(401, *fields, path="/orders/1")
            self.refused(401, *forwarded(method=method, uri="/orders/2"), *fields, path="/orders/1")
        bare = [field for field in proof_of("GET", f"{origin}/orders/1", *more) if field[0] == "Authorization"]
        self.refused(401, *bare, path="/orders/1")

    def assert_proof_challenge(self, error, answer):
        if self.proxy.passes_every_challenge():
            self.assertIn(f'error="{error}"', self.challenge(answer))
        else:
            self.assertIn('Bearer realm="api"', self.challenge(answer))

    def test_a_nonce_comes_to_the_client(self):
        self.stop_gate()
        self.addCleanup(self.restart_gate)
        self.start_gate(dpopNonce="required")
        origin = f"http://127.0.0.1:{self.proxy.port}"
        more = ("--claim-json", 'roles=["reader"]', *SCOPE)
        answer = self.refused(401, *proof_of("GET", f"{origin}/orders", *more))
        self.assert_proof_challenge("use_dpop_nonce", answer)
        self.passed(*proof_of("GET", f"{origin}/orders", "--nonce", answer["DPoP-Nonce"], *more))

    def restart_gate(self):
        self.stop_gate()
        self.start_gate()

    def test_without_a_gate_nothing_passes(self):
        self.passed(bearer=token("reader"))
        self.stop_gate()
        self.addCleanup(self.restart_gate)
        for fields in ([], [("X-Auth-User", "root")]):
            self.refused(self.proxy.NO_GATE, *fields, bearer=token("reader"))
            self.refused(self.proxy.NO_GATE, *fields)
        self.refused(self.proxy.NO_GATE, method="POST", body=b"x" * 1000, bearer=token("reader"))
        self.restart_gate()
        self.passed(bearer=token("reader"))

    def test_a_gate_that_does_not_answer_lets_nothing_pass(self):
        self.stop_gate()
        self.addCleanup(self.restart_gate)
        with socket.create_server(("127.0.0.1", self.gate_port)):
            answer = self.proxy.ask(bearer=token("reader"))
        self.assertGreaterEqual(answer.status, 500, answer)
        self.assertEqual(self.application.taken(), [])

    def test_another_answer_than_the_gates_lets_nothing_pass(self):
        self.stop_gate()
        self.addCleanup(self.restart_gate)
        for answer in ("", "nonsense\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 302 Found\r\nLocation: /\r\n",
                       "HTTP/1.1 404 Not Found\r\n", "HTTP/1.1 500 Internal Server Error\r\n", "HTTP/1.1 999 What\r\n"):
            with answering(self.gate_port, answer):
                reply = self.proxy.ask(bearer=token("reader"))
            self.assertGreaterEqual(reply.status, 300, (answer, reply))
            self.assertEqual(self.application.taken(), [], answer)

    def test_a_gate_that_does_not_say_who_it_is_lets_no_identity_pass(self):
        self.stop_gate()
        self.addCleanup(self.restart_gate)
        with answering(self.gate_port, "HTTP/1.1 200 OK\r\nX-Auth-Roles: reader\r\n"):
            self.proxy.ask(("X-Auth-User", "root"), ("X-Auth-Scopes", "all"), ("X_Auth_User", "root"))
        came = self.application.taken()
        if self.proxy.NEEDS_EVERY_FIELD:
            self.assertEqual(came, [])
        for _, _, fields, _ in came:
            self.assertEqual([value for name, values in self.identity(fields).items() for value in values
                              if "root" in value or "all" in value], [])

    def test_a_gate_without_keys_is_a_503(self):
        self.stop_gate()
        self.addCleanup(self.restart_gate)
        self.start_gate(key=None, jwksUri=f"https://127.0.0.1:{free_port()}/jwks.json")
        answer = self.refused(503, bearer=token("reader"))
        if self.proxy.SAYS_WHEN_TO_RETRY:
            self.assertRegex(answer["Retry-After"] or "", r"\A\d+\Z")

    def test_an_answer_of_another_token_is_not_kept(self):
        for _ in range(3):
            self.passed(bearer=token("reader"))
            self.refused(401)
            self.refused(403, bearer=token("writer"))


WANTED = sys.argv[3:] or list(PROXIES)
for NAME in WANTED:
    if program(PROXIES[NAME].PROGRAM):
        globals()[NAME] = type(NAME, (ProxyTests, unittest.TestCase), {"PROXY": PROXIES[NAME]})
    else:
        print(f"{NAME} is not here: its tests are skipped")

if __name__ == "__main__":
    if not any(program(PROXIES[name].PROGRAM) for name in WANTED):
        sys.exit(77)
    main()
