"""The gate over gRPC, asked as Envoy asks: what it lets in, what it refuses, and what it says of both."""

import contextlib
import json
import re
import sys
import time
import unittest
from pathlib import Path

try:
    import grpc  # noqa: F401
except ImportError:
    print("this Python has no grpcio: nothing is tested")
    sys.exit(77)

sys.path.insert(0, str(Path(__file__).parent))
from ext_authz import PATIENCE, Asking, question, verdict  # noqa: E402
from gate_support import Gate, proof_of  # noqa: E402
from support import FolderTest, keys, main, mechanism, mint, permissions, token  # noqa: E402
from tls_support import authority  # noqa: E402
from key_server import KeyServer  # noqa: E402, which support finds

IDENTITY = ("x-auth-user", "x-auth-roles", "x-auth-scopes")
RULES = permissions({"role": "reader", "predicate": "path-prefix('/orders') and method(GET)"},
                    {"role": "$unauthenticated", "predicate": "path('/open')"})


class GrpcTest(FolderTest):
    @contextlib.contextmanager
    def gate(self, *arguments, place="127.0.0.1:0", **more):
        gate = Gate("--grpc-listen", place, *arguments, **more)
        try:
            listening = next(line for line in gate.log if "listening on" in line)
            gate.place = re.search(r"over gRPC on ([^;\n]+)", listening)[1]
            yield gate
        finally:
            self.assertEqual(gate.stop(), 0, "".join(gate.log))

    @contextlib.contextmanager
    def asking(self, *arguments, **more):
        with self.gate(*arguments, **more) as gate, Asking(gate.place) as asking:
            yield asking


class AnswersTest(GrpcTest):
    def test_a_good_token_is_let_in_and_every_identity_field_overwritten(self):
        with self.asking("--header", "X-Auth-Email=email") as gate:
            for is_raw in (True, False):
                let_in = gate.ask(("x-auth-user", "root"), ("x-auth-email", "root@a.example"), ("cache-control", "no-cache"),
                                  bearer=token("reader", "a,b"), is_raw=is_raw)
                self.assertEqual({one.name: one.value for one in let_in.fields},
                                 {"x-auth-user": "user", "x-auth-roles": "reader,a%2Cb", "x-auth-scopes": "",
                                  "x-auth-email": ""})
                self.assertEqual({(one.action, one.keeps_empty) for one in let_in.fields}, {(2, True)})
                self.assertEqual((let_in.removed, let_in.added), ([], []))

    def test_fields_that_some_programs_take_for_the_identity_are_removed(self):
        with self.asking("--header", "X-Email=email") as gate:
            let_in = gate.ask(("x_auth_user", "root"), ("x-auth_roles", "root"), ("x_email", "root"), ("x_other", "1"),
                              ("x-auth-other", "1"), bearer=token("reader"))
            self.assertEqual(sorted(let_in.removed), ["x-auth_roles", "x_auth_user", "x_email"])

    def test_a_refusal_is_whole(self):
        with self.asking("--require-scope", "read") as gate:
            missing = gate.ask()
            self.assertEqual((missing.status, missing.code), (401, 16))
            self.assertEqual(missing["www-authenticate"][0], 'Bearer realm="api", scope="read"')
            self.assertEqual((missing["cache-control"], missing["content-type"]), (["no-store"], ["application/json"]))
            self.assertEqual(json.loads(missing.body)["http status code"], 401)
            self.assertEqual([name for name in IDENTITY if missing[name]], [])
            lacking = gate.ask(bearer=token("reader"))
            self.assertEqual((lacking.status, lacking.code), (403, 7))
            self.assertIn('error="insufficient_scope"', lacking["www-authenticate"][0])
            forged = gate.ask(bearer=token("reader")[:-8] + "AAAAAAAA")
            self.assertEqual(forged.status, 401)
            self.assertIn('error="invalid_token"', forged["www-authenticate"][0])

    def test_two_tokens_are_refused_in_both_forms(self):
        good = "Bearer " + token("reader")
        with self.asking() as gate:
            self.assertEqual(gate.ask(("authorization", good)).status, 200)
            self.assertEqual(gate.ask(("authorization", good), ("authorization", good)).status, 400)
            self.assertEqual(gate.ask(("authorization", good), ("Authorization", "Basic eDp5")).status, 400)
            for joined in (f"{good},{good}", f"{good}, {good}", f"{good},", f",{good}", f"Basic eDp5,{good}"):
                self.assertEqual(gate.ask(("authorization", joined), is_raw=False).status, 401, joined[:20])

    def test_permissions_are_asked_about_the_attributes(self):
        reader = token("reader")
        with self.asking(fileAclAuthorizer=RULES) as gate:
            for more, status in (({}, 200), ({"path": "/orders/7?x=1"}, 200), ({"method": "POST"}, 403),
                                 ({"path": "/other"}, 403), ({"path": "/orders/../other"}, 400), ({"path": ""}, 403),
                                 ({"path": None}, 403), ({"method": None}, 403), ({"host": None}, 403),
                                 ({"host": "a/b"}, 403), ({"host": "user@a"}, 403), ({"method": "GE T"}, 403),
                                 ({"path": b"/orders/\xff"}, 403), ({"scheme": None}, 200)):
                self.assertEqual(gate.ask(bearer=reader, **more).status, status, more)
            lies = [(":path", "/orders"), (":method", "GET"), ("x-forwarded-uri", "/orders"), ("host", "x")]
            self.assertEqual(gate.ask(*lies, path="/other", bearer=reader).status, 403)
            self.assertEqual(gate.ask(*lies, path="/other", bearer=reader, is_raw=False).status, 403)
            anyone = gate.ask(("x-auth-user", "root"), path="/open")
            self.assertEqual([(one.name, one.value, one.action) for one in anyone.fields],
                             [(name, "", 2) for name in IDENTITY])
            self.assertEqual(gate.ask(path="/open", bearer=reader + "x").status, 401)

    def test_a_bound_token_needs_its_proof_for_the_request_of_the_client(self):
        with self.asking() as gate:
            def ask(proof, **more):
                return gate.ask(*[(name.lower(), value) for name, value in proof], **more)
            proof = proof_of("POST", "https://api.example/orders")
            self.assertEqual(ask(proof, method="POST", path="/orders?x=1").status, 200)
            again = ask(proof, method="POST")
            self.assertEqual(again.status, 401)
            challenges = [one for one in again.fields if one.name == "www-authenticate"]
            self.assertEqual([one.action for one in challenges], [2] + [0] * (len(challenges) - 1))
            self.assertTrue(any('error="invalid_dpop_proof"' in one.value for one in challenges))
            for more in ({}, {"method": "POST", "path": "/other"}, {"method": "POST", "host": "evil.example"},
                         {"method": "POST", "scheme": "http"}):
                self.assertEqual(ask(proof_of("POST", "https://api.example/orders"), **more).status, 401, more)

    def test_strangers_cannot_say_what_a_client_asked_for(self):
        with self.asking("--trusted-proxy", "192.0.2.1", fileAclAuthorizer=RULES) as gate:
            self.assertEqual(gate.ask(bearer=token("reader")).status, 403)


class StrangersTest(GrpcTest):
    def assert_fails(self, code, call, *arguments):
        with self.assertRaises(grpc.RpcError) as error:
            call(*arguments)
        self.assertEqual(error.exception.code(), code)

    def test_what_is_no_question_gets_no_permission(self):
        good = question(("authorization", "Bearer " + token("reader")))
        with self.asking() as gate:
            self.assertEqual(gate.ask_bytes(good).status, 200)
            for size in range(1, len(good), 50):
                self.assert_fails(grpc.StatusCode.UNIMPLEMENTED, gate.ask_bytes, good[:size])
            for empty in (b"", b"\x0a\0", question(method=None, path=None, host=None, scheme=None)):
                self.assertEqual(gate.ask_bytes(empty).status, 401)
            self.assertEqual(gate.ask(("authorization", b"Bearer \0\xff")).status, 401)
            self.assertEqual(gate.ask(("authorization\0", "Bearer " + token("reader"))).status, 401)

    def test_what_is_too_large_is_refused_before_it_is_read(self):
        with self.gate() as gate, Asking(gate.place) as asking:
            bearer = token("reader")
            self.assertEqual(asking.ask(("x", "y" * 200_000), bearer=bearer).status, 200)
            self.assert_fails(grpc.StatusCode.RESOURCE_EXHAUSTED, asking.ask, ("x", "y" * 300_000))
            self.assertEqual(asking.ask(*[("authorization", "x")] * 10_000).status, 400)
            with Asking(gate.place, compression=grpc.Compression.Gzip) as packing:
                self.assert_fails(grpc.StatusCode.UNIMPLEMENTED, packing.ask, ("x", "y" * 10_000_000))
            self.assertEqual(asking.ask(bearer=bearer).status, 200)

    def test_many_checks_beside_each_other_have_each_its_own_answer(self):
        with self.gate() as gate, Asking(gate.place) as one, Asking(gate.place) as other:
            good, none = question(("authorization", "Bearer " + token("reader"))), question()
            answers = [asking.call.future(asked, timeout=PATIENCE) for _ in range(500) for asking in (one, other)
                       for asked in (good, none)]
            self.assertEqual([verdict(answer.result()).status for answer in answers], [200, 401] * 1000)


class PendingKeysTest(GrpcTest):
    def setUp(self):
        super().setUp()
        self.issuer = KeyServer()
        self.addCleanup(self.issuer.close)
        self.issuer.documents["/keys"] = (keys() / "jwks.json").read_text()

    @contextlib.contextmanager
    def fetching(self, *arguments):
        settings = mechanism(jwksUri=self.issuer.url + "/keys", acceptPlainHttp=True)
        del settings["key"]
        with self.gate(*arguments, settings={"jwtAuthenticationMechanism": settings}) as gate, Asking(gate.place) as asking:
            yield gate, asking

    def test_checks_wait_for_their_keys_and_hold_nobody_up(self):
        self.issuer.silent = True
        good = question(("authorization", "Bearer " + token("reader")))
        with self.fetching() as (_, asking):
            held = [asking.call.future(good, timeout=PATIENCE) for _ in range(300)]
            for _ in range(20):
                self.assertEqual(asking.ask().status, 401)
            self.issuer.silent = False
            self.assertEqual({verdict(one.result()).status for one in held}, {200})

    def test_a_check_is_not_held_for_ever(self):
        self.issuer.silent = True
        with self.fetching() as (_, asking):
            answer = asking.ask(bearer=token("reader"))
            self.assertEqual((answer.status, answer.code), (503, 14))
            self.assertRegex(answer["retry-after"][0], r"\A\d+\Z")

    def test_an_end_waits_for_no_keys(self):
        self.issuer.silent = True
        with self.fetching() as (gate, asking):
            held = [asking.call.future(question(("authorization", "Bearer " + token("reader"))), timeout=PATIENCE)
                    for _ in range(50)]
            self.assertEqual(asking.ask().status, 401)
            begin = time.monotonic()
            self.assertEqual(gate.stop(), 0)
            gate.stop = lambda: 0
            self.assertLess(time.monotonic() - begin, 20)
            for one in held:
                try:
                    self.assertEqual(verdict(one.result()).status, 503)
                except grpc.RpcError:
                    pass  # it is no permission


class OperatingTest(GrpcTest):
    def test_it_listens_on_a_unix_socket_and_takes_the_file_away(self):
        place = self.folder / "gate.sock"
        with self.asking(place=f"unix:{place}", fileAclAuthorizer=RULES) as gate:
            self.assertEqual(gate.ask(bearer=token("reader")).status, 200)
            self.assertEqual(place.stat().st_mode & 0o777, 0o660)
            with self.assertRaises(AssertionError) as second:
                Gate("--grpc-listen", f"unix:{place}")
            self.assertIn("another server listens there", str(second.exception))
        self.assertFalse(place.exists())

    def test_a_place_that_is_taken_is_refused(self):
        with self.gate() as gate:
            with self.assertRaises(AssertionError) as second:
                Gate("--grpc-listen", gate.place)
            self.assertIn(f"cannot listen on {gate.place}", str(second.exception))

    def test_a_proxy_may_ask_by_tls(self):
        chain, key = authority().issue("gate")
        with self.gate("--certificate-file", chain, "--private-key-file", key) as gate:
            with Asking(gate.place, authority=authority().root.read_bytes()) as asking:
                self.assertEqual(asking.ask(bearer=token("reader")).status, 200)
                self.assertEqual(asking.ask().status, 401)
            with Asking(gate.place) as asking, self.assertRaises(grpc.RpcError):
                asking.ask(bearer=token("reader"))

    def test_checks_are_counted_and_logged(self):
        with self.gate("--operations", "127.0.0.1:0", "--log-requests") as gate, Asking(gate.place) as asking:
            asking.ask(bearer=token("reader"), path="/orders?secret")
            asking.ask(method="POST")
            _, text = gate.operations("/metrics")
            self.assertIn('jwtauth_http_requests_total{method="GET",status="2xx"} 1', text)
            self.assertIn('jwtauth_http_requests_total{method="POST",status="4xx"} 1', text)
            gate.expect_logged('"method":"GET","path":"/orders","status":200')


if __name__ == "__main__":
    main()
