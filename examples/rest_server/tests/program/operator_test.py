"""What the server tells its operator without serving: --check and --explain-request."""

import json
import subprocess

from support import ALL_RIGHTS, FolderTest, SERVER, certificate, configuration, main, mechanism, mint, permissions, token

RULES = (
    {"role": "reader", "predicate": "path-prefix('/') and method(GET)", "priority": 2},
    {"role": "admin", "predicate": "path-prefix('/')", "priority": 1, "mongo": ALL_RIGHTS},
    {"role": "own", "predicate": "path-template('/c/{id}') and\n equals(@user.sub, ${id})",
     "mongo": {"readFilter": {"owner": "@user.sub", "dept": "@user.dept"}}},
    {"role": "$unauthenticated", "predicate": "path('/open') and (method(GET) or qparams-contain(key))"},
)


class OperatorTest(FolderTest):
    def setUp(self):
        super().setUp()
        self.file = self.folder / "server.yml"
        self.store = self.folder / "store.sqlite"

    def run_server(self, code, *arguments, text="", **blocks):
        settings = {"store": {"file": str(self.store)}, "fileAclAuthorizer": permissions(*RULES), **blocks}
        self.file.write_text(json.dumps(configuration(**settings)))
        done = subprocess.run([SERVER, *arguments], input=text, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def check(self, code, *arguments, **blocks):
        return self.run_server(code, "--check", self.file, *arguments, **blocks)

    def explain(self, code, request, bearer=None, **blocks):
        arguments = ["--config", self.file, "--explain-request", request]
        if bearer is not None:
            arguments += ["--token", "-"]
        told = self.run_server(code, *arguments, text=bearer or "", **blocks)
        for part in (bearer or "").split("."):
            if len(part) > 8:
                self.assertNotIn(part, told)
        return told

    def test_a_good_configuration_is_shown_as_a_table_in_the_order_of_decision(self):
        told = self.check(0)
        lines = told.splitlines()
        places = [next(i for i, line in enumerate(lines) if f" {role} " in line and "path" in line)
                  for role in ("admin", "reader", "own", "$unauthenticated")]
        self.assertEqual(places, sorted(places))
        self.assertIn("may manage, patch in bulk, delete in bulk, choose wm", told)
        self.assertIn('readFilter       {"dept":"@user.dept","owner":"@user.sub"}', told)
        self.assertIn("https://issuer.example/, RS256", told)
        self.assertNotIn(certificate().splitlines()[1], told)
        self.assertFalse(self.store.exists())

    def test_a_proxy_that_cannot_be_one_is_a_mistake_at_its_place(self):
        header = {"name": "Client-Cert", "format": "rfc9440", "trustedProxies": ["proxy.example"]}
        block = mechanism(mutualTls="allowed", clientCertificateHeader=header)
        expected = (f"{self.file}: /jwtAuthenticationMechanism/clientCertificateHeader/trustedProxies: "
                    "a proxy that is neither an address nor a network; expected 10.0.0.1 or 10.0.0.0/8\n")
        self.assertEqual(self.check(2, jwtAuthenticationMechanism=block), expected)
        self.assertEqual(self.run_server(2, "--config", self.file, jwtAuthenticationMechanism=block),
                         "jwtauth-rest-server: " + expected)

    def test_every_mistake_is_told_at_once(self):
        told = self.check(2, "--set", "/http-listener/port=x", fileAclAuthorizer=permissions(
            {"role": "a"}, {"role": "a", "predicate": "path('/x') and nonsense"},
            {"role": "a", "predicate": "path(/)", "mongo": {"readFilter": {"$or": "@user.x"}}}))
        for mistake in ("permissions/0/predicate: is missing", "permissions/1/predicate: at line 1, column 16",
                        "permissions/2/mongo/readFilter: the variable @user.x", "/http-listener/port: got a text"):
            self.assertIn(mistake, told)
        self.assertEqual(len(told.splitlines()), 4)

    def test_a_request_that_is_let_in_is_told_what_it_gets(self):
        told = self.explain(0, "GET /c/alice", mint("--subject", "alice", "--claim-json", 'roles=["own"]',
                                                     "--claim", "dept=red"))
        self.assertIn('holds        equals(@user.sub, ${id})', told)
        self.assertIn("DECISION  let in by number 3, /fileAclAuthorizer/permissions/2", told)
        self.assertIn('readFilter       {"dept":"red","owner":"alice"}', told)

    def test_a_request_that_is_refused_is_told_which_condition_failed(self):
        own = mint("--subject", "alice", "--claim-json", 'roles=["own"]')
        told = self.explain(1, "GET /c/bob", own)
        self.assertRegex(told, r'FAILS +equals\(@user.sub, \$\{id\}\) +"alice", "bob"')
        self.assertIn("DECISION  403: no permission fits", told)
        self.assertIn("@user.dept has no value", self.explain(1, "GET /c/alice", own))
        self.assertIn("does not allow management requests", self.explain(1, "PUT /c", token("plain"),
                      fileAclAuthorizer=permissions({"role": "plain", "predicate": "path-prefix('/')"})))

    def test_the_servers_own_paths_are_told_as_they_are_answered(self):
        for path in ("/ping", "/health", "/health/db"):
            self.assertIn("DECISION  served to every client", self.explain(0, f"GET {path}"))
            self.assertIn("DECISION  405: the resource has no such method (Allow: GET, HEAD, OPTIONS)",
                          self.explain(1, f"POST {path}"))
        own = mint("--subject", "alice", "--claim-json", 'roles=["own"]')
        self.assertIn("DECISION  401", self.explain(1, "GET /roles/alice"))
        self.assertIn("DECISION  served to the user", self.explain(0, "GET /roles/alice", own))
        self.assertIn("DECISION  403", self.explain(1, "GET /roles/bob", own))
        self.assertIn("DECISION  405", self.explain(1, "PUT /roles/alice", own))
        for path in ("/metrics", "/_openapi"):
            self.assertIn("DECISION  403: no permission fits", self.explain(1, f"GET {path}", own))
            self.assertIn("DECISION  let in by number 1", self.explain(0, f"GET {path}", token("admin")))
            self.assertIn("DECISION  405: number 1 fits, but", self.explain(1, f"PUT {path}", token("admin")))

    def test_methods_that_a_resource_does_not_have_are_told(self):
        self.assertIn("(Allow: GET, HEAD, PUT, PATCH, DELETE, OPTIONS)",
                      self.explain(1, "POST /c/x", token("admin")))
        for request in ("OPTIONS *", "OPTIONS /c/x", "OPTIONS /health/db"):
            self.assertIn("DECISION  200: OPTIONS is answered to every client, with GET, HEAD,", self.explain(0, request))
        self.assertIn("DECISION  501: number 1 fits", self.explain(1, "GET /c?txn=1", token("admin")))

    def test_a_bad_token_is_explained_by_the_library(self):
        told = self.explain(1, "GET /open", mint("--claim-json", 'roles=["admin"]', audience="other"))
        self.assertIn("audienceMismatch", told)
        self.assertIn("DECISION  401", told)

    def test_without_a_token_the_request_has_no_user(self):
        self.assertIn("DECISION  let in by number 4", self.explain(0, "GET /open"))
        told = self.explain(1, 'POST /open?x {"a":1}')
        self.assertRegex(told, r'FAILS +one of\n +FAILS +method\(GET\) +"POST"\n +FAILS +qparams-contain\(key\) +"x"')
        self.assertIn("DECISION  401", told)

    def test_what_claims_hold_cannot_command_a_terminal(self):
        hostile = mint("--claim-json", 'roles=["own"]', "--claim-json", r'sub="a\u009b2J\u202e\u00a0\u202f\ufe0f"')
        told = self.explain(1, "GET /c/x", hostile)
        self.assertIn(r'"a\u009b2J\u202e\u00a0\u202f\ufe0f"', told)
        self.assertTrue(told.replace("\n", "").isprintable())

    def test_what_a_request_holds_cannot_command_a_terminal(self):
        rule = {"role": "own", "predicate": "bson-request-contains(a)"}
        own = mint("--subject", "alice", "--claim-json", 'roles=["own"]')
        for request in ('PATCH /c/x {"$\u009b2J\u202e":{"a":1}}', "GET /c?wm=\u009b2J\u202e",
                        "GET /\u009b2J\u202e/%2e%2e", "\u009b2J\u202e /c"):
            told = self.explain(1, request, own, fileAclAuthorizer=permissions(rule))
            self.assertTrue(told.replace("\n", "").isprintable(), told)

    def test_wrong_usage_is_exit_2(self):
        self.run_server(2, "--config", self.file, "--explain-request", "GET")
        self.run_server(2, "--config", self.file, "--token", "x")
        self.run_server(2)
        self.run_server(2, "--check", self.file, "--config", self.file)
        self.run_server(2, "--check", "/nowhere.yml")


if __name__ == "__main__":
    main()
