"""Keys that are not in the configuration: in a file, at a URL, of several issuers; what /health says of them, and what
SIGHUP does."""

import contextlib
import json
import signal
import subprocess
import time

from support import COMMAND_LINE, FolderTest, ISSUER, PATIENCE, Server, configuration, keys, main, mechanism, mint
from key_server import KeyServer  # support sets the path

OTHER_ISSUER = "https://other.example/"


class KeySourceTest(FolderTest):
    def setUp(self):
        super().setUp()
        self.tenant = KeyServer()
        self.addCleanup(self.tenant.close)

    def other_keys(self):
        folder = self.folder / "other"
        if not folder.exists():
            subprocess.run([COMMAND_LINE, "keygen", "--out", folder], check=True, stdout=subprocess.DEVNULL)
        return folder

    @contextlib.contextmanager
    def server(self, *mechanisms):
        blocks = list(mechanisms) if len(mechanisms) > 1 else mechanisms[0]
        server = Server(configuration(jwtAuthenticationMechanism=blocks))
        try:
            yield server
        finally:
            self.assertEqual(server.stop(), 0)

    def publish(self, jwks):
        """The set, and the metadata that names it."""
        self.tenant.documents = {
            "/jwks.json": jwks,
            "/.well-known/openid-configuration": json.dumps({"issuer": self.tenant.url,
                                                             "jwks_uri": self.tenant.url + "/jwks.json"}),
        }

    @staticmethod
    def fetched(**settings):
        block = mechanism(**settings)
        del block["key"]
        return block

    def jwks(self, folder=None):
        return ((folder or keys()) / "jwks.json").read_text()

    def token(self, folder=None, issuer=ISSUER):
        return mint("--claim-json", 'roles=["admin"]', key=(folder or keys()) / "private.pem", issuer=issuer)

    def eventually(self, server, status, bearer):
        """The keys are fetched while requests are answered."""
        end = time.monotonic() + PATIENCE
        while (answer := server.request("GET", "/_openapi", bearer=bearer)).status != status and time.monotonic() < end:
            time.sleep(0.02)
        self.assertEqual(answer.status, status, answer)
        return answer

    def test_keys_of_a_file_are_read_again_at_a_hangup(self):
        file = self.folder / "jwks.json"
        file.write_text(self.jwks())
        with self.server(self.fetched(jwksFile=str(file))) as server:
            self.eventually(server, 200, self.token())
            self.eventually(server, 401, self.token(self.other_keys()))
            file.write_text(self.jwks(self.other_keys()))
            server.process.send_signal(signal.SIGHUP)
            self.eventually(server, 200, self.token(self.other_keys()))
            self.eventually(server, 401, self.token())

    def test_a_file_that_is_replaced_is_noticed_by_the_server_itself(self):
        file = self.folder / "jwks.json"
        file.write_text(self.jwks())
        with self.server(self.fetched(jwksFile=str(file))) as server:
            self.eventually(server, 200, self.token())
            withdrawn = self.token()
            new = self.folder / "new.json"
            new.write_text(self.jwks(self.other_keys()))
            new.replace(file)
            self.eventually(server, 401, withdrawn)
            self.eventually(server, 200, self.token(self.other_keys()))

    def test_keys_at_a_url_and_of_an_issuer_are_fetched(self):
        self.publish(self.jwks())
        with self.server(self.fetched(jwksUri=self.tenant.url + "/jwks.json", acceptPlainHttp=True)) as server:
            self.eventually(server, 200, self.token())
        with self.server(self.fetched(issuer=self.tenant.url, issuerDiscovery=True, acceptPlainHttp=True)) as server:
            self.eventually(server, 200, self.token(issuer=self.tenant.url))

    def test_a_key_that_was_published_just_now_is_waited_for(self):
        self.publish(self.jwks())
        with self.server(self.fetched(jwksUri=self.tenant.url + "/jwks.json", acceptPlainHttp=True)) as server:
            self.eventually(server, 200, self.token())
            both = json.loads(self.jwks())["keys"] + json.loads(self.jwks(self.other_keys()))["keys"]
            self.publish(json.dumps({"keys": both}))
            self.assertEqual(server.request("GET", "/_openapi", bearer=self.token(self.other_keys())).status, 200)
            self.assertEqual(server.request("GET", "/_openapi", bearer=self.token()).status, 200)
            # Within the pause; and as many unknown keys as there are do not make it 503.
            for _ in range(3):
                stranger = mint("--header", "kid=unknown", "--claim-json", 'roles=["admin"]')
                self.assertEqual(server.request("GET", "/_openapi", bearer=stranger).status, 401)

    def test_while_the_tenant_is_down_it_is_503_and_once_it_is_up_the_server_is_ready(self):
        with self.server(self.fetched(jwksUri=self.tenant.url + "/jwks.json", acceptPlainHttp=True)) as server:
            answer = server.request("GET", "/_openapi", bearer=self.token())
            self.assertEqual((answer.status, answer["Retry-After"]), (503, "1"))
            self.assertEqual(server.request("GET", "/_openapi").status, 401)
            health = server.request("GET", "/health")
            self.assertEqual((health.status, health.json["ready"]), (503, False))
            self.publish(self.jwks())
            self.eventually(server, 200, self.token())
            health = server.request("GET", "/health")
            self.assertEqual((health.status, health.json["ready"]), (200, True))
            issuer = health.json["issuers"][0]
            self.assertEqual((issuer["issuer"], issuer["source"], len(issuer["keyIds"])), (ISSUER, "fetched", 1))
            self.assertGreaterEqual(issuer["failures"], 1)
            self.assertLess(issuer["secondsSinceSuccess"], PATIENCE)

    def test_the_log_says_at_once_and_after_a_hangup_why_keys_cannot_be_fetched_and_when_they_are_there_again(self):
        url = self.tenant.url + "/jwks.json"
        cause = f"the keys of {ISSUER} cannot be fetched: {url}: status 404; expected 200"
        with self.server(self.fetched(jwksUri=url, acceptPlainHttp=True)) as server:
            server.expect_logged(cause)
            server.process.send_signal(signal.SIGHUP)
            server.expect_logged(cause, 2)
            self.publish(self.jwks())
            server.process.send_signal(signal.SIGHUP)
            server.expect_logged(f"the keys of {ISSUER} are fetched again: 1 can be used")

    def test_two_issuers_each_have_their_own_keys(self):
        self.publish(self.jwks(self.other_keys()))
        other = self.fetched(issuer=OTHER_ISSUER, jwksUri=self.tenant.url + "/jwks.json", acceptPlainHttp=True)
        with self.server(mechanism(), other) as server:
            self.eventually(server, 200, self.token(self.other_keys(), OTHER_ISSUER))
            self.assertEqual(server.request("GET", "/_openapi", bearer=self.token()).status, 200)
            for crossed in (self.token(issuer=OTHER_ISSUER), self.token(self.other_keys()),
                            self.token(issuer="https://third.example/")):
                self.assertEqual(server.request("GET", "/_openapi", bearer=crossed).status, 401)
            issuers = server.request("GET", "/health").json["issuers"]
            self.assertEqual([issuer["source"] for issuer in issuers], ["configuration", "fetched"])

    def test_health_is_for_everyone_and_has_one_method(self):
        with self.server(mechanism()) as server:
            self.assertEqual(server.request("GET", "/health").json,
                             {"ready": True, "store": {"ready": True},
                              "issuers": [{"issuer": ISSUER, "ready": True, "source": "configuration"}]})
            self.assertEqual(server.request("DELETE", "/health").status, 405)


if __name__ == "__main__":
    main()
