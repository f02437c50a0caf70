"""Who is let in, and what they may do: tokens of every kind, challenges, permissions in both syntaxes, CORS."""

import hashlib
import hmac
import json
import os
import tempfile

from support import (ALL_RIGHTS, IN_MONGODB, ServerTest, Server, base64url, certificate, configuration, keys, main,
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

    def test_two_authorization_fields_are_401(self):
        good = ("Authorization", "Bearer " + self.admin)
        self.expect(200, "GET", "/c", bearer=None, headers=[good])
        self.challenge(headers=[good, good])
        self.challenge(headers=[good, ("authorization", "Basic dTpw")])
        self.challenge(headers=[("Authorization", ""), good])

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
        log = "".join(self.server.log)
        self.assertIn("audienceMismatch", log)
        self.assertNotIn("hunter2", log)
        self.assertNotIn("eyJ", log)


class OtherMechanismsTest(ServerTest):
    def reader(self, **settings):
        everybody = permissions({"role": "user", "predicate": "path-prefix('/')", "mongo": ALL_RIGHTS})
        server = Server(configuration(jwtAuthenticationMechanism=mechanism(**settings), fileAclAuthorizer=everybody))
        self.addCleanup(server.stop)
        return server

    def status(self, server, bearer):
        return server.request("GET", "/", bearer=bearer).status

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


RULES = (
    {"role": "writer", "predicate": "path-prefix('/open')", "mongo": ALL_RIGHTS},
    {"role": "reader", "predicate": "path-prefix('/open') and method(GET)"},
    {"role": "brackets", "predicate": 'path-prefix[path="/open"] and method[value="GET"]'},
    {"roles": ["one", "several"], "predicate": "path-prefix[/open, '/more'] and method(GET, POST)"},
    {"role": "exact", "predicate": "path('/open') or path(\"/more/one\")"},
    {"role": "not", "predicate": "path-prefix('/') and not (path-prefix('/secret') or method(DELETE))"},
    {"role": "$unauthenticated", "predicate": "path-prefix('/public') and method(GET)"},
    {"role": "ordered", "predicate": "path-prefix('/open')", "priority": 2, "mongo": ALL_RIGHTS},
    {"role": "ordered", "predicate": "path-prefix('/')", "priority": 1},
    {"role": "plain", "predicate": "path-prefix('/')"},
)


class PermissionTest(ServerTest):
    @staticmethod
    def SETTINGS():
        return configuration(fileAclAuthorizer=permissions(
            {"role": "admin", "predicate": "path-prefix('/')", "mongo": ALL_RIGHTS}, *RULES))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("open", "opened", "more", "secret", "public"):
            cls.server.request("PUT", "/" + name, {}, bearer=cls.admin)
            cls.server.request("POST", "/" + name, {"_id": "one"}, bearer=cls.admin)

    def test_a_permission_needs_role_path_and_method(self):
        for role, method, path, status in (
                ("writer", "GET", "/open", 200), ("writer", "GET", "/open/one", 200), ("writer", "GET", "/opened", 403),
                ("writer", "GET", "/", 403), ("writer", "GET", "/secret", 403), ("writer", "POST", "/open", 201),
                ("reader", "GET", "/open", 200), ("reader", "HEAD", "/open", 200), ("reader", "POST", "/open", 403),
                ("reader", "get", "/open", 403),
                ("brackets", "GET", "/open", 200), ("brackets", "POST", "/open", 403),
                ("brackets", "GET", "/more", 403),
                ("one", "GET", "/more", 200), ("several", "POST", "/open", 201), ("one", "DELETE", "/open/one", 403),
                ("exact", "GET", "/open", 200), ("exact", "GET", "/open/", 200), ("exact", "GET", "/open/one", 403),
                ("exact", "GET", "/more/one", 200), ("exact", "GET", "/more", 403),
                ("not", "GET", "/open", 200), ("not", "GET", "/secret", 403), ("not", "DELETE", "/open/one", 403),
                ("plain", "GET", "/secret/one", 200),
                ("nobody", "GET", "/open", 403), ("Reader", "GET", "/open", 403), ("", "GET", "/open", 403)):
            with self.subTest(role=role, method=method, path=path):
                body = {} if method == "POST" else None
                self.expect(status, method, path, body, bearer=token(role))

    def test_a_user_has_all_their_roles(self):
        self.expect(200, "GET", "/more/one", bearer=token("nobody", "exact"))
        self.expect(403, "GET", "/open", bearer=token())

    def test_403_says_insufficient_scope(self):
        answer = self.expect(403, "GET", "/secret", bearer=token("reader"))
        self.assertIn('error="insufficient_scope"', answer["WWW-Authenticate"])

    def test_a_path_cannot_be_written_so_that_a_prefix_is_missed(self):
        secret = token("not")
        self.expect(403, "GET", "/secret", bearer=secret)
        for status, path in ((403, "/%73ecret"), (403, "/secret/"), (403, "/secret?x=/open"),
                             (400, "//secret"), (400, "/./secret"), (400, "/open/../secret"),
                             (400, "/open/%2e%2e/secret"), (403, "http://elsewhere/secret"), (400, "/%2Fsecret"),
                             (400, "/secret%2Fone"), (400, "/secret%00"), (404, "/open/one/..%2f..%2fsecret"),
                             (404, "/Secret")):
            with self.subTest(path):
                self.expect(status, "GET", path, bearer=secret)

    def test_a_path_cannot_be_written_so_that_a_prefix_is_met(self):
        reader = token("reader")
        self.expect(200, "GET", "/open", bearer=reader)
        for status, path in ((400, "/open/../secret"), (403, "/open%2F..%2Fsecret"), (403, "/open%3F"),
                             (403, "/secret?/open"), (403, "/open%2Fone"), (403, "/open%20")):
            with self.subTest(path):
                self.expect(status, "GET", path, bearer=reader)

    def test_public_paths_are_for_those_without_a_token(self):
        self.expect(200, "GET", "/public/one", bearer=None)
        self.expect(401, "POST", "/public", {}, bearer=None)
        self.expect(401, "GET", "/open", bearer=None)
        self.expect(403, "GET", "/public", bearer=token("reader"))

    def test_a_bad_token_is_401_on_public_paths_too(self):
        self.expect(200, "GET", "/public", bearer=None)
        self.expect(401, "GET", "/public", bearer="garbage")
        self.expect(401, "GET", "/public", bearer=mint("--claim-json", 'roles=["admin"]', "--expires-in", "-1h"))

    def test_other_credentials_are_no_token(self):
        for other in ("", "Basic dTpw"):
            self.expect(200, "GET", "/public", bearer=None, headers={"Authorization": other})
            self.expect(401, "GET", "/open", bearer=None, headers={"Authorization": other})

    def test_nobody_is_unauthenticated_by_a_role_of_that_name(self):
        self.expect(403, "GET", "/public", bearer=token("$unauthenticated"))

    def test_management_and_write_mode_need_rights_of_their_own(self):
        plain = token("plain")
        self.expect(201, "POST", "/open", {}, bearer=plain)
        self.expect(403, "PUT", "/made-by-plain", {}, bearer=plain)
        self.expect(403, "PUT", "/open", {}, bearer=plain)
        self.expect(403, "PUT", "/open/two?wm=upsert", {}, bearer=plain)
        self.expect(403, "POST", "/open?wm=insert", {}, bearer=plain)
        self.expect(404, "PUT", "/open/two", {}, bearer=plain)
        self.expect(404, "GET", "/made-by-plain", bearer=plain)

    def test_the_first_permission_by_priority_decides_about_rights(self):
        ordered = token("ordered")
        self.expect(200, "GET", "/open", bearer=ordered)
        self.expect(403, "PUT", "/open/two?wm=upsert", {}, bearer=ordered)


class NothingPermittedTest(ServerTest):
    def test_nothing_permitted_nothing_allowed(self):
        some = {"role": "admin", "predicate": "path-prefix('/')"}
        for status, block in ((200, permissions(some)), (403, permissions()), (403, None), (403, {}),
                              (403, {"enabled": True}), (403, {"enabled": False, "permissions": [some]})):
            with self.subTest(block):
                server = Server(configuration(fileAclAuthorizer=block))
                try:
                    self.assertEqual(server.request("GET", "/", bearer=token("admin")).status, status)
                    self.assertEqual(server.request("GET", "/").status, 401)
                    self.assertEqual("permits nothing" in "".join(server.log), status == 403)
                finally:
                    server.stop()


class CorsTest(ServerTest):
    ORIGIN = {"Origin": "http://localhost:4200"}

    def assert_cors(self, answer, origin):
        self.assertEqual(answer["Access-Control-Allow-Origin"], origin)
        self.assertEqual(answer["Access-Control-Allow-Credentials"], "true")
        exposed = answer["Access-Control-Expose-Headers"].split(", ")
        self.assertLessEqual({"Location", "ETag", "WWW-Authenticate"}, set(exposed))
        self.assertEqual(answer["Vary"], None if origin == "*" else "Origin")

    def test_a_preflight_is_answered_without_a_token(self):
        asked = {**self.ORIGIN, "Access-Control-Request-Method": "PUT",
                 "Access-Control-Request-Headers": "authorization, content-type"}
        for path, methods in (("/c", {"GET", "POST", "PUT"}), ("/c/one", {"GET", "PUT", "DELETE"}), ("/", {"GET"}),
                              ("/absent/x/y", set()), ("/system.x", set())):
            answer = self.expect(200, "OPTIONS", path, bearer=None, headers=asked)
            self.assert_cors(answer, self.ORIGIN["Origin"])
            allowed = answer["Access-Control-Allow-Methods"].split(", ")
            self.assertLessEqual(methods | {"OPTIONS"}, set(allowed))
            self.assertEqual(answer["Allow"], answer["Access-Control-Allow-Methods"])
            headers = {name.lower() for name in answer["Access-Control-Allow-Headers"].split(", ")}
            self.assertLessEqual({"authorization", "content-type", "if-match", "if-none-match", "x-requested-with",
                                  "no-auth-challenge"}, headers)
            self.assertEqual((answer.text, answer["Content-Length"]), ("", "0"))

    def test_a_preflight_tells_nothing_of_what_is_stored(self):
        self.expect(201, "PUT", "/there", {})
        there, absent = (self.expect(200, "OPTIONS", path, bearer=None) for path in ("/there", "/absent"))
        self.assertEqual(sorted(set(there.fields.items()) - {("Date", there["Date"])}),
                         sorted(set(absent.fields.items()) - {("Date", absent["Date"])}))

    def test_every_answer_carries_the_fields(self):
        self.expect(201, "PUT", "/c", {})
        for status, method, path, bearer in ((200, "GET", "/c", "admin"), (401, "GET", "/c", None),
                                             (401, "GET", "/c", "garbage"), (403, "GET", "/c", token("nobody")),
                                             (404, "GET", "/absent", "admin"), (405, "FOO", "/c", "admin"),
                                             (400, "GET", "//", "admin"), (200, "GET", "/ping", None)):
            answer = self.expect(status, method, path, bearer=bearer, headers=self.ORIGIN)
            self.assert_cors(answer, self.ORIGIN["Origin"])
            self.assert_cors(self.expect(status, method, path, bearer=bearer), "*")

    def test_a_null_origin_is_echoed(self):
        self.assert_cors(self.expect(200, "GET", "/ping", headers={"Origin": "null"}), "null")


class PublicTest(ServerTest):
    def test_ping_is_for_everybody(self):
        for bearer in (None, "garbage", "admin"):
            self.assertEqual(self.expect(200, "GET", "/ping", bearer=bearer).json, {"message": "pong"})
        self.expect(401, "GET", "/ping/x", bearer=None)
        self.expect(401, "GET", "/Ping", bearer=None)


class MountTest(ServerTest):
    @staticmethod
    def SETTINGS():
        return configuration(mongo={"mongo-mounts": [
            {"what": "*", "where": "/all"}, {"what": "/mounted", "where": "/api/v1"},
            {"what": "mounted/books", "where": "/books/"}]})

    def test_one_document_is_found_through_every_mount(self):
        self.expect(201, "PUT", "/books", {})
        made = self.expect(201, "POST", "/books", {"_id": "one"})
        self.assertEqual(made["Location"], f"http://{self.server.host}/books/one")
        for path in ("/books/one", "/api/v1/books/one", "/all/mounted/books/one"):
            self.assertEqual(self.expect(200, "GET", path).json["_id"], "one")
        self.assertEqual(self.expect(200, "GET", "/api/v1").json, ["books"])
        self.assertIn("mounted", self.expect(200, "GET", "/all").json)

    def test_nothing_is_outside_the_mounts(self):
        for path in ("/", "/api", "/mounted", "/elsewhere", "/booksx", "/api/v2"):
            self.expect(404, "GET", path)

    def test_the_stores_own_databases_are_not_shown(self):
        for name in ("admin", "local", "config"):
            self.assertNotIn(name, self.expect(200, "GET", "/all").json)
            self.expect(403, "GET", f"/all/{name}")
        for name in ("a.b", "$x", "x" * 64):
            self.expect(400, "GET", f"/all/{name}")


if __name__ == "__main__":
    main()
