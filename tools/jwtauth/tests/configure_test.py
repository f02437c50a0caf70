"""configure: the block for an issuer that answers on this machine, tried out by explain, and what it asks for."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "tests" / "support"))
from key_server import KeyServer  # noqa: E402
from support import REFUSED, CommandLineTest, main, run  # noqa: E402


class ConfigureTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.server = KeyServer()
        self.addCleanup(self.server.close)
        self.origin = self.server.url
        self.issuer = self.origin + "/realms/shop"
        self.keygen("--issuer", self.issuer)
        self.server.documents = {
            "/realms/shop/.well-known/openid-configuration": json.dumps({"issuer": self.issuer,
                                                                         "jwks_uri": self.origin + "/jwks"}),
            "/jwks": (self.keys / "jwks.json").read_text(),
        }

    def configure(self, *arguments, stdin=""):
        return self.succeed("configure", "--issuer", self.issuer, "--accept-plain-http", *arguments, stdin=stdin)

    def token(self, **claims):
        claims = {"iss": self.issuer, "aud": "orders", **claims}
        return self.mint(*(f"--claim-json={name}={json.dumps(value)}" for name, value in claims.items())).strip()

    def explain(self, block, token):
        config = self.folder / "jwt.yml"
        config.write_text(block)
        return run("explain", "--config", config, token)

    def test_the_block_for_an_audience_takes_the_issuers_tokens_and_names_what_is_known_of_the_issuer(self):
        token = self.token(typ="Bearer", preferred_username="ann", realm_access={"roles": ["admin"]})
        block = self.configure("--audience", "orders", "--token", "-", stdin=token)
        self.assertIn("for Keycloak", block)
        self.assertIn('  audience: "orders"\n', block)
        self.assertIn('  rolesClaim: "/realm_access/roles"', block)
        self.assertIn('{"typ": "Bearer"}', block)
        explanation = self.explain(block, token)
        self.assertTrue(explanation.stdout.startswith("Accepted"), explanation.stdout + explanation.stderr)

    def test_what_only_a_person_knows_is_asked_for_and_never_guessed(self):
        block = self.configure("--token", "-", stdin=self.token(typ="Bearer"))
        self.assertIn('# DECIDE audience', block)
        self.assertIn('The token has aud "orders"', block)
        self.assertNotIn('  audience: "orders"', block)
        refused = self.explain(block, self.token())
        self.assertEqual(refused.returncode, 2)
        self.assertIn("audience: `<your API>`, a placeholder", refused.stderr)

    def test_a_claim_that_the_token_lacks_is_no_setting(self):
        block = self.configure("--audience", "orders", "--token", "-", stdin=self.token())
        self.assertRegex(block, r"(?m)^  # DECIDE rolesClaim")
        self.assertNotRegex(block, r"(?m)^  rolesClaim")

    def test_a_token_of_another_issuer_is_noticed(self):
        token = self.token(iss="https://other.example/")
        block = self.configure("--audience", "orders", "--token", "-", stdin=token)
        self.assertIn('ATTENTION: the token\'s iss is "https://other.example/"', block)

    def test_an_issuer_without_keys_is_refused_with_the_cause(self):
        result = run("configure", "--issuer", self.origin + "/realms/none", "--accept-plain-http")
        self.assertEqual((result.returncode, result.stdout), (REFUSED, ""))
        self.assertIn("/realms/none/.well-known/openid-configuration: status 404", result.stderr)

    def test_what_is_no_token_is_misuse(self):
        self.assertIn("not a JWT", self.misuse("configure", "--issuer", "https://a/", "--token", "-", stdin="opaque"))
        self.assertIn("--issuer", self.misuse("configure"))


if __name__ == "__main__":
    main()
