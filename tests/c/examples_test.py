"""The examples in C and Python say whom the same tokens name, and refuse the same.

    examples_test.py SOURCE LIBRARY VERIFY
"""
import base64
import hashlib
import hmac
import json
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

SOURCE, LIBRARY, VERIFY = sys.argv[1:4]
sys.path.insert(0, str(Path(SOURCE) / "examples" / "c"))
import verify  # noqa: E402

SECRET = "a secret of more than thirty-two bytes"
CONFIGURATION = {"algorithm": "HS256", "key": SECRET, "issuer": "https://issuer.test/", "audience": "api"}


def base64url(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def token(**claims):
    claims = {"iss": "https://issuer.test/", "aud": "api", "sub": "alice", "exp": int(time.time()) + 300, **claims}
    text = ".".join(base64url(json.dumps(part).encode()) for part in ({"alg": "HS256"}, claims))
    return text + "." + base64url(hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).digest())


class ExamplesTest(unittest.TestCase):
    jwtauth = verify.load(LIBRARY)

    def mechanism(self, **settings):
        return verify.Mechanism(self.jwtauth, json.dumps({**CONFIGURATION, **settings}).encode())

    def in_c(self, authorization):
        with tempfile.NamedTemporaryFile("w") as file:
            json.dump(CONFIGURATION, file)
            file.flush()
            return subprocess.run([VERIFY, file.name, authorization], capture_output=True, text=True, check=True).stdout

    def test_a_user_is_named(self):
        bearer = "Bearer " + token(sub="alice")
        self.assertEqual(self.mechanism().authenticate(bearer.encode()), (200, "none", "alice"))
        self.assertEqual(self.in_c(bearer), "200 none\nHello alice\n")

    def test_a_refusal_has_its_status_name_and_fields(self):
        bearer = "Bearer " + token(exp=int(time.time()) - 300)
        self.assertEqual(self.mechanism().authenticate(bearer.encode()), (401, "expired", None))
        self.assertRegex(self.in_c(bearer), r'\A401 expired\nWWW-Authenticate: Bearer realm="api", error="invalid_token"')

    def test_fields_are_counted(self):
        bearer = ("Bearer " + token()).encode()
        self.assertEqual(self.mechanism().authenticate(), (401, "credentialsMissing", None))
        self.assertEqual(self.mechanism().authenticate(bearer, bearer), (400, "credentialsRepeated", None))

    def test_a_setting_that_is_wrong_is_named(self):
        with self.assertRaisesRegex(ValueError, r"\Aaudiense: not a setting of .*the nearest is `audience`"):
            self.mechanism(audiense="api")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
