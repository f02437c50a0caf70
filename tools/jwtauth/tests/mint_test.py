"""mint: the claims and the header of the token, and the refusal of invalid claims, durations and keys."""

import hashlib
import time

from support import ISSUER, CommandLineTest, base64url, main, part


class MintTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.keygen("--alg", "EdDSA")

    def mint(self, *arguments):
        return super().mint("--alg", "EdDSA", *arguments)

    def test_the_token_is_the_only_output(self):
        self.assertRegex(self.mint(), r"\A[\w-]+\.[\w-]+\.[\w-]+\n\Z")

    def test_the_usual_claims_are_there(self):
        claims = part(self.mint("--subject", "alice"), 1)
        self.assertEqual((claims["iss"], claims["aud"], claims["sub"]), (ISSUER, "api", "alice"))
        self.assertAlmostEqual(claims["iat"], time.time(), delta=60)
        self.assertEqual(claims["exp"] - claims["iat"], 3600)

    def test_durations_may_be_composed_and_negative(self):
        for text, seconds in (("90", 90), ("15m", 900), ("1h30m", 5400), ("7d", 604800), ("-1h", -3600), ("0", 0)):
            claims = part(self.mint("--expires-in", text), 1)
            self.assertEqual(claims["exp"] - claims["iat"], seconds, text)

    def test_what_is_no_duration_is_misuse(self):
        for text in ("", "-", "1w", "h", "1h-2m", "--1h", "1.5h", "99999999999999999999", "40000d", "+1h"):
            with self.subTest(text):
                self.misuse("mint", "--key", self.keys / "private.pem", "--alg", "EdDSA", "--issuer", ISSUER,
                            "--audience", "api", "--expires-in=" + text)

    def test_claims_and_header_members_are_added_and_replaced(self):
        token = self.mint("--claim", "email=a=b@example.com", "--claim", "empty=", "--claim-json", 'roles=["x",1]',
                          "--claim-json", "exp=null", "--header", "kid=other", "--header", "typ=at+jwt")
        header, claims = part(token, 0), part(token, 1)
        self.assertEqual((claims["email"], claims["empty"], claims["roles"], claims["exp"]),
                         ("a=b@example.com", "", ["x", 1], None))
        self.assertEqual((header["alg"], header["kid"], header["typ"]), ("EdDSA", "other", "at+jwt"))

    def client_key(self):
        folder = self.folder / "client"
        self.succeed("keygen", "--alg", "ES256", "--out", folder)
        return folder / "private.pem"

    def test_a_bound_token_names_the_thumbprint_of_the_clients_key(self):
        claims = part(self.mint("--dpop", self.client_key()), 1)
        self.assertRegex(claims["cnf"]["jkt"], r"\A[\w-]{43}\Z")

    def test_a_proof_comes_with_its_token_as_fields(self):
        lines = self.mint("--dpop", self.client_key(), "--proof", "GET https://api.example/n", "--nonce", "x").splitlines()
        self.assertEqual([line.split(": ")[0] for line in lines], ["Authorization", "DPoP"])
        token, proof = lines[0].removeprefix("Authorization: DPoP "), lines[1].removeprefix("DPoP: ")
        header, claims = part(proof, 0), part(proof, 1)
        self.assertEqual((header["typ"], header["alg"], sorted(header["jwk"])),
                         ("dpop+jwt", "ES256", ["crv", "kty", "x", "y"]))
        self.assertEqual((claims["htm"], claims["htu"], claims["nonce"]), ("GET", "https://api.example/n", "x"))
        self.assertEqual(claims["ath"], base64url(hashlib.sha256(token.encode()).digest()))

    def test_what_makes_no_proof_is_misuse(self):
        usual = ("mint", "--key", self.keys / "private.pem", "--alg", "EdDSA", "--issuer", ISSUER, "--audience", "api")
        key = self.client_key()
        self.misuse(*usual, "--proof", "GET https://api.example/n")
        self.misuse(*usual, "--dpop", key, "--proof", "https://api.example/n")
        self.misuse(*usual, "--dpop", key, "--dpop-alg", "HS256")
        self.misuse(*usual, "--dpop", key, "--dpop-alg", "RS256")
        self.misuse(*usual, "--dpop", key, "--nonce", "x")

    def test_several_audiences_are_a_list(self):
        self.assertEqual(part(self.mint("--audience", "web"), 1)["aud"], ["api", "web"])

    def test_a_secret_signs_with_and_without_the_newline_of_an_editor(self):
        self.keys = self.folder / "secret"
        self.keygen("--alg", "HS256")
        secret = self.keys / "secret.txt"
        fixed = ("--alg", "HS256", "--claim-json", "iat=0", "--claim-json", "exp=1", "--header", "kid=k")
        first = CommandLineTest.mint(self, *fixed)
        secret.write_bytes(secret.read_bytes() + b"\r\n")
        self.assertEqual(CommandLineTest.mint(self, *fixed), first)

    def test_bad_members_are_misuse_and_their_values_stay_unsaid(self):
        usual = ("mint", "--key", self.keys / "private.pem", "--alg", "EdDSA", "--issuer", ISSUER, "--audience", "api")
        for arguments in (("--claim", "hunter2"), ("--claim", "=hunter2"), ("--claim-json", "a=hunter2"),
                          ("--header", "hunter2")):
            self.assertNotIn("hunter2", self.misuse(*usual, *arguments))

    def test_a_key_that_does_not_fit_is_misuse(self):
        usual = ("--issuer", ISSUER, "--audience", "api")
        self.assertIn("private.pem", self.misuse("mint", "--key", self.keys / "private.pem", "--alg", "RS256", *usual))
        self.assertIn("public.pem", self.misuse("mint", "--key", self.keys / "public.pem", "--alg", "EdDSA", *usual))
        self.assertIn("absent.pem", self.misuse("mint", "--key", self.keys / "absent.pem", *usual))
        self.assertIn("--key", self.misuse("mint", *usual))


if __name__ == "__main__":
    main()
