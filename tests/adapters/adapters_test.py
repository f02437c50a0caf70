"""What the program of an adapter answers to good and bad requests. The same for all of them:

    adapters_test.py JWTAUTH PROGRAM [--waits]

JWTAUTH is the command line `jwtauth`, which makes keys and tokens. --waits: a request whose keys are being fetched waits
for them; otherwise it is answered 503.
"""
import functools
import http.client
import http.server
import json
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

JWTAUTH, PROGRAM = sys.argv[1:3]
WAITS = "--waits" in sys.argv
ISSUER, AUDIENCE, ORIGIN, PATIENCE = "https://issuer.example/", "notes", "https://api.example", 60
# What a server adds to any answer by itself.
OF_THE_SERVER = {"accept-ranges", "connection", "content-length", "content-type", "date", "keep-alive", "server"}
FOLDER = tempfile.TemporaryDirectory()


def challenges(bearer="", dpop=""):
    """The fields of a refusal, and which of its challenges names the problem."""
    return [("www-authenticate", 'Bearer realm="api"' + bearer),
            ("www-authenticate", 'DPoP realm="api", algs="ES256 EdDSA Ed25519 PS256 RS256"' + dpop)]


def problem(description, error="invalid_token"):
    return f', error="{error}", error_description="{description}"'


@functools.cache
def keys(name, algorithm="RS256"):
    folder = Path(FOLDER.name) / name
    subprocess.run([JWTAUTH, "keygen", "--alg", algorithm, "--out", folder], check=True, capture_output=True)
    return folder


def mint(*arguments, key="issuer", audience=AUDIENCE):
    """What the command line prints: a token, or the two fields of a bound one."""
    return subprocess.run(
        [JWTAUTH, "mint", "--key", keys(key) / "private.pem", "--issuer", ISSUER, "--audience", audience, "--subject",
         "alice", *arguments], check=True, capture_output=True, text=True).stdout.strip()


def bearer(*arguments, **changes):
    return [("Authorization", "Bearer " + mint(*arguments, **changes))]


def bound(method, path, origin=ORIGIN):
    """The fields of a request with a bound token and its proof."""
    printed = mint("--dpop", keys("client", "ES256") / "private.pem", "--proof", f"{method} {origin}{path}")
    return [tuple(line.split(": ", 1)) for line in printed.splitlines()]


class Answer:
    def __init__(self, response):
        self.status, self.body = response.status, response.read().decode()
        self.fields = sorted((name.lower(), value) for name, value in response.getheaders()
                             if name.lower() not in OF_THE_SERVER)


class Server:
    """The program under a configuration."""

    def __init__(self, **settings):
        block = {"issuer": ISSUER, "audience": AUDIENCE, "usernameClaim": "sub", "publicOrigin": ORIGIN, **settings}
        if "jwksUri" not in block:
            block["key"] = (keys("issuer") / "public.pem").read_text()
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump({"jwtAuthenticationMechanism": block}, file)
            file.flush()
            self.process = subprocess.Popen([PROGRAM, file.name], stdout=subprocess.PIPE, text=True)
            self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def ask(self, method, path, fields=(), host="notes.internal"):
        connection = self.connect()
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in [("Host", host), *fields]:
                connection.putheader(name, value)
            if method == "POST":
                connection.putheader("Content-Length", "0")
            connection.endheaders()
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def stop(self):
        lives = self.process.poll() is None
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.process.stdout.close()
        return lives


class AdapterTest(unittest.TestCase):
    def serve(self, **settings):
        server = Server(**settings)
        self.addCleanup(lambda: self.assertTrue(server.stop(), "the program has ended"))
        return server

    def expect(self, answer, status, fields=(), body=None):
        self.assertEqual((answer.status, answer.fields), (status, sorted(fields)))
        if body is not None:
            self.assertEqual(answer.body, body)


class RequestsTest(AdapterTest):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()

    @classmethod
    def tearDownClass(cls):
        assert cls.server.stop(), "the program has ended"

    def ask(self, *arguments, **more):
        return self.server.ask(*arguments, **more)

    def test_a_good_token_names_the_user(self):
        self.expect(self.ask("GET", "/notes", bearer()), 200, body="Notes of alice")

    def test_a_route_for_everyone_needs_no_token(self):
        self.expect(self.ask("GET", "/status"), 200, body="up")

    def test_names_of_fields_have_no_letter_case(self):
        self.expect(self.ask("GET", "/notes", [("aUTHORIZATION", bearer()[0][1])]), 200)

    def test_identity_that_a_client_claims_does_not_count(self):
        claimed = [("X-Auth-User", "root"), ("X-Remote-User", "root"), ("X-Forwarded-User", "root")]
        self.expect(self.ask("GET", "/notes", claimed + bearer()), 200, body="Notes of alice")
        self.expect(self.ask("GET", "/notes", claimed), 401, challenges(), "")

    def test_a_request_without_a_token_is_refused(self):
        self.expect(self.ask("GET", "/notes"), 401, challenges(), "")
        self.expect(self.ask("GET", "/notes", [("Authorization", "Basic dXNlcjpwYXNz")]), 401, challenges(), "")

    def test_a_malformed_token_is_refused(self):
        answer = self.ask("GET", "/notes", [("Authorization", "Bearer a.b.c")])
        self.expect(answer, 401, challenges(problem("The access token is malformed")), "")

    def test_an_expired_token_is_refused(self):
        answer = self.ask("GET", "/notes", bearer("--expires-in", "-1h"))
        self.expect(answer, 401, challenges(problem("The access token expired")), "")

    def test_a_token_for_another_audience_is_refused(self):
        answer = self.ask("GET", "/notes", bearer(audience="mail"))
        self.expect(answer, 401, challenges(problem("The access token is for another audience")), "")

    def test_a_forged_token_is_refused(self):
        answer = self.ask("GET", "/notes", bearer(key="stranger"))
        self.expect(answer, 401, challenges(problem("The access token is not acceptable")), "")

    def test_two_authorization_fields_are_refused(self):
        fields = bearer()
        self.expect(self.ask("GET", "/notes", fields), 200)
        several = problem("The request carries more than one Authorization field", "invalid_request")
        for pair in (fields + fields, fields + [("Authorization", "Bearer a.b.c")],
                     [("authorization", "Bearer a.b.c")] + fields):
            self.expect(self.ask("GET", "/notes", pair), 400, challenges(several, several), "")

    def test_a_head_request_is_answered_as_a_get_is_without_a_body(self):
        self.expect(self.ask("HEAD", "/notes", bearer()), 200, body="")
        self.expect(self.ask("HEAD", "/notes"), 401, challenges(), "")

    def test_a_scope_that_is_missing_is_named(self):
        reader = self.ask("POST", "/notes", bearer("--claim", "scope=notes:read"))
        scope = ', scope="notes:write"'
        missing = problem("The access token lacks a scope", "insufficient_scope") + scope
        self.expect(reader, 403, challenges(missing, scope), "")
        self.expect(self.ask("POST", "/notes", bearer("--claim", "scope=notes:read notes:write")), 201)
        self.expect(self.ask("POST", "/notes"), 401, challenges(scope, scope), "")

    def test_a_proof_is_good_once(self):
        fields = bound("GET", "/notes")
        self.expect(self.ask("GET", "/notes", fields), 200, body="Notes of alice")
        used = problem("The DPoP proof was used before", "invalid_dpop_proof")
        self.expect(self.ask("GET", "/notes", fields), 401, challenges(dpop=used), "")

    def test_a_proof_counts_whatever_the_query_and_the_host(self):
        self.expect(self.ask("GET", "/notes?page=2", bound("GET", "/notes")), 200)
        self.expect(self.ask("GET", "/notes", bound("GET", "/notes"), host="elsewhere.example"), 200)

    def test_a_proof_of_another_request_is_refused(self):
        other = problem("The htm or htu of the DPoP proof is not that of the request", "invalid_dpop_proof")
        for fields, host in [(bound("POST", "/notes"), "api.example"),
                             (bound("GET", "/other"), "api.example"),
                             (bound("GET", "/notes", "https://elsewhere.example"), "elsewhere.example"),
                             (bound("GET", "/other"), "api.example/other?"),
                             (bound("GET", "/other"), "api.example/other#")]:
            with self.subTest(host=host, fields=fields):
                answer = self.ask("GET", "/notes", fields, host=host)
                if "/" in host and answer.status == 400:
                    continue  # by a server that reads the field Host itself
                self.expect(answer, 401, challenges(dpop=other), "")

    def test_two_proofs_are_refused(self):
        fields = bound("GET", "/notes")
        several = problem("The request carries more than one DPoP proof", "invalid_dpop_proof")
        self.expect(self.ask("GET", "/notes", [*fields, bound("GET", "/notes")[1]]), 401, challenges(dpop=several), "")

    def test_a_bound_token_without_its_proof_is_refused(self):
        token = bound("GET", "/notes")[0][1]
        missing = problem("The request carries no DPoP proof", "invalid_dpop_proof")
        self.expect(self.ask("GET", "/notes", [("Authorization", token)]), 401, challenges(dpop=missing), "")


class SettingsTest(AdapterTest):
    def test_a_token_may_be_in_a_field_of_another_name(self):
        server = self.serve(tokenFrom=[{"header": "X-Notes-Token"}], dpop="off")
        self.expect(server.ask("GET", "/notes", [("X-Notes-Token", mint())]), 200, body="Notes of alice")
        self.assertEqual(server.ask("GET", "/notes", bearer()).status, 401)
        self.assertEqual(server.ask("GET", "/notes", 2 * [("X-Notes-Token", mint())]).status, 400)

    def test_a_nonce_is_asked_for(self):
        answer = self.serve(dpopNonce="required").ask("GET", "/notes", bound("GET", "/notes"))
        self.assertEqual(answer.status, 401)
        self.assertEqual([name for name, _ in answer.fields],
                         ["cache-control", "dpop-nonce", "www-authenticate", "www-authenticate"])


class Tenant(http.server.ThreadingHTTPServer):
    """Publishes its keys once they are released."""

    def __init__(self):
        self.released, tenant = threading.Event(), self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                tenant.released.wait(PATIENCE)
                document = (keys("issuer") / "jwks.json").read_bytes()
                self.send_response(200)
                self.send_header("Content-Length", str(len(document)))
                self.end_headers()
                self.wfile.write(document)

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def end(self):
        self.released.set()
        self.shutdown()
        self.server_close()


class PendingKeysTest(AdapterTest):
    def setUp(self):
        self.tenant = Tenant()
        self.addCleanup(self.tenant.end)
        keys("issuer"), bearer()
        self.server = self.serve(jwksUri=f"http://127.0.0.1:{self.tenant.server_port}/jwks.json", acceptPlainHttp=True,
                                 waitForKeys=0, keyRefresh="thread")

    @unittest.skipUnless(WAITS, "its requests do not wait")
    def test_a_request_waits_for_its_keys_and_others_are_answered_meanwhile(self):
        fields = bearer()
        waiting = self.server.connect()
        self.addCleanup(waiting.close)
        waiting.request("GET", "/notes", headers=dict(fields))
        self.assertEqual(self.server.ask("GET", "/status").body, "up")
        self.assertEqual(select.select([waiting.sock], [], [], 0.1)[0], [], "it is answered before its keys are there")
        self.tenant.released.set()
        self.expect(Answer(waiting.getresponse()), 200, body="Notes of alice")

    @unittest.skipIf(WAITS, "its requests wait")
    def test_a_request_whose_keys_are_being_fetched_is_told_to_come_again(self):
        fields = bearer()
        self.expect(self.server.ask("GET", "/notes", fields), 503, [("retry-after", "1")], "")
        self.tenant.released.set()
        deadline = time.monotonic() + PATIENCE
        while (answer := self.server.ask("GET", "/notes", fields)).status == 503 and time.monotonic() < deadline:
            time.sleep(0.05)
        self.expect(answer, 200, body="Notes of alice")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
