"""Which requests are accepted: tokens of every kind, challenges, other mechanisms, guards, and requests without a
token."""

import hashlib
import hmac
import os
import tempfile

from support import (ALL_RIGHTS, IN_MONGODB, Server, ServerTest, base64url, certificate, configuration, keys, main,
                     mechanism, mint, permissions, token)


class TokenTest(ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.request("PUT", "/c", {}, bearer=cls.admin)

    def challenge(self, bearer=None, headers=()):
        answer = self.expect(401, "GET", "/c", bearer=bearer, headers=headers)
        return answer["WWW-Authenticate"]

    def test_no_token_is_401_with_a_bare_challenge(self):
        self.expect(200, "GET", "/c")
        self.assertRegex(self.challenge(), r'\ABearer( realm="[^"]*")?\Z')

    def test_bad_tokens_are_401_and_called_invalid(self):
        self.expect(200, "GET", "/c")
        header, claims, signature = self.admin.split(".")
        unsigned = base64url('{"alg":"none"}') + "." + claims
        confused = base64url('{"alg":"HS256","typ":"JWT"}') + "." + claims
        forged = hmac.digest(certificate().encode(), confused.encode(), hashlib.sha256)
        for name, bad in {
            "expired": mint("--claim-json", 'roles=["admin"]', "--expires-in", "-1h"),
            "not yet valid": mint("--claim-json", 'roles=["admin"]', "--claim-json", "nbf=9999999999"),
            "of another issuer": mint("--claim-json", 'roles=["admin"]', issuer="https://other.example/"),
            "of an issuer without its slash": mint("--claim-json", 'roles=["admin"]', issuer="https://issuer.example"),
            "for another audience": mint("--claim-json", 'roles=["admin"]', audience="other"),
            "without expiry": mint("--claim-json", 'roles=["admin"]', "--claim-json", "exp=null"),
            "of another key": mint("--alg", "ES256", "--claim-json", 'roles=["admin"]',
                                   key=keys("ES256") / "private.pem"),
            "with roles that are a text": mint("--claim", "roles=admin"),
            "without roles": mint(),
            "without a signature": header + "." + claims + ".",
            "with another signature": header + "." + claims + "." + signature[::-1],
            "of the algorithm none": unsigned + ".",
            "signed with the certificate as a secret": confused + "." + base64url(forged),
            "in four parts": self.admin + ".x",
            "wrapped in base64": base64url(self.admin),
            "garbage": "garbage",
            "padded": self.admin + "=",
        }.items():
            with self.subTest(name):
                challenge = self.challenge(bad)
                self.assertRegex(challenge, r'\ABearer .*error="invalid_token"')
                for part in bad.split("."):
                    if len(part) > 8:
                        self.assertNotIn(part, challenge)
                        self.assertNotIn(part, "".join(self.server.log))

    def test_the_challenge_tells_an_expired_token_from_others(self):
        expired = self.challenge(mint("--claim-json", 'roles=["admin"]', "--expires-in", "-1h"))
        self.assertIn("expired", expired)
        self.assertNotIn("expired", self.challenge("garbage"))

    def test_the_scheme_is_bearer_in_any_case(self):
        for good in ("bearer " + self.admin, "BEARER " + self.admin, "Bearer  " + self.admin):
            self.expect(200, "GET", "/c", bearer=None, headers={"Authorization": good})
        for bad in ("Basic dTpw", self.admin, "Bearer", "Bearer ", "Bearer\t" + self.admin, "Token " + self.admin,
                    "Bearer " + self.admin + " x", "Bearer, " + self.admin, 'Bearer token="' + self.admin + '"'):
            with self.subTest(bad[:12]):
                self.challenge(headers={"Authorization": bad})

    def test_two_authorization_fields_are_400(self):
        good = ("Authorization", "Bearer " + self.admin)
        self.expect(200, "GET", "/c", bearer=None, headers=[good])
        for two in ([good, good], [good, ("authorization", "Basic dTpw")], [("Authorization", ""), good]):
            answer = self.expect(400, "GET", "/c", bearer=None, headers=two)
            for challenge in answer.fields.get_all("WWW-Authenticate"):
                self.assertIn('error="invalid_request"', challenge)

    def test_a_token_in_the_target_or_a_cookie_is_not_looked_at(self):
        self.expect(401, "GET", "/c?access_token=" + self.admin, bearer=None)
        self.challenge(headers={"Cookie": "token=" + self.admin})

    def test_a_refusal_comes_before_anything_is_told_of_the_resource(self):
        for method, path in (("GET", "/absent"), ("POST", "/c/one"), ("FOO", "/c"), ("DELETE", "/system.x/y"),
                             ("GET", "/c?page=x"), ("GET", "/c/_size")):
            self.expect(401, method, path, bearer=None)

    def test_the_log_says_why_and_shows_no_token(self):
        self.challenge(mint("--claim-json", 'roles=["admin"]', audience="unheard-of"))
        self.expect(401, "GET", "/c?secret=hunter2", bearer=None)
        self.server.expect_logged("audienceMismatch")
        log = "".join(self.server.log)
        self.assertNotIn("hunter2", log)
        self.assertNotIn("eyJ", log)


class OtherMechanismsTest(ServerTest):
    def reader(self, **settings):
        everybody = permissions({"role": "user", "predicate": "path-prefix('/')", "mongo": ALL_RIGHTS})
        server = Server(configuration(jwtAuthenticationMechanism=mechanism(**settings), fileAclAuthorizer=everybody))
        self.addCleanup(server.stop)
        return server

    def status(self, server, bearer):
        """With an empty store, an accepted request is answered 404."""
        status = server.request("GET", "/", bearer=bearer).status
        return 200 if status == 404 else status

    def test_base64_encoded_takes_the_wrapped_token_and_no_other(self):
        server = self.reader(base64Encoded=True, rolesClaim=None, fixedRoles=["user"])
        self.assertEqual(self.status(server, base64url(mint())), 200)
        self.assertEqual(self.status(server, mint()), 401)
        self.assertEqual(self.status(server, base64url(base64url(mint()))), 401)

    def test_fixed_roles_are_merged_with_those_of_a_claim(self):
        server = self.reader(rolesClaim="https://app.example/roles", fixedRoles=["user"])
        self.assertEqual(self.status(server, mint("--claim-json", 'https://app.example/roles=["x"]')), 200)
        server = self.reader(rolesClaim="https://app.example/roles", fixedRoles=["other"])
        self.assertEqual(self.status(server, mint("--claim-json", 'https://app.example/roles=["user"]')), 200)
        self.assertEqual(self.status(server, mint("--claim-json", 'https://app.example/roles=["x"]')), 403)

    def test_a_user_name_that_is_missing_is_401(self):
        server = self.reader(usernameClaim="email", rolesClaim=None, fixedRoles=["user"])
        self.assertEqual(self.status(server, mint("--claim", "email=a@b.example")), 200)
        self.assertEqual(self.status(server, mint()), 401)

    def test_a_shared_secret_signs_too(self):
        secret = (keys("HS256") / "secret.txt").read_text().strip()
        server = self.reader(algorithm="HMAC256", key=secret, rolesClaim=None, fixedRoles=["user"])
        self.assertEqual(self.status(server, mint("--alg", "HS256", key=keys("HS256") / "secret.txt")), 200)
        self.assertEqual(self.status(server, mint()), 401)

    def test_the_layout_of_restheart_9_is_read(self):
        own = mechanism(fixedRoles=["user"], rolesClaim=None)
        provider = {name: own.pop(name) for name in ("key", "algorithm", "issuer", "audience")}
        everybody = permissions({"role": "user", "predicate": "path-prefix('/')"})
        server = Server(configuration(jwtAuthenticationMechanism=own, jwtConfigProvider=provider,
                                      fileAclAuthorizer=everybody))
        self.addCleanup(server.stop)
        self.assertEqual(self.status(server, mint()), 200)

    def test_the_tutorials_yaml_is_served(self):
        key = "".join(certificate().splitlines()[1:-1])
        half = len(key) // 2
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        where = ("mclient:\n  connection-string: " + os.environ["MONGODB_URI"] if IN_MONGODB
                 else f"store:\n  file: {folder.name}/store.sqlite")
        server = Server(f"""\
http-listener:
  enabled: true
  host: 127.0.0.1
  port: 0
{where}
mongo:
  mongo-mounts:
    - what: restheart
      where: /
jwtAuthenticationMechanism:
  enabled: true
  algorithm: RS256
  key: >
    {key[:half]}
    {key[half:]}
  base64Encoded: false
  usernameClaim: email
  rolesClaim:
  fixedRoles:
    - user
  issuer: https://issuer.example/
  audience: client
fileAclAuthorizer:
  enabled: true
  permissions:
    - role: user
      predicate: path-prefix[path="/"]
      priority: 100
""")
        self.addCleanup(server.stop)
        self.assertEqual(self.status(server, mint("--claim", "email=a@b.example")), 200)
        self.assertEqual(self.status(server, None), 401)


class RolesTest(ServerTest):
    def test_a_user_sees_their_own_roles_whatever_they_may_do(self):
        answer = self.expect(200, "GET", "/roles/alice", bearer=token("nobody", 'a"b', subject="alice"))
        self.assertEqual(answer.json, {"authenticated": True, "roles": ["nobody", 'a"b']})
        self.assertEqual(self.expect(200, "GET", "/roles/a%2Fb", bearer=token(subject="a/b")).json["roles"], [])
        self.expect(200, "HEAD", "/roles/alice", bearer=token(subject="alice"))

    def test_others_do_not(self):
        self.expect(403, "GET", "/roles/bob", bearer=self.admin)
        self.expect(403, "GET", "/roles/Alice", bearer=token(subject="alice"))
        self.assertIn("Bearer", self.expect(401, "GET", "/roles/alice", bearer=None)["WWW-Authenticate"])
        self.expect(401, "GET", "/roles/alice", bearer="garbage")
        self.expect(405, "POST", "/roles/alice", {}, bearer=token(subject="alice"))
        self.expect(200, "OPTIONS", "/roles/alice", bearer=None)


class BruteForceTest(ServerTest):
    @staticmethod
    def SETTINGS():
        return configuration(bruteForceAttackGuard={"enabled": True, "max-failed-attempts": 3,
                                                    "trust-x-forwarded-for": True})

    def test_bad_tokens_shut_a_client_out(self):
        client, other = {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "192.0.2.1, 192.0.2.2"}
        for _ in range(5):
            self.expect(401, "GET", "/c", bearer=None, headers=client)  # has no token, so none is bad
        for _ in range(3):
            self.expect(401, "GET", "/c", bearer="garbage", headers=client)
        answer = self.expect(429, "GET", "/c", headers=client)
        self.assertIn(int(answer["Retry-After"]), range(1, 11))
        self.expect(429, "GET", "/roles/user", headers=client)
        self.expect(200, "GET", "/ping", headers=client)
        self.expect(404, "GET", "/c", headers=other)
        self.expect(404, "GET", "/c")
        self.server.expect_logged("429 too many failed attempts")


class PublicTest(ServerTest):
    def test_ping_is_for_everyone(self):
        for bearer in (None, "garbage", "admin"):
            self.assertEqual(self.expect(200, "GET", "/ping", bearer=bearer).json, {"message": "pong"})
        self.expect(401, "GET", "/ping/x", bearer=None)
        self.expect(401, "GET", "/Ping", bearer=None)


if __name__ == "__main__":
    main()
