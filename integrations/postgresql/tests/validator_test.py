"""The validator in a real server: which tokens let in, as whom, and what client and log are told when they do not.

Called as: validator_test.py COMMAND_LINE MODULE POSTGRES
"""

import functools
import json
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[2] / "tests" / "support")]
from cluster import PATIENCE, Cluster  # noqa: E402
from key_server import KeyServer  # noqa: E402

COMMAND_LINE, MODULE, POSTGRES = sys.argv[1:4]
ISSUER, AUDIENCE = "https://issuer.example/", "database"
LINE = 'issuer="https://issuer.example" scope="db"'
_folder = tempfile.TemporaryDirectory()


@functools.cache
def keys(name):
    folder = Path(_folder.name) / name
    subprocess.run([COMMAND_LINE, "keygen", "--out", folder], check=True, stdout=subprocess.DEVNULL)
    return folder


def mint(*arguments, issuer=ISSUER, audience=AUDIENCE, subject="alice", scope="openid db", key="mine"):
    command = [COMMAND_LINE, "mint", "--key", keys(key) / "private.pem", "--issuer", issuer, "--audience", audience,
               "--subject", subject, "--claim", f"scope={scope}", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def configuration(**settings):
    return json.dumps({"jwtAuthenticationMechanism": {
        "algorithm": "RS256", "key": (keys("mine") / "certificate.pem").read_text(), "issuer": ISSUER, "audience": AUDIENCE,
        "usernameClaim": "sub", "rolesClaim": "roles", "acceptMissingRoles": True, **settings}})


class ValidatorTest(unittest.TestCase):
    PRELOAD = False

    @classmethod
    def setUpClass(cls):
        cls.cluster = Cluster(POSTGRES, MODULE, cls.PRELOAD)
        cls.cluster.configuration.write_text(configuration())
        cls.cluster.rules(LINE)
        cls.cluster.start()
        for role in ("alice", "bob", "reader"):
            cls.cluster.query(f"create role {role} login")

    @classmethod
    def tearDownClass(cls):
        cls.cluster.stop()

    def setUp(self):
        self.configure()

    def configure(self, *lines, maps=(), **settings):
        self.cluster.configuration.write_text(configuration(**settings))
        self.cluster.rules(*(lines or (LINE,)))
        self.cluster.maps(*maps)
        self.cluster.reload()

    def expect_in(self, token, role="alice", identity="oauth:alice"):
        login = self.cluster.log_in(token, role)
        self.assertTrue(login.is_in, (login.error, self.cluster.log.read_text()[-2000:]))
        self.assertEqual(login.query("select system_user"), identity)
        self.assertEqual(login.query("select current_user"), role)
        login.close()

    def expect_refused(self, token, reason, role="alice"):
        before = len(self.cluster.log.read_text())
        login = self.cluster.log_in(token, role)
        self.assertFalse(login.is_in)
        self.assertEqual(login.error["C"], "28000", login.error)
        self.assertEqual(set(login.json), {"status", "openid-configuration", "scope"})
        self.assertEqual(login.json["status"], "invalid_token")
        end = time.monotonic() + PATIENCE
        while reason not in (log := self.cluster.log.read_text()[before:]):
            self.assertLess(time.monotonic(), end, log)
            time.sleep(0.02)
        for part in token.split("."):
            self.assertNotIn(part, log)

    def test_a_good_token_lets_its_user_in(self):
        self.expect_in(mint())
        self.expect_refused(mint(), "do not match", role="bob")

    def test_what_the_library_refuses_does_not_let_in(self):
        good = mint()
        for token, reason in ((mint(key="other"), "signatureInvalid"), (mint("--expires-in", "-1h"), "expired"),
                              (mint(audience="web"), "audienceMismatch"), (mint(issuer="https://evil.example/"),
                                                                         "issuerMismatch"),
                              (good[:-10] + "AAAAAAAAAA", "signatureInvalid"), ("opaque", "tokenMalformed"),
                              (mint("--claim-json", 'cnf={"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}'),
                               "refused: ")):
            self.expect_refused(token, reason)

    def test_every_scope_of_the_line_is_needed(self):
        self.configure('issuer="https://issuer.example" scope="db write"')
        self.expect_refused(mint(), "lacks a scope")
        self.expect_refused(mint(scope="dbx write"), "lacks a scope")
        self.expect_in(mint(scope="write x db"))

    def test_the_tokens_issuer_is_that_of_the_line(self):
        for issuer in ("https://issuer.example/", "https://issuer.example/.well-known/openid-configuration"):
            self.configure(f'issuer="{issuer}" scope="db"')
            self.expect_in(mint())
        for issuer in ("https://issuer.example.evil", "https://other.example", "https://issuer.exampl"):
            self.configure(f'issuer="{issuer}" scope="db"')
            self.expect_refused(mint(), "issuer is not that of the line")

    def test_a_map_says_which_role_an_identity_may_use(self):
        self.configure(LINE + " map=people", maps=(r'people "/^(.*)@corp\.example$" \1',))
        self.expect_in(mint(subject="bob@corp.example"), role="bob", identity="oauth:bob@corp.example")
        self.expect_refused(mint(subject="bob@evil.example"), "bob@evil.example", role="bob")

    def test_where_the_token_decides_it_has_to_name_the_role(self):
        self.configure(LINE + " delegate_ident_mapping=1")
        named = mint("--claim-json", 'roles=["reader"]')
        self.expect_in(named, role="reader")
        self.expect_refused(named, "does not name the role", role="alice")
        self.expect_refused(mint(), "does not name the role", role="reader")

    def test_a_changed_file_counts_for_the_next_login(self):
        self.cluster.configuration.write_text(configuration(audience="another"))
        self.expect_refused(mint(), "audienceMismatch")
        self.cluster.configuration.write_text(configuration())
        self.expect_in(mint())

    def test_a_client_learns_nothing_of_a_configuration_that_cannot_be_used(self):
        for text, reason in ((configuration(key="x"), "key"), (configuration(audience=[], acceptAnyAudience=True),
                                                             "acceptAnyAudience"), ("{", "JSON"),
                             (configuration(key=None, jwksUri="https://issuer.example/keys", keyRefresh="thread"),
                              "must not have one"),
                             ("", "configuration: ")):
            self.cluster.configuration.write_text(text)
            login = self.cluster.log_in(mint())
            self.assertFalse(login.is_in)
            self.assertEqual(login.error["M"], "OAuth is not configured")
            self.assertFalse({"D", "H"} & set(login.error), login.error)
            self.assertIn(reason, self.cluster.log.read_text()[-1500:])
        self.cluster.configuration.unlink()
        self.assertEqual(self.cluster.log_in(mint()).error["M"], "OAuth is not configured")

    def test_many_log_in_at_once(self):
        token, answers = mint(), []
        threads = [threading.Thread(target=lambda: answers.append(self.cluster.log_in(token).is_in)) for _ in range(30)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(answers, [True] * 30)


class FetchedKeysTest(unittest.TestCase):
    """Keys that the backends fetch, one for all."""

    def setUp(self):
        self.tenant = KeyServer()
        self.addCleanup(self.tenant.close)
        self.publish("mine")
        self.cluster = Cluster(POSTGRES, MODULE)
        self.addCleanup(self.cluster.stop)
        self.cluster.configuration.write_text(configuration(key=None, jwksUri=self.tenant.url + "/keys", acceptPlainHttp=True))
        self.cluster.rules(LINE)
        self.cluster.start()
        self.cluster.query("create role alice login")

    def publish(self, *names):
        found = [key for name in names for key in json.loads((keys(name) / "jwks.json").read_text())["keys"]]
        self.tenant.documents["/keys"] = json.dumps({"keys": found})

    def expect_in(self, token):
        login = self.cluster.log_in(token)
        self.assertTrue(login.is_in, (login.error, self.cluster.log.read_text()[-2000:]))
        login.close()

    def expect_all_in_at_once(self, tokens):
        answers = []
        threads = [threading.Thread(target=lambda token=token: answers.append(self.cluster.log_in(token).is_in))
                   for token in tokens]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(answers, [True] * len(tokens), self.cluster.log.read_text()[-2000:])

    def test_one_backend_fetches_for_all(self):
        self.expect_all_in_at_once([mint()] * 20)
        self.assertEqual(self.tenant.requests, ["/keys"])
        files = list((self.cluster.data / "jwtauth_keys").glob("*.json"))
        self.assertEqual([file.stat().st_mode & 0o777 for file in files], [0o600])

    def test_one_backend_fetches_for_all_when_the_issuer_has_a_new_key(self):
        before, after = mint(), mint(key="other")
        self.expect_in(before)
        self.publish("mine", "other")
        self.expect_all_in_at_once([before, after] * 10)
        self.assertEqual(self.tenant.requests, ["/keys"] * 2)
        self.publish("other")  # the old key is withdrawn some time later, and no login needs it
        self.expect_all_in_at_once([after] * 10)
        self.assertEqual(self.tenant.requests, ["/keys"] * 2)

    def test_the_keys_are_there_while_the_issuer_is_down_and_after_a_new_start(self):
        self.expect_in(mint())
        self.tenant.close()
        self.expect_in(mint())
        self.cluster.restart()
        self.expect_in(mint())
        self.assertEqual(self.tenant.requests, ["/keys"])

    def test_an_issuer_that_does_not_answer_holds_no_login_beyond_its_time(self):
        self.tenant.silent = True
        self.cluster.query("alter system set authentication_timeout = '1s'")
        self.cluster.reload()
        begin = time.monotonic()
        self.assertFalse(self.cluster.log_in(mint()).is_in)
        self.assertLess(time.monotonic() - begin, 20)
        self.tenant.silent = False


class PreloadedTest(ValidatorTest):
    PRELOAD = True

    def test_a_login_does_not_read_a_file_that_the_server_read_at_its_start(self):
        self.cluster.restart()
        self.cluster.configuration.chmod(0)
        self.addCleanup(self.cluster.configuration.chmod, 0o644)
        self.expect_in(mint())
        self.expect_refused(mint(key="other"), "signatureInvalid")
        self.cluster.configuration.chmod(0o644)
        self.cluster.configuration.write_text(configuration(audience="another"))
        self.expect_refused(mint(), "audienceMismatch")

    def test_a_server_starts_without_a_file_that_can_be_used(self):
        for text in ("{", configuration(audience=[], acceptAnyAudience=True), None):
            if text is None:
                self.cluster.configuration.unlink()
            else:
                self.cluster.configuration.write_text(text)
            self.cluster.restart()
            self.assertEqual(self.cluster.log_in(mint()).error["M"], "OAuth is not configured")
            self.cluster.configuration.write_text(configuration())
            self.expect_in(mint())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
