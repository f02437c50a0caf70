"""Runs the real binary as a user does, and asserts what it prints, writes and answers.

command_line_test.py BINARY [main|keygen|mint|explain|inspect]
"""

import base64
import json
import os
import pty
import stat
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

BINARY = ""
ISSUER = "https://issuer.example/"
ACCEPTED, REFUSED, MISUSED = 0, 1, 2


def run(*arguments, stdin=""):
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run([BINARY, *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=60,
                          env=environment)


def part(token, index):
    text = token.strip().split(".")[index]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


class CommandLineTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.keys = self.folder / "keys"

    def succeed(self, *arguments, stdin=""):
        result = run(*arguments, stdin=stdin)
        self.assertEqual(result.returncode, ACCEPTED, result.stdout + result.stderr)
        self.assertEqual(result.stderr, "")
        return result.stdout

    def misuse(self, *arguments, stdin=""):
        """One sentence on the error output, nothing else, status 2."""
        result = run(*arguments, stdin=stdin)
        self.assertEqual(result.returncode, MISUSED, result.stdout + result.stderr)
        self.assertEqual(result.stdout, "")
        self.assertRegex(result.stderr, r"\Ajwtauth: .+\n\Z")
        return result.stderr

    def keygen(self, *arguments):
        return self.succeed("keygen", "--out", self.keys, *arguments)

    def mint(self, *arguments):
        key = self.keys / ("private.pem" if (self.keys / "private.pem").exists() else "secret.txt")
        return self.succeed("mint", "--key", key, "--issuer", ISSUER, "--audience", "api", *arguments)


class MainTest(CommandLineTest):
    def test_help_is_a_manual_page_that_names_every_command(self):
        page = self.succeed("--help")
        for heading in ("NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "OPTIONS", "EXIT STATUS", "EXAMPLE"):
            self.assertRegex(page, rf"(?m)^{heading}$")
        for command in COMMANDS:
            self.assertRegex(page, rf"(?m)^  {command} +\w")

    def test_every_command_has_a_page_with_an_example(self):
        for command in COMMANDS:
            page = self.succeed(command, "--help")
            self.assertIn(f"NAME\n  jwtauth {command} - ", page)
            self.assertRegex(page, rf"EXAMPLE\n(.*\n)*.*jwtauth {command} ")
            self.assertLessEqual(max(map(len, page.splitlines())), 100)

    def test_the_version_is_shown(self):
        self.assertRegex(self.succeed("--version"), r"\Ajwtauth \d+\.\d+\.\d+\n\Z")

    def test_no_command_and_unknown_ones_are_misuse(self):
        self.assertIn("--help", self.misuse())
        self.misuse("verify")

    def test_an_argument_without_a_place_is_not_repeated_in_the_complaint(self):
        self.assertNotIn("eyJhbGciOi", self.misuse("keygen", "--out", self.keys, "eyJhbGciOi"))


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


def base64url(content):
    return base64.urlsafe_b64encode(content.encode() if isinstance(content, str) else content).decode().rstrip("=")


class ExplainTest(CommandLineTest):
    WHOLE_FILE = """\
# A server's whole configuration.
http-listener: &listener
  enabled: true
  host: 127.0.0.1
  port: 8080
https-listener: *listener
mclient: {{connection-string: "mongodb://127.0.0.1"}}
mongo:
  mongo-mounts:
    - what: restheart
      where: /
jwtAuthenticationMechanism:
  enabled: yes
  algorithm: RSA256
  key: |
{key}
  base64Encoded: false
  usernameClaim: sub
  rolesClaim:
  fixedRoles: [user, "1"]
  issuer: {issuer}
  audience: "42"
fileAclAuthorizer:
  enabled: true
  permissions:
    - role: user
      predicate: path-prefix('/')
      priority: 100
"""

    def setUp(self):
        super().setUp()
        self.keygen()
        certificate = (self.keys / "certificate.pem").read_text()
        indented = "".join("    " + line for line in certificate.splitlines(keepends=True)).rstrip("\n")
        self.whole = self.WHOLE_FILE.format(key=indented, issuer=ISSUER)
        self.bare = "".join(certificate.splitlines()[1:-1])
        self.block = {"enabled": True, "algorithm": "RS256", "key": certificate, "issuer": ISSUER, "audience": "42"}
        self.token = self.mint().strip()

    def mint(self, *arguments):
        return self.succeed("mint", "--key", self.keys / "private.pem", "--issuer", ISSUER, "--audience", "42",
                            *arguments)

    def file(self, content, name="configuration.yml"):
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    def verdict(self, config, *arguments, stdin=""):
        result = run("explain", "--config", self.file(config), "--json", *arguments, stdin=stdin)
        self.assertIn(result.returncode, (ACCEPTED, REFUSED), result.stderr)
        answer = json.loads(result.stdout)
        self.assertEqual(answer["accepted"], result.returncode == ACCEPTED)
        return answer

    def accept(self, config, *arguments, stdin=""):
        answer = self.verdict(config, *(arguments or (self.token,)), stdin=stdin)
        self.assertTrue(answer["accepted"], answer)
        return answer

    def refuse(self, config, code, token):
        self.accept(config)
        self.assertEqual(self.verdict(config, token)["code"], code)

    def test_a_whole_yaml_file_of_a_server_is_read(self):
        answer = self.accept(self.whole)
        self.assertIn('roles "user", "1"', answer["steps"][-1]["text"])

    def test_json_in_every_layout_is_read(self):
        self.accept(self.block)
        self.accept({"http-listener": {"port": 1}, "jwtAuthenticationMechanism": self.block})
        provider = {name: self.block.pop(name) for name in ("key", "algorithm", "issuer", "audience")}
        self.accept({"jwtConfigProvider": provider, "jwtAuthenticationMechanism": self.block})
        surrogates = json.dumps({**self.block, **provider, "fixedRoles": ["\U0001f600"]})
        self.assertIn("\\ud83d", surrogates)
        self.accept(surrogates)

    def test_keys_may_be_paths(self):
        self.accept({"/http-listener/port": 1, "/jwtAuthenticationMechanism": self.block})
        self.accept("/jwtAuthenticationMechanism: " + json.dumps(self.block))
        self.accept("/http-listener/port: 8080\n" +
                    "".join(f"/jwtAuthenticationMechanism/{name}: {json.dumps(value)}\n"
                            for name, value in self.block.items()))
        self.accept({"/jwtAuthenticationMechanism/audience": self.block.pop("audience"),
                     "jwtAuthenticationMechanism": self.block})

    def test_a_setting_by_its_path_and_in_its_block_is_misuse(self):
        config = self.file({"/jwtAuthenticationMechanism/issuer": "x", "jwtAuthenticationMechanism": self.block})
        self.assertIn("issuer is given twice", self.misuse("explain", "--config", config, self.token))
        config = self.file({"/jwtAuthenticationMechanism": self.block, "jwtAuthenticationMechanism": self.block})
        self.assertIn("twice", self.misuse("explain", "--config", config, self.token))

    def test_what_is_quoted_in_yaml_stays_text(self):
        for quoted in ("'42'", '"42"', "!!str 42"):
            self.accept(self.whole.replace('"42"', quoted))
        config = self.file(self.whole.replace('"42"', "42"))
        self.assertIn("audience: a number", self.misuse("explain", "--config", config, self.token))

    def test_a_certificate_folded_by_yaml_is_read(self):
        half = len(self.bare) // 2
        self.accept(f"issuer: {ISSUER}\naudience: '42'\nkey: >\n  {self.bare[:half]}\n  {self.bare[half:]}\n")

    def test_the_token_comes_as_argument_by_input_and_with_its_scheme(self):
        for arguments, stdin in (((self.token,), ""), (("-",), self.token + "\n"), ((), f"  {self.token}\r\n"),
                                 (("Bearer " + self.token,), ""), (("bearer  " + self.token,), ""),
                                 ((), f"Authorization: Bearer {self.token}\n")):
            with self.subTest(arguments=len(arguments), stdin=len(stdin)):
                result = run("explain", "--config", self.file(self.whole), *arguments, stdin=stdin)
                self.assertEqual(result.returncode, ACCEPTED, result.stdout + result.stderr)

    def test_refusals_are_said_with_their_code(self):
        self.refuse(self.whole, "expired", self.mint("--expires-in", "-1h"))
        self.refuse(self.whole, "audienceMismatch", self.mint("--claim", "aud=43"))
        self.refuse(self.whole, "issuerMismatch", self.mint("--claim", "iss=" + ISSUER.rstrip("/")))
        self.refuse(self.whole, "schemeUnsupported", "Basic dTpw")
        self.refuse(self.whole, "tokenMalformed", "hello")
        forged = self.token[:-20] + ("A" if self.token[-20] != "A" else "B") + self.token[-19:]
        self.refuse(self.whole, "signatureInvalid", forged)

    def test_the_text_names_the_verdict_every_stage_and_what_to_do(self):
        result = run("explain", "--config", self.file(self.whole), self.mint("--expires-in", "-3h").strip())
        self.assertEqual(result.returncode, REFUSED)
        self.assertTrue(result.stdout.startswith("Refused with HTTP 401, expired"))
        self.assertRegex(result.stdout, r"(?m)^  signature +passed")
        self.assertRegex(result.stdout, r"(?m)^  claims +REFUSED .*3 hours ago")
        self.assertIn("Probably", result.stdout)
        self.assertNotIn("\033", result.stdout)

    def test_colours_are_for_a_terminal_alone_and_not_under_no_color(self):
        command = [BINARY, "explain", "--config", str(self.file(self.whole)), self.token]
        self.assertIn(b"\033[32m", self.on_terminal(command, {"TERM": "xterm"}))
        for quiet in ({"TERM": "xterm", "NO_COLOR": "1"}, {"TERM": "dumb"}):
            output = self.on_terminal(command, quiet)
            self.assertTrue(output.startswith(b"Accepted."))
            self.assertNotIn(b"\033", output)

    def on_terminal(self, command, variables):
        ours, theirs = pty.openpty()
        environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=theirs, env={**environment, **variables})
        os.close(theirs)
        output = b""
        while True:
            try:
                block = os.read(ours, 4096)
            except OSError:  # Linux says so when the other end is closed
                block = b""
            if not block:
                break
            output += block
        os.close(ours)
        self.assertEqual(process.wait(timeout=60), ACCEPTED)
        return output

    def test_configurations_that_cannot_be_used_are_misuse(self):
        key = json.dumps(self.bare)
        for content, expected in (("issuer: [a", "not YAML"), ("issuer: a\nissuer: b\n", "line 2"),
                                  ("", "one YAML document"), ("a: 1\n---\nb: 1\n", "one YAML document"),
                                  ("? [a]\n: b\n", "a key that is no plain text"), ("[" * 5000, "configuration.yml"),
                                  ("http-listener: {}\n", "jwtAuthenticationMechanism"), ("issuer: 12\n", "issuer"),
                                  (f"isuer: {ISSUER}\nkey: {key}\n", "issuer"), (f"key: {key}\naudience: a", "issuer"),
                                  ("/jwtAuthenticationMechanism/audience/0: a\n", "audience"),
                                  ("/jwtAuthenticationMechanismus: {}\n", "jwtAuthenticationMechanism"),
                                  ('{"issuer": "a", "issuer": "b"}', "configuration"),
                                  (f"algorithm: HS256\nissuer: {ISSUER}\naudience: a\nkey: short-key", "key")):
            with self.subTest(content[:40]):
                complaint = self.misuse("explain", "--config", self.file(content), self.token)
                self.assertIn("configuration.yml: ", complaint)
                self.assertIn(expected, complaint)
                self.assertNotIn("short-key", complaint)

    def test_aliases_cannot_make_a_file_grow_without_end(self):
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{i}: &a{i} [" + ", ".join([f"*a{i - 1}"] * 10) + "]" for i in range(1, 10)]
        complaint = self.misuse("explain", "--config", self.file("\n".join(lines) + "\n" + self.whole), self.token)
        self.assertIn("too large", complaint)

    def test_without_a_token_a_configuration_or_with_too_much_it_is_misuse(self):
        config = self.file(self.whole)
        self.assertIn("no token", self.misuse("explain", "--config", config))
        self.assertIn("--config", self.misuse("explain", self.token))
        self.assertIn("absent.yml", self.misuse("explain", "--config", self.folder / "absent.yml", self.token))
        self.assertNotIn(self.token, self.misuse("explain", "--config", config, self.token, self.token))
        self.assertIn("longer than", self.misuse("explain", "--config", config, stdin="x" * 3_000_000))


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
        self.assertRegex(output, r"(?m)^  nbf +\d+  \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, 3 h ago$")
        self.assertRegex(output, r"(?m)^  exp +\d+  \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, in 59 min$")
        self.assertRegex(output, r"(?m)^  iat +0  1970-01-01 00:00:00 UTC, \d+ days ago$")
        self.assertRegex(output, r"(?m)^  auth_time +1e\+?300$")

    def test_nothing_of_a_token_commands_the_terminal(self):
        hostile = {"a\033[31m": "b\u202e\u007f\u009b\n", "tag": "\U000e0041", "name": "J\u00fcrgen \U0001f600"}
        for raw in (json.dumps(hostile), json.dumps(hostile, ensure_ascii=False)):
            output = self.succeed("inspect", base64url('{"alg":"none"}') + "." + base64url(raw) + ".")
            self.assertEqual([c for c in output if c != "\n" and not c.isprintable()], [])
            for shown in ("\\u001b[31m", "\\u202e", "\\u007f", "\\u009b", "\\n", "\\udb40\\udc41", "J\u00fcrgen \U0001f600"):
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

    def test_nothing_is_misuse(self):
        self.assertIn("no token", self.misuse("inspect", "-"))


COMMANDS = ("keygen", "mint", "explain", "inspect")

if __name__ == "__main__":
    BINARY = sys.argv[1]
    chosen = [name.capitalize() + "Test" for name in sys.argv[2:]] or None
    unittest.main(argv=sys.argv[:1], defaultTest=chosen)
