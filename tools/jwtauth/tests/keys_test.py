"""keys: a set in a file, and the answers for sets and places that are unusable."""

import json

from support import REFUSED, CommandLineTest, main, run


class KeysTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.keygen()

    def set_of(self, *keys):
        path = self.folder / "set.json"
        path.write_text(json.dumps({"keys": keys}))
        return path

    def jwk(self):
        return json.loads((self.keys / "jwks.json").read_text())["keys"][0]

    def test_each_key_is_shown_with_what_it_is_good_for(self):
        without_alg = {name: value for name, value in self.jwk().items() if name != "alg"}
        encrypting = {**self.jwk(), "kid": "encrypts", "use": "enc"}
        output = self.succeed("keys", "--jwks-file", self.set_of(without_alg, encrypting, {"kty": "new"}))
        usable, skipped, reason, unknown, _ = output.splitlines()
        self.assertEqual(usable.split(), [self.jwk()["kid"], "RSA,", "2048", "bits", "RS256", "RS384", "RS512", "PS256",
                                          "PS384", "PS512"])
        self.assertRegex(skipped, r"^encrypts +RSA, 2048 bits +not used$")
        self.assertIn("`use`", reason)
        self.assertRegex(unknown, r"^\(no kid\) +unknown type +not used$")

    def test_json_is_for_programs(self):
        shown = json.loads(self.succeed("keys", "--json", "--jwks-file", self.set_of(self.jwk())))
        self.assertEqual(shown, [{"kid": self.jwk()["kid"], "kty": "RSA", "bits": 2048, "algorithms": ["RS256"]}])

    def test_a_key_id_cannot_command_the_terminal(self):
        output = self.succeed("keys", "--jwks-file", self.set_of({**self.jwk(), "kid": "\033[31mred"}))
        self.assertNotIn("\033", output)

    def test_a_set_that_cannot_be_had_is_refused(self):
        result = run("keys", "--jwks-url", "https://127.0.0.1:1/jwks.json")
        self.assertEqual((result.returncode, result.stdout), (REFUSED, ""))
        self.assertRegex(result.stderr, r"\Ajwtauth: .+\n\Z")

    def test_places_that_cannot_be_used_are_misuse(self):
        self.assertIn("one of --issuer", self.misuse("keys"))
        self.assertIn("one of --issuer", self.misuse("keys", "--issuer", "https://a/", "--jwks-url", "https://a/"))
        self.assertIn("http URL", self.misuse("keys", "--jwks-url", "http://127.0.0.1/"))
        self.assertIn("jwksFile", self.misuse("keys", "--jwks-file", self.folder / "absent.json"))
        self.assertIn("without a usable key", self.misuse("keys", "--jwks-file", self.set_of({"kty": "new"})))

    def test_explain_fetches_the_keys_that_a_configuration_names(self):
        config = self.folder / "restheart.yml"
        config.write_text(json.dumps({"issuer": "https://issuer.example/", "audience": "api",
                                      "jwksFile": str(self.keys / "jwks.json")}))
        self.assertTrue(self.succeed("explain", "--config", config, self.mint().strip()).startswith("Accepted"))


if __name__ == "__main__":
    main()
