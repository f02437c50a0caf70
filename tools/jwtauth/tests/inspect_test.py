"""inspect: what is shown of a token, marked as unverified and harmless to a terminal, and what is not a token."""

import json
import time

from support import REFUSED, CommandLineTest, base64url, main, run


class InspectTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.keygen("--alg", "EdDSA")

    def mint(self, *arguments):
        return super().mint("--alg", "EdDSA", *arguments).strip()

    def refuse(self, token):
        result = run("inspect", stdin=token)
        self.assertEqual((result.returncode, result.stdout), (REFUSED, ""))
        self.assertRegex(result.stderr, r"\Ajwtauth: not a token: .+\n\Z")

    def test_header_and_claims_are_shown_and_marked_unverified(self):
        output = self.succeed("inspect", self.mint("--claim-json", 'roles=["a",{"b":1}]'))
        self.assertTrue(output.startswith("UNVERIFIED"))
        self.assertIn("Header (unverified)\n", output)
        self.assertIn("Claims (unverified)\n", output)
        self.assertRegex(output, r'(?m)^  alg  "EdDSA"$')
        self.assertRegex(output, r'(?m)^  roles  \["a",\{"b":1\}\]$')
        self.assertIn("64 bytes, not checked", output)

    def test_times_are_utc_with_their_distance(self):
        token = self.mint("--expires-in", "59m30s", "--claim-json", f"nbf={int(time.time()) - 3 * 3600 - 60}",
                          "--claim-json", "auth_time=1e300", "--claim-json", "iat=0")
        output = self.succeed("inspect", token)
        self.assertRegex(output, r"(?m)^  nbf +\d+  \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ, 3 hours 1 minute ago$")
        self.assertRegex(output, r"(?m)^  exp +\d+  \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ, in 59 minutes \d+ seconds?$")
        self.assertRegex(output, r"(?m)^  iat +0  1970-01-01 00:00:00Z, \d+ years( \d+ days?)? ago$")
        self.assertRegex(output, r"(?m)^  auth_time +1e\+?300  a time outside of the years 1970 to 9999, in more than 30 million years$")

    def test_nothing_of_a_token_commands_the_terminal(self):
        hostile = {"a\033[31m": "b\u202e\u007f\u009b\n", "tag": "\U000e0041", "spaces": "x\u00a0y\u202fz\ufe0f", "name": "J\u00fcrgen \U0001f600"}
        for raw in (json.dumps(hostile), json.dumps(hostile, ensure_ascii=False)):
            output = self.succeed("inspect", base64url('{"alg":"none"}') + "." + base64url(raw) + ".")
            self.assertEqual([c for c in output if c != "\n" and not c.isprintable()], [])
            for shown in (r"\u001b[31m", r"\u202e", r"\u007f", r"\u009b", r"\n", r"\udb40\udc41", r"x\u00a0y\u202fz\ufe0f",
                          "J\u00fcrgen \U0001f600"):
                self.assertIn(shown, output)

    def test_bytes_that_are_no_text_are_not_printed(self):
        self.refuse(base64url('{"alg":"none"}') + "." + base64url(b'{"a":"\xff"}') + ".")

    def test_a_wrapped_token_is_unwrapped_and_a_missing_signature_said(self):
        self.assertIn("base64Encoded", self.succeed("inspect", base64url(self.mint())))
        unsigned = base64url('{"alg":"none"}') + "." + base64url("{}") + "."
        self.assertIn("Signature\n  none\n", self.succeed("inspect", "Bearer " + unsigned))

    def test_of_an_encrypted_token_the_header_is_shown(self):
        output = self.succeed("inspect", base64url('{"alg":"dir","enc":"A256GCM"}') + "..x.y.z")
        self.assertIn('"A256GCM"', output)
        self.assertIn("JWE", output)

    def test_what_is_no_token_is_refused(self):
        header = base64url('{"alg":"none"}')
        for token in ("hello", "a.b", "a.b.c", header + ".!!.", header + "." + base64url("[]") + ".",
                      header + "." + base64url('{"a":' + "[" * 100_000 + "]" * 100_000 + "}") + "."):
            self.refuse(token)

    def test_base64url_that_servers_refuse_is_refused(self):
        header, claims = base64url('{"alg":"none"}'), base64url('{"a":1}')
        self.assertIn("Header", self.succeed("inspect", f"{header}.{claims}."))
        unused_bits = claims[:-1] + chr(ord(claims[-1]) + 1)
        for token in (f"{header}=.{claims}.", f"{header}.{unused_bits}.", f"{header}.{claims} ."):
            with self.subTest(token):
                self.refuse(token)

    def test_nothing_is_misuse(self):
        self.assertIn("no token", self.misuse("inspect", "-"))


if __name__ == "__main__":
    main()
