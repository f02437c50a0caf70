"""What the program of an adapter answers to good and bad requests. The same for all of them:

    adapters_test.py JWTAUTH PROGRAM [--waits] [--grpc] [--first-field] [--expiry]

JWTAUTH is the command line `jwtauth`, which makes keys and tokens. --waits: a request whose keys are being fetched waits
for them; otherwise it is answered 503. --grpc: the program speaks gRPC, whose codes are read as the statuses of HTTP.
--first-field: the framework drops all fields of a name but the first, and an answer has each field once. --expiry: the
framework keeps answers that have an expiry, and /notes/1 has one.
"""
import base64
import contextlib
import functools
import hmac
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
WAITS, GRPC, FIRST_FIELD, EXPIRY = (
    option in sys.argv for option in ("--waits", "--grpc", "--first-field", "--expiry"))
if GRPC:
    import grpc
    READ, WRITE, STATUS = (("POST", "/notes.Notes/" + name) for name in ("Read", "Write", "Status"))
    STATUSES = {"OK": 200, "UNAUTHENTICATED": 401, "PERMISSION_DENIED": 403, "UNAVAILABLE": 503}
    CREATED, REPEATED = 200, 401
else:
    READ, WRITE, STATUS = ("GET", "/notes"), ("POST", "/notes"), ("GET", "/status")
    CREATED, REPEATED = 201, 400
ISSUER, AUDIENCE, ORIGIN, PATIENCE = "https://issuer.example/", "notes", "https://api.example", 60
# What a server adds to any answer by itself.
OF_THE_SERVER = {"accept-ranges", "connection", "content-length", "content-type", "date", "keep-alive", "server"}
FOLDER = tempfile.TemporaryDirectory()


def challenges(bearer="", dpop=""):
    """The fields of a refusal, and which of its challenges names the problem."""
    values = ['Bearer realm="api"' + bearer, 'DPoP realm="api", algs="ES256 EdDSA Ed25519 PS256 RS256"' + dpop]
    return [("www-authenticate", value) for value in ([", ".join(values)] if FIRST_FIELD else values)]


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


def bound(method, path, origin=ORIGIN, *arguments):
    """The fields of a request with a bound token and its proof."""
    printed = mint("--dpop", keys("client", "ES256") / "private.pem", "--proof", f"{method} {origin}{path}", *arguments)
    return [tuple(line.split(": ", 1)) for line in printed.splitlines()]


class Answer:
    def __init__(self, response):
        self.status, self.body = response.status, response.read().decode()
        self.fields = sorted((name.lower(), value) for name, value in response.getheaders()
                             if name.lower() not in OF_THE_SERVER)


class AnswerOverGrpc:
    def __init__(self, call):
        self.status = STATUSES[call.code().name]
        self.body = call.result()[2:].decode() if self.status == 200 else ""  # the only field of the message
        self.fields = sorted((name, value) for name, value in call.trailing_metadata())


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
            self.port = self.read_port()
            self.port_for_users = self.read_port() if GRPC else None

    def read_port(self):
        return int(self.process.stdout.readline().rsplit(":", 1)[1])

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def call(self, path, fields, channel):
        """A call of gRPC, whose names of fields are in lower case."""
        with channel:
            call = channel.unary_unary(path)
            try:
                return AnswerOverGrpc(call.with_call(b"", PATIENCE, [(name.lower(), value) for name, value in fields])[1])
            except grpc.RpcError as error:
                return AnswerOverGrpc(error)

    def ask(self, method, path, fields=(), host="notes.internal"):
        if GRPC:
            return self.call(path, fields, grpc.insecure_channel(f"127.0.0.1:{self.port}"))
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
        self.expect(self.ask(*READ, bearer()), 200, body="Notes of alice")

    def test_a_route_for_everyone_needs_no_token(self):
        self.expect(self.ask(*STATUS), 200, body="up")

    def test_names_of_fields_have_no_letter_case(self):
        self.expect(self.ask(*READ, [("aUTHORIZATION", bearer()[0][1])]), 200)

    @unittest.skipIf(GRPC, "the values of its fields are exact")
    def test_white_space_around_a_value_does_not_count(self):
        self.expect(self.ask(*READ, [("Authorization", " \t" + bearer()[0][1] + " \t")]), 200)

    def test_identity_that_a_client_claims_does_not_count(self):
        claimed = [("X-Auth-User", "root"), ("X-Remote-User", "root"), ("X-Forwarded-User", "root")]
        self.expect(self.ask(*READ, claimed + bearer()), 200, body="Notes of alice")
        self.expect(self.ask(*READ, claimed), 401, challenges(), "")

    def test_a_request_without_a_token_is_refused(self):
        self.expect(self.ask(*READ), 401, challenges(), "")
        self.expect(self.ask(*READ, [("Authorization", "Basic dXNlcjpwYXNz")]), 401, challenges(), "")

    def test_a_malformed_token_is_refused(self):
        answer = self.ask(*READ, [("Authorization", "Bearer a.b.c")])
        self.expect(answer, 401, challenges(problem("The access token is malformed")), "")

    def test_an_expired_token_is_refused(self):
        answer = self.ask(*READ, bearer("--expires-in", "-1h"))
        self.expect(answer, 401, challenges(problem("The access token expired")), "")

    def test_a_token_for_another_audience_is_refused(self):
        answer = self.ask(*READ, bearer(audience="mail"))
        self.expect(answer, 401, challenges(problem("The access token is for another audience")), "")

    def test_a_forged_token_is_refused(self):
        answer = self.ask(*READ, bearer(key="stranger"))
        self.expect(answer, 401, challenges(problem("The access token is not acceptable")), "")

    @unittest.skipUnless(FIRST_FIELD, "others show all fields of a name")
    def test_the_first_authorization_field_counts(self):
        good, bad = bearer(), [("authorization", "Bearer a.b.c")]
        self.expect(self.ask(*READ, good + bad), 200, body="Notes of alice")
        self.expect(self.ask(*READ, good + 200 * bad), 200, body="Notes of alice")
        malformed = challenges(problem("The access token is malformed"))
        self.expect(self.ask(*READ, bad + good), 401, malformed, "")
        self.expect(self.ask(*READ, [("Authorization", "")] + good), 401, challenges(), "")

    @unittest.skipIf(FIRST_FIELD, "the framework drops the second one")
    def test_two_authorization_fields_are_refused(self):
        fields = bearer()
        self.expect(self.ask(*READ, fields), 200)
        several = problem("The request carries more than one Authorization field", "invalid_request")
        for pair in (fields + fields, fields + [("Authorization", "Bearer a.b.c")],
                     [("authorization", "Bearer a.b.c")] + fields):
            self.expect(self.ask(*READ, pair), REPEATED, challenges(several, several), "")

    @unittest.skipIf(GRPC, "gRPC has no HEAD")
    def test_a_head_request_is_answered_as_a_get_is_without_a_body(self):
        self.expect(self.ask("HEAD", "/notes", bearer()), 200, body="")
        self.expect(self.ask("HEAD", "/notes"), 401, challenges(), "")

    @unittest.skipIf(GRPC, "gRPC has no HEAD")
    def test_a_proof_for_head_is_not_one_for_get(self):
        self.expect(self.ask("HEAD", "/notes", bound("HEAD", "/notes")), 200, body="")
        self.assertEqual(self.ask("HEAD", "/notes", bound("GET", "/notes")).status, 401)
        self.assertEqual(self.ask("GET", "/notes", bound("HEAD", "/notes")).status, 401)

    @unittest.skipUnless(EXPIRY, "of frameworks that keep answers")
    def test_an_answer_that_the_framework_would_keep_is_for_its_user_alone(self):
        for _ in range(2):
            self.expect(self.ask("GET", "/notes/1", bearer()), 200, body="Note 1 of alice")
            self.expect(self.ask("GET", "/notes/1"), 401, challenges(), "")

    def test_a_scope_that_is_missing_is_named(self):
        reader = self.ask(*WRITE, bearer("--claim", "scope=notes:read"))
        scope = ', scope="notes:write"'
        missing = problem("The access token lacks a scope", "insufficient_scope") + scope
        self.expect(reader, 403, challenges(missing, scope), "")
        self.expect(self.ask(*WRITE, bearer("--claim", "scope=notes:read notes:write")), CREATED)
        self.expect(self.ask(*WRITE), 401, challenges(scope, scope), "")

    def test_a_proof_is_good_once(self):
        fields = bound(*READ)
        self.expect(self.ask(*READ, fields), 200, body="Notes of alice")
        used = problem("The DPoP proof was used before", "invalid_dpop_proof")
        self.expect(self.ask(*READ, fields), 401, challenges(dpop=used), "")

    def test_a_proof_counts_whatever_the_query_and_the_host(self):
        if not GRPC:
            self.expect(self.ask("GET", "/notes?page=2", bound(*READ)), 200)
        self.expect(self.ask(*READ, bound(*READ), host="elsewhere.example"), 200)

    def test_a_proof_of_another_request_is_refused(self):
        other = problem("The htm or htu of the DPoP proof is not that of the request", "invalid_dpop_proof")
        for fields, host in [(bound(*WRITE), "api.example"),
                             (bound("GET", "/other"), "api.example"),
                             (bound(*READ, "https://elsewhere.example"), "elsewhere.example"),
                             (bound("GET", "/other"), "api.example/other?"),
                             (bound("GET", "/other"), "api.example/other#")]:
            with self.subTest(host=host, fields=fields):
                answer = self.ask(*READ, fields, host=host)
                if "/" in host and answer.status == 400:
                    continue  # by a server that reads the field Host itself
                self.expect(answer, 401, challenges(dpop=other), "")

    @unittest.skipUnless(GRPC, "of gRPC alone")
    def test_a_processor_refuses_strangers_before_any_handler(self):
        def ask(fields):
            port = self.server.port_for_users
            local = grpc.local_channel_credentials(grpc.LocalConnectionType.LOCAL_TCP)
            return self.server.call(STATUS[1], fields, grpc.secure_channel(f"127.0.0.1:{port}", local))

        self.expect(ask(bearer()), 200, body="up")
        self.expect(ask(bound(*STATUS)), 200, body="up")
        for fields in ([], bearer("--expires-in", "-1h"), bearer(key="stranger"), 2 * bearer(), bound(*READ)):
            self.expect(ask(fields), 401)

    @unittest.skipUnless(FIRST_FIELD, "others show all fields of a name")
    def test_the_first_proof_counts(self):
        token, proof = bound(*READ)
        other = bound(*WRITE)[1]
        self.expect(self.ask(*READ, [token, proof, other]), 200, body="Notes of alice")
        token, proof = bound(*READ)
        self.assertEqual(self.ask(*READ, [token, other, proof]).status, 401)

    @unittest.skipIf(FIRST_FIELD, "the framework drops the second one")
    def test_two_proofs_are_refused(self):
        fields = bound(*READ)
        several = problem("The request carries more than one DPoP proof", "invalid_dpop_proof")
        self.expect(self.ask(*READ, [*fields, bound(*READ)[1]]), 401, challenges(dpop=several), "")

    def test_a_bound_token_without_its_proof_is_refused(self):
        token = bound(*READ)[0][1]
        missing = problem("The request carries no DPoP proof", "invalid_dpop_proof")
        self.expect(self.ask(*READ, [("Authorization", token)]), 401, challenges(dpop=missing), "")


class SettingsTest(AdapterTest):
    def test_a_token_may_be_in_a_field_of_another_name(self):
        server = self.serve(tokenFrom=[{"header": "X-Notes-Token"}], dpop="off")
        self.expect(server.ask(*READ, [("X-Notes-Token", mint())]), 200, body="Notes of alice")
        self.assertEqual(server.ask(*READ, bearer()).status, 401)
        self.assertEqual(server.ask(*READ, 2 * [("X-Notes-Token", mint())]).status, 200 if FIRST_FIELD else REPEATED)

    @unittest.skipIf(GRPC, "gRPC has no cookies")
    def test_a_token_may_be_in_a_cookie(self):
        server = self.serve(tokenFrom=[{"cookie": "notes"}], dpop="off")
        self.expect(server.ask(*READ, [("Cookie", f"theme=dark; notes={mint()}; lang=en")]), 200, body="Notes of alice")
        self.assertEqual(server.ask(*READ, [("Cookie", "theme=dark; notes=a.b.c; lang=en")]).status, 401)

    def test_a_nonce_is_asked_for(self):
        answer = self.serve(dpopNonce="required").ask(*READ, bound(*READ))
        self.assertEqual(answer.status, 401)
        self.assertEqual([name for name, _ in answer.fields],
                         ["cache-control", "dpop-nonce", *(name for name, _ in challenges())])


    def test_the_next_nonce_comes_with_the_answer_to_a_user(self):
        secret = "0123456789abcdef0123456789abcdef"
        minute_before = (int(time.time()) // 60 - 1).to_bytes(8, "big")
        mac = hmac.digest(secret.encode(), b"DPoP-Nonce" + minute_before, "sha256")[:16]
        nonce = base64.urlsafe_b64encode(minute_before + mac).decode().rstrip("=")
        server = self.serve(dpopNonce="required", dpopNonceSecret=secret)
        answer = server.ask(*READ, bound(*READ, ORIGIN, "--nonce", nonce))
        self.assertEqual((answer.status, answer.body), (200, "Notes of alice"))
        self.assertEqual([name for name, _ in answer.fields], ["cache-control", "dpop-nonce"])
        self.assertEqual(answer.fields[0][1], "no-store")


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
                with contextlib.suppress(ConnectionError):  # of a program that has ended, or lost its patience
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
        waiting.request(*READ, headers=dict(fields))
        self.assertEqual(self.server.ask(*STATUS).body, "up")
        self.assertEqual(select.select([waiting.sock], [], [], 0.1)[0], [], "it is answered before its keys are there")
        self.tenant.released.set()
        released = time.monotonic()
        self.expect(Answer(waiting.getresponse()), 200, body="Notes of alice")
        self.assertLess(time.monotonic() - released, 5, "it was not told that its keys are there")

    @unittest.skipIf(WAITS, "its requests wait")
    def test_a_request_whose_keys_are_being_fetched_is_told_to_come_again(self):
        fields = bearer()
        self.expect(self.server.ask(*READ, fields), 503, [("retry-after", "1")], "")
        self.tenant.released.set()
        deadline = time.monotonic() + PATIENCE
        while (answer := self.server.ask(*READ, fields)).status == 503 and time.monotonic() < deadline:
            time.sleep(0.05)
        self.expect(answer, 200, body="Notes of alice")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
