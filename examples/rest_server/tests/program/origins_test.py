"""Pages of other origins: what CORS tells their scripts, and which are refused."""

from support import ServerTest, configuration, main, token


class OriginTest(ServerTest):
    @staticmethod
    def SETTINGS():
        return configuration(
            originVetoer={"enabled": True, "whitelist": ["https://app.example"], "ignore-paths": ["/files/{id}"]},
            cors={"allowed-origins": ["https://app.example"]})

    def test_pages_of_other_origins_are_refused_for_every_user(self):
        self.expect(404, "GET", "/c")
        self.expect(404, "GET", "/c", headers={"Origin": "https://app.example"})
        for origin in ("https://evil.example", "https://app.example.evil.example", "null", "http://app.example"):
            self.expect(403, "GET", "/c", headers={"Origin": origin})
        self.expect(403, "GET", "/roles/admin", headers={"Origin": "null"})
        self.expect(404, "GET", "/files/one", headers={"Origin": "https://evil.example"})

    def test_scripts_of_other_origins_may_read_nothing(self):
        answer = self.expect(404, "GET", "/c", headers={"Origin": "https://app.example"})
        self.assertEqual(answer["Access-Control-Allow-Origin"], "https://app.example")
        for method, path, headers in (("OPTIONS", "/c", {"Origin": "https://evil.example"}), ("GET", "/c", {}),
                                      ("GET", "/files/one", {"Origin": "https://evil.example"})):
            answer = self.server.request(method, path, bearer=self.admin, headers=headers)
            self.assertIsNone(answer["Access-Control-Allow-Origin"])
            self.assertIsNone(answer["Access-Control-Allow-Credentials"])
            self.assertEqual(answer["Vary"], "Origin")


class MissingOriginTest(ServerTest):
    @staticmethod
    def SETTINGS():
        return configuration(originVetoer={"enabled": True, "whitelist": ["https://app.example"],
                                           "allow-missing-origin": False, "ignore-paths": ["/files/{id}"]})

    def test_a_request_without_an_origin_is_refused_if_the_configuration_says_so(self):
        self.expect(404, "GET", "/c", headers={"Origin": "https://app.example"})
        self.assertIn("origin", self.expect(403, "GET", "/c").json["message"])
        self.expect(404, "GET", "/files/one")


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


if __name__ == "__main__":
    main()
