"""keygen: which files are written, who may read them, and what is never overwritten."""

import base64
import json
import os
import stat

from support import CommandLineTest, main, part


class KeygenTest(CommandLineTest):
    def mode(self, name):
        return stat.S_IMODE((self.keys / name).stat().st_mode)

    def test_a_key_pair_is_four_files_and_only_the_private_one_is_closed(self):
        output = self.keygen()
        names = ["certificate.pem", "jwks.json", "private.pem", "public.pem"]
        self.assertEqual(sorted(os.listdir(self.keys)), names)
        for name in names:
            self.assertIn(name, output)
        self.assertEqual(self.mode("private.pem"), 0o600)
        self.assertEqual(self.mode("certificate.pem") & 0o400, 0o400)
        for name, heading in (("private.pem", "PRIVATE KEY"), ("certificate.pem", "CERTIFICATE"),
                              ("public.pem", "PUBLIC KEY")):
            self.assertTrue((self.keys / name).read_text().startswith(f"-----BEGIN {heading}-----\n"))
        self.assertNotIn("PRIVATE", output)

    def test_the_key_set_holds_the_public_key_alone(self):
        self.keygen("--alg", "ES256")
        key, = json.loads((self.keys / "jwks.json").read_text())["keys"]
        self.assertEqual((key["kty"], key["crv"], key["alg"], key["use"]), ("EC", "P-256", "ES256", "sig"))
        self.assertNotIn("d", key)

    def test_a_secret_is_closed_has_no_newline_and_so_is_its_key_set(self):
        self.keygen("--alg", "HS512")
        self.assertEqual(sorted(os.listdir(self.keys)), ["jwks.json", "secret.txt"])
        self.assertEqual((self.mode("secret.txt"), self.mode("jwks.json")), (0o600, 0o600))
        secret = (self.keys / "secret.txt").read_bytes()
        self.assertEqual(secret, secret.strip())
        self.assertGreaterEqual(len(secret), 64)

    def test_every_algorithm_makes_keys_that_sign(self):
        for algorithm in ("HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA").split():
            self.keys = self.folder / algorithm
            self.keygen("--alg", algorithm)
            self.assertEqual(part(self.mint("--alg", algorithm), 0)["alg"], algorithm)

    def test_the_certificate_names_the_issuers_host(self):
        self.keygen("--issuer", "https://tenant.eu.auth0.com/")
        body = "".join((self.keys / "certificate.pem").read_text().splitlines()[1:-1])
        self.assertIn(b"tenant.eu.auth0.com", base64.b64decode(body))

    def test_nothing_is_overwritten_without_force(self):
        self.keygen()
        before = (self.keys / "private.pem").read_bytes()
        self.assertIn("--force", self.misuse("keygen", "--out", self.keys))
        self.assertEqual((self.keys / "private.pem").read_bytes(), before)
        self.keygen("--force")
        self.assertNotEqual((self.keys / "private.pem").read_bytes(), before)

    def test_force_leaves_nothing_of_a_key_of_another_kind(self):
        self.keygen()
        self.assertIn("--force", self.misuse("keygen", "--alg", "HS256", "--out", self.keys))
        (self.keys / "notes.txt").write_text("mine")
        self.assertIn("removed", self.keygen("--alg", "HS256", "--force"))
        self.assertEqual(sorted(os.listdir(self.keys)), ["jwks.json", "notes.txt", "secret.txt"])
        self.keygen("--alg", "EdDSA", "--force")
        self.assertEqual(sorted(os.listdir(self.keys)),
                         ["certificate.pem", "jwks.json", "notes.txt", "private.pem", "public.pem"])

    def test_one_file_in_the_way_means_none_is_written(self):
        self.keys.mkdir()
        (self.keys / "jwks.json").write_text("mine")
        self.misuse("keygen", "--out", self.keys)
        self.assertEqual(os.listdir(self.keys), ["jwks.json"])

    def test_force_closes_an_open_file_and_follows_no_link(self):
        self.keys.mkdir()
        elsewhere = self.folder / "elsewhere"
        elsewhere.write_text("mine")
        (self.keys / "private.pem").symlink_to(elsewhere)
        self.keygen("--force")
        self.assertEqual(elsewhere.read_text(), "mine")
        self.assertFalse((self.keys / "private.pem").is_symlink())
        self.assertEqual(self.mode("private.pem"), 0o600)

    def test_an_unknown_algorithm_and_an_impossible_folder_are_misuse(self):
        self.assertIn("RS256", self.misuse("keygen", "--out", self.keys, "--alg", "none"))
        (self.folder / "file").write_text("")
        self.misuse("keygen", "--out", self.folder / "file")


if __name__ == "__main__":
    main()
