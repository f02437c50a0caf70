"""The configuration: one line for each mistake, and the layers it is made of."""

import json
import re
import subprocess
from pathlib import Path

from commands import MISUSED, SERVED, CommandTest
from support import COMMAND_LINE, ISSUER, PATIENCE, Server, keys, main, mechanism, permissions, token


class ConfigurationMistakeTest(CommandTest):
    """Each mistake is one line that names the file, or the option, and the key."""

    def test_mistakes_in_the_file(self):
        private = (keys() / "private.pem").read_text()
        admin = {"role": "admin", "predicate": "path-prefix('/')"}
        self.assertEqual(Server(self.settings()).stop(), SERVED)  # without a mistake it runs
        for key, settings in (
                ("/http-listener/port", {"http_listener": {"port": "8080"}}),
                ("/http-listener/port", {"http_listener": {"port": 65536}}),
                ("/http-listener/port", {"http_listener": {"port": -1}}),
                ("/http-listener/host", {"http_listener": {"host": ["127.0.0.1"]}}),
                ("/http-listener/hots", {"http_listener": {"hots": "127.0.0.1"}}),
                ("/http-listener/enabled", {"http_listener": {"enabled": False}}),
                ("/http-listener", {"http_listener": 8080}),
                ("/store/file", {"store": {"file": 1}}),
                ("/store/file", {"store": {"file": ":memory:"}}),
                ("/store/path", {"store": {"path": "x"}}),
                ("/mclient/connection-string", {"store": {}}),
                ("/mclient/connection-string", {"mclient": {"connection-string": "http://localhost"}}),
                ("/mclient/connection-string", {"mclient": {"connection-string": "mongodb://"}}),
                ("/mclient/connection-string", {"mclient": {"connection-string": 1}}),
                ("/mclient/uri", {"mclient": {"uri": "mongodb://localhost"}}),
                ("/mongo/mongo-mounts", {"mongo": {"mongo-mounts": "restheart"}}),
                ("/mongo/mongo-mounts/0/what", {"mongo": {"mongo-mounts": [{"where": "/"}]}}),
                ("/mongo/mongo-mounts/0/what", {"mongo": {"mongo-mounts": [{"what": "/a/b/c", "where": "/"}]}}),
                ("/mongo/mongo-mounts/0/where", {"mongo": {"mongo-mounts": [{"what": "*", "where": "api"}]}}),
                ("/mongo/mongo-mounts/1/where", {"mongo": {"mongo-mounts": [{"what": "a", "where": "/"},
                                                                            {"what": "b", "where": "/"}]}}),
                ("/mongo/mongo-mounts/0/what", {"mongo": {"mongo-mounts": [{"what": "/{a}", "where": "/x"}]}}),
                ("/mongo/mongo-mounts/0/where", {"mongo": {"mongo-mounts": [{"what": "a", "where": "/{a}"}]}}),
                ("/mongo/mongo-mounts/0/what", {"mongo": {"mongo-mounts": [{"what": "admin", "where": "/"}]}}),
                ("/mongo/mongo-mounts/0/were", {"mongo": {"mongo-mounts": [{"what": "a", "were": "/"}]}}),
                ("/jwtAuthenticationMechanism", {"jwtAuthenticationMechanism": None}),
                ("issuer", {"jwtAuthenticationMechanism": mechanism(issuer=1)}),
                ("issuer", {"jwtAuthenticationMechanism": mechanism(issuer="")}),
                ("issuerr", {"jwtAuthenticationMechanism": mechanism(issuerr="x")}),
                ("algorithm", {"jwtAuthenticationMechanism": mechanism(algorithm="none")}),
                ("algorithm", {"jwtAuthenticationMechanism": mechanism(algorithm="RS1024")}),
                ("key", {"jwtAuthenticationMechanism": mechanism(key="a-key-id")}),
                ("key", {"jwtAuthenticationMechanism": mechanism(key=private)}),
                ("key", {"jwtAuthenticationMechanism": mechanism(algorithm="HS256", key="secret")}),
                ("base64Encoded", {"jwtAuthenticationMechanism": mechanism(base64Encoded="yes")}),
                ("enabled", {"jwtAuthenticationMechanism": mechanism(enabled=False)}),
                ("/fileAclAuthorizer/enabled", {"fileAclAuthorizer": {"enabled": "yes"}}),
                ("/fileAclAuthorizer/permissions", {"fileAclAuthorizer": {"permissions": {}}}),
                ("/fileAclAuthorizer/permission", {"fileAclAuthorizer": {"permission": []}}),
                ("/fileAclAuthorizer/permissions/0/role",
                 {"fileAclAuthorizer": permissions({"predicate": "path('/')"})}),
                ("/fileAclAuthorizer/permissions/1/predicate",
                 {"fileAclAuthorizer": permissions(admin, {"role": "x"})}),
                ("/fileAclAuthorizer/permissions/0/predicate",
                 {"fileAclAuthorizer": permissions({**admin, "predicate": "path-prefix('/') and"})}),
                ("/fileAclAuthorizer/permissions/0/predicate",
                 {"fileAclAuthorizer": permissions({**admin, "predicate": "roles-allowed('admin')"})}),
                ("/fileAclAuthorizer/permissions/0/priority",
                 {"fileAclAuthorizer": permissions({**admin, "priority": "first"})}),
                ("/fileAclAuthorizer/permissions/0/mongo/readFilter",
                 {"fileAclAuthorizer": permissions({**admin, "mongo": {"readFilter": 1}})}),
                ("/fileAclAuthorizer/permissions/0/mongo/allowBulkPatch",
                 {"fileAclAuthorizer": permissions({**admin, "mongo": {"allowBulkPatch": 1}})})):
            with self.subTest(key, settings=settings):
                file = self.write("bad.yml", self.settings(**settings))
                line = self.refuse(MISUSED, "--config", file)
                self.assertIn("bad.yml", line)
                self.assertRegex(line, re.escape(key) + r"\b")

    def test_nothing_is_mounted_where_the_server_answers_itself(self):
        described = Path(__file__).resolve().parents[2] / "api" / "operations" / "openapi" / "paths.json"
        for path in json.loads(described.read_text())["own"]:
            where = path.translate(str.maketrans("", "", "{}"))
            with self.subTest(where):
                file = self.write("bad.yml", self.settings(mongo={"mongo-mounts": [{"what": "a", "where": where}]}))
                self.assertIn("/mongo/mongo-mounts/0/where: got", self.refuse(MISUSED, "--config", file))

    def test_secrets_are_not_repeated(self):
        for settings in ({"jwtAuthenticationMechanism": mechanism(algorithm="HS256", key="hunter2")},
                         {"mclient": {"connection-string": "mongodb://user:hunter2@"}},
                         {"mclient": {"connection-string": ["hunter2"]}}):
            file = self.write("bad.yml", self.settings(**settings))
            self.assertNotIn("hunter2", self.refuse(MISUSED, "--config", file))

    def test_files_that_are_no_configuration(self):
        good = json.dumps(self.settings())
        for content in ("[]", "text", "a: [", "a: 1\n--- \nb: 2\n", good[:-1] + ', "store": {"file": "x"}}',
                        "? [a]\n: 1\n", "a: *unknown"):
            with self.subTest(content[-30:]):
                self.assertIn("bad.yml", self.refuse(MISUSED, "--config", self.write("bad.yml", content)))
        self.assertIn("absent.yml", self.refuse(MISUSED, "--config", self.folder / "absent.yml"))
        self.assertIn(str(self.folder), self.refuse(MISUSED, "--config", self.folder))
        self.assertIn("jwtAuthenticationMechanism",
                      self.refuse(MISUSED, "--config", self.write("bad.yml", 'store: {file: "x"}')))

    def test_yaml_is_read_as_jwtauth_explain_reads_it(self):
        """What two readers of YAML once understood differently is refused by both programs in the same words."""
        block = "".join(f"  {key}: {json.dumps(value)}\n" for key, value in mechanism().items())
        for scalar in ("yes", "no", "On", "OFF", "012", ".5", "5.", '!!int "5"', "0x1f", "1_00", "2026-11-24",
                       "{{{skew}}}"):
            with self.subTest(scalar):
                file = self.write("bad.yml", f"jwtAuthenticationMechanism:\n{block}  clockSkew: {scalar}\n")
                told = self.refuse(MISUSED, "--config", file).removeprefix("jwtauth-rest-server: ")
                explained = subprocess.run([COMMAND_LINE, "explain", "--config", file, "a.b.c"], capture_output=True,
                                           text=True, timeout=PATIENCE)
                self.assertEqual((explained.returncode, explained.stderr), (MISUSED, f"jwtauth: {told}\n"))
                self.assertRegex(told, f"bad.yml: line {2 + len(mechanism())}: ")
        for scalar in ('"yes"', "'012'", "!!str 5"):
            with self.subTest(scalar):
                file = self.write("good.yml", f"jwtAuthenticationMechanism:\n{block}  realm: {scalar}\n")
                self.assertIn("/mclient/connection-string", self.refuse(MISUSED, "--config", file))  # what it lacks
                explained = subprocess.run([COMMAND_LINE, "explain", "--config", file, "a.b.c"], capture_output=True,
                                           text=True, timeout=PATIENCE)
                self.assertEqual((explained.returncode, explained.stderr), (1, ""))  # the token is refused, not the file

    def test_mistakes_in_overrides(self):
        good = self.write("good.yml", self.settings())
        for name, content in (("/http-listener/port", "/http-listener/port: x"),
                              ("/http-listener/port", "http-listener: {port: x}"),
                              ("/http-listener/port/x", "/http-listener/port/x: 1"),
                              ("/http-listener//port", "/http-listener//port: 1"),
                              ("/http-listener/ports", "/http-listener/ports: 1"),
                              ("/fileAclAuthorizer/permissions/x", "/fileAclAuthorizer/permissions/x: 1"),
                              ("algorithm", "/jwtAuthenticationMechanism/algorithm: none")):
            with self.subTest(content):
                line = self.refuse(MISUSED, "--config", good, "-o", self.write("over.yml", content))
                self.assertIn(name, line)
                self.assertIn("over.yml", line)

    def test_mistakes_in_assignments(self):
        good = self.write("good.yml", self.settings())
        for name, assignment in (("/http-listener/port", "/http-listener/port=x"),
                                 ("/http-listener/port", "/http-listener/port=70000"),
                                 ("/http-listener/prot", "/http-listener/prot=1"), ("--set", "http-listener/port=1"),
                                 ("--set", "/http-listener/port"), ("/http-listener/port/x", "/http-listener/port/x=1"),
                                 ("/store/file", "/store/file=[a]"), ("/http-listener/host", "/http-listener/host={"),
                                 ("/http-listener", "/http-listener=1"),
                                 ("issuer", "/jwtAuthenticationMechanism/issuer=[]"),
                                 ("key", "/jwtAuthenticationMechanism/key=kid"),
                                 ("/mclient/connection-string", "/mclient/connection-string=localhost")):
            with self.subTest(assignment):
                line = self.refuse(MISUSED, "--config", good, "--set", assignment)
                self.assertIn(name, line)
                self.assertIn("--set", line)


class LayersTest(CommandTest):
    def test_overrides_and_assignments_lie_over_the_file_in_their_order(self):
        first = self.write("first.yml", "/http-listener/host: 0.0.0.0\n/http-listener/port: 1\n")
        second = self.write("second.yml", "http-listener: {host: 127.0.0.1}\n")
        settings = self.settings(http_listener={"host": "192.0.2.1", "port": 2})
        server = Server(settings, "--set", "/http-listener/port=0", "-o", first, "-o", second)
        self.addCleanup(server.stop)
        self.assertEqual(server.request("GET", "/ping").status, 200)

    def test_an_override_replaces_exactly_its_place(self):
        guest = {"role": "guest", "predicate": "path('/_openapi')"}
        over = self.write("over.yml", {"/fileAclAuthorizer/permissions": [guest],
                                       "/jwtAuthenticationMechanism/audience": ["other", "client"]})
        server = Server(self.settings(), "-o", over)
        self.addCleanup(server.stop)
        self.assertEqual(server.request("GET", "/_openapi", bearer=token("guest")).status, 200)
        self.assertEqual(server.request("GET", "/_openapi", bearer=token("admin")).status, 403)

    def test_a_whole_configuration_of_restheart_is_read_and_what_is_not_served_is_said(self):
        whole = self.settings(**{
            "core": {"name": "default", "io-threads": 0}, "logging": {"log-level": "INFO"},
            "https-listener": {"enabled": False}, "fileRealmAuthenticator": {"enabled": False}, "static-resources": []})
        whole["mongo"] = {**whole.get("mongo", {}), "local-cache-ttl": 100}
        server = Server(whole)
        self.addCleanup(server.stop)
        self.assertEqual(server.request("GET", "/_openapi", bearer=token("admin")).status, 200)
        said = "not served, and ignored: static-resources; /core: name; /logging: log-level; /mongo: local-cache-ttl\n"
        self.assertTrue(any(line.endswith(said) for line in server.log), server.log)

    def test_RHO_lies_over_the_files_and_under_set(self):
        file = self.write("good.yml", self.settings(http_listener={"host": "192.0.2.1", "port": 1}))
        over = self.write("over.yml", "/http-listener/port: 2\n")
        rho = {"RHO": '/http-listener/host->"127.0.0.1";/http-listener/port->3'}
        shown = self.run_server(file, "-o", over, "--set", "/http-listener/port=4", "-c", environment=rho)
        self.assertEqual((shown.returncode, shown.stderr), (SERVED, ""))
        self.assertIn('host: "127.0.0.1"  # RHO /http-listener/host\n', shown.stdout)
        self.assertIn("port: 4  # --set /http-listener/port\n", shown.stdout)
        shown = self.run_server(file, "-o", over, "--print-config", environment=rho)
        self.assertIn("port: 3  # RHO /http-listener/port\n", shown.stdout)
        mistake = self.run_server(file, environment={"RHO": "/http-listener/port->x"})
        self.assertEqual(mistake.returncode, MISUSED)
        self.assertIn("RHO /http-listener/port: ", mistake.stderr)

    def test_the_configuration_is_printed_without_secrets(self):
        file = self.write("good.yml", self.settings(
            jwtAuthenticationMechanism=mechanism(algorithm="HS256", key="hunter2-hunter2-hunter2-hunter2-"),
            mclient={"connection-string": "mongodb://user:hunter2@127.0.0.1/"}))
        shown = self.run_server("--config", file, "--print-config")
        self.assertEqual((shown.returncode, shown.stderr), (SERVED, ""))
        self.assertNotIn("hunter2", shown.stdout)
        self.assertIn("mongodb://user:<masked>@127.0.0.1/", shown.stdout)
        self.assertIn(ISSUER, shown.stdout)


if __name__ == "__main__":
    main()
