"""explain: every way to write a configuration and to pass a token, verdicts, colours, and misuse."""

import json
import os
import pty
import subprocess

from support import ACCEPTED, BINARY, ISSUER, REFUSED, CommandLineTest, main, part, run


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
  enabled: true
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

    def bound(self, *arguments):
        """The fields of a request with a bound token and its proof."""
        client = self.folder / "client"
        if not client.exists():
            self.succeed("keygen", "--alg", "ES256", "--out", client)
        return self.mint("--dpop", client / "private.pem", "--proof", "GET https://api.example/notes", *arguments)

    def test_a_whole_request_is_explained_as_a_log_or_curl_shows_it(self):
        fields = self.bound()
        plain = f"GET /notes?page=2 HTTP/1.1\r\nHost: api.example\r\n{fields}\r\n"
        of_curl = "* Connected to api.example\n> GET /notes HTTP/2\n> Host: api.example\n"
        of_curl += "".join(f"> {line}\n" for line in fields.splitlines()) + ">\n* done\n< HTTP/2 401\n< a: b\n"
        for text, more in ((plain, ()), (of_curl, ()), (f"GET https://api.example/notes\n{fields}\nbody", ()),
                           (f"GET /notes\nHost: other\n{fields}", ("--origin", "https://api.example"))):
            answer = self.accept(self.whole, "--request", "-", *more, stdin=text)
            self.assertIn('htu "https://api.example/notes"',
                          next(step["text"] for step in answer["steps"] if step["stage"] == "binding"))
            self.accept(self.whole, "--request", self.file(text, "request.txt"), *more)
        self.accept(self.whole, "--request", "-", stdin=f"GET /x\nHost: h\nauthorization: Bearer {self.token}\n")

    def test_a_request_without_its_proof_or_for_another_url_is_refused(self):
        fields = self.bound()
        for text, code in ((f"GET /notes\nHost: api.example\n{fields.splitlines()[0]}", "proofMissing"),
                           (f"GET /other\nHost: api.example\n{fields}", "proofForOtherRequest"),
                           (f"POST /notes\nHost: api.example\n{fields}", "proofForOtherRequest"),
                           (f"GET /notes\nHost: localhost\n{fields}", "proofForOtherRequest"),
                           (f"GET /notes\nHost: a\n{fields}{fields}", "credentialsRepeated"),
                           ("GET /notes\nHost: a\n", "credentialsMissing")):
            self.assertEqual(self.verdict(self.whole, "--request", "-", stdin=text)["code"], code)

    def test_what_is_no_request_is_misuse(self):
        config = self.file(self.whole)
        for text in ("", "hello", self.token, self.bound(), "GET /notes\nno field\n", "GET /notes\n: x\n"):
            self.misuse("explain", "--config", config, "--request", "-", stdin=text)
        self.misuse("explain", "--config", config, "--request", "-", self.token, stdin="GET / HTTP/1.1\n")
        self.misuse("explain", "--config", config, "--origin", "https://api.example", self.token)

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

    def test_at_another_moment_the_answer_is_that_moments(self):
        config = self.file(self.whole)
        token = self.mint("--expires-in", "1h").strip()
        issued = part(token, 1)["iat"]
        for moment, status in (("+30m", ACCEPTED), ("+3h", REFUSED), ("-2h", REFUSED), (f"@{issued}", ACCEPTED),
                               ("2020-01-01 00:00:00Z", REFUSED), ("2020-01-01T00:00:00 UTC", REFUSED),
                               ("3000-01-01 00:00:00Z", REFUSED), ("@253402300799", REFUSED)):
            with self.subTest(moment):
                result = run("explain", "--config", config, "--at", moment, token)
                self.assertEqual(result.returncode, status, result.stdout + result.stderr)
                self.assertRegex(result.stdout, r"\AAt \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ:\n")
        for moment in ("3h", "yesterday", "2026-02-30 00:00:00Z", "2026-11-24 24:00:00Z", "2026-11-24 00:00:00",
                       "@", "@-1", "@253402300800", "1969-12-31 23:59:59Z", "+"):
            with self.subTest(moment):
                self.assertIn("--at", self.misuse("explain", "--config", config, "--at", moment, token))

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
                                  ("", "configuration.yml: "), ("a: 1\n---\nb: 1\n", "one YAML document"),
                                  ("? [a]\n: b\n", "a key is not a plain text"), ("[" * 5000, "configuration.yml"),
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


if __name__ == "__main__":
    main()
