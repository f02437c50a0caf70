"""Tokens that no longer count although they have not expired. The configuration names what knows them: a deny list in a
file, or an authorization server that is asked."""

import json
import os
import threading
import time
import urllib.parse

from support import AUDIENCE, ISSUER, PATIENCE, FolderTest, Server, configuration, main, mechanism, mint
from key_server import KeyServer, answer_with  # support sets the path

UNTIL = 4_000_000_000


class AuthorizationServer:
    """Knows one opaque token and says who has it, by plain HTTP on loopback; `held` keeps its answers back."""

    def __init__(self, token):
        self._token, self._server = token, KeyServer()
        self._server.documents["/introspect"] = self._answer
        self.held, self.asked, self.uri = threading.Event(), [], self._server.url + "/introspect"
        self.held.set()

    def _answer(self, handler):
        form = urllib.parse.parse_qs(handler.rfile.read(int(handler.headers["Content-Length"])).decode())
        self.asked.append((handler.path, form["token"][0], handler.headers["Authorization"]))
        self.held.wait(PATIENCE)
        known = {"active": True, "iss": ISSUER, "aud": AUDIENCE, "sub": "ann", "exp": UNTIL, "roles": ["admin"]}
        answer = known if form["token"] == [self._token] else {"active": False}
        answer_with(json.dumps(answer), Content_Type="application/json")(handler)

    def close(self):
        self.held.set()
        self._server.close()


class RevokedTokensTest(FolderTest):
    def serve(self, block):
        server = Server(configuration(jwtAuthenticationMechanism=block))
        self.addCleanup(server.stop)
        return server

    def replace(self, name, text):
        new = self.folder / (name + ".new")
        new.write_text(text)
        os.replace(new, self.folder / name)
        return str(self.folder / name)

    def test_a_token_is_refused_once_its_name_is_in_the_file(self):
        stolen = mint("--claim", "jti=stolen", "--claim-json", 'roles=["admin"]')
        path = self.replace("denied.json", '{"denied": []}')
        server = self.serve(mechanism(denyListFile=path))
        self.assertEqual(server.request("GET", "/_openapi", bearer=stolen).status, 200)
        self.replace("denied.json", json.dumps({"denied": [{"jti": "stolen", "until": UNTIL}]}))
        end = time.monotonic() + PATIENCE
        while (answer := server.request("GET", "/_openapi", bearer=stolen)).status == 200 and time.monotonic() < end:
            time.sleep(0.05)
        self.assertEqual(answer.status, 401)
        self.assertIn('error="invalid_token"', answer["WWW-Authenticate"])

    def test_a_file_that_cannot_be_used_keeps_the_server_from_starting(self):
        path = self.replace("denied.json", '{"denied": "all"}')
        with self.assertRaisesRegex(AssertionError, "denyListFile"):
            self.serve(mechanism(denyListFile=path))

    def opaque(self, authority):
        return {"issuer": ISSUER, "audience": AUDIENCE, "usernameClaim": "sub", "rolesClaim": "roles",
                "introspection": {"uri": authority.uri, "tokens": "opaque", "acceptPlainHttp": True, "clientId": "api",
                                  "clientSecretFile": self.replace("secret", "not told\n")}}

    def test_opaque_tokens_are_those_that_the_authorization_server_knows(self):
        authority = AuthorizationServer("opaque-one")
        self.addCleanup(authority.close)
        server = self.serve(self.opaque(authority))
        self.assertEqual(server.request("GET", "/_openapi", bearer="opaque-one").status, 200)
        self.assertEqual(server.request("GET", "/_openapi", bearer="opaque-two").status, 401)
        self.assertEqual([(path, token) for path, token, _ in authority.asked],
                         [("/introspect", "opaque-one"), ("/introspect", "opaque-two")])
        self.assertEqual({fields for _, _, fields in authority.asked}, {"Basic YXBpOm5vdCUyMHRvbGQ="})

    def test_a_request_that_waits_for_an_answer_keeps_no_other_waiting(self):
        authority = AuthorizationServer("opaque-one")
        self.addCleanup(authority.close)
        authority.held.clear()
        server = self.serve(self.opaque(authority))
        answers = []

        def ask():
            answers.append(server.request("GET", "/_openapi", bearer="opaque-one").status)

        waiting = [threading.Thread(target=ask) for _ in range(40)]
        for each in waiting:
            each.start()
        self.assertEqual(server.request("GET", "/ping").status, 200)
        self.assertEqual(server.request("GET", "/").status, 401)
        authority.held.set()
        for each in waiting:
            each.join(PATIENCE)
        self.assertEqual(answers, [200] * 40)
        self.assertEqual(len(authority.asked), 1)


if __name__ == "__main__":
    main()
