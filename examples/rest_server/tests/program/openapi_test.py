"""What the server says about itself at /_openapi: it has the methods that OPTIONS answers, for all mounts, and
schemathesis, which sends what it allows and what it does not, finds it true.

Called as: openapi_test.py SERVER COMMAND_LINE VENV [mongodb]
VENV is the folder for schemathesis' virtual environment. Its summary is printed. For a longer walk, OPENAPI_EXAMPLES
and OPENAPI_SEED set the number of requests for each operation, and the random seed.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import virtual_environment
from support import ALL_RIGHTS, ServerTest, configuration, main, permissions, token

PACKAGES = ("schemathesis==4.32.5",)
CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
          "response_headers_conformance", "unsupported_method", "allow_header_conformance", "ignored_auth")
EXAMPLES = os.environ.get("OPENAPI_EXAMPLES", "12")
SEED = os.environ.get("OPENAPI_SEED", "1")
HOOKS = Path(__file__).parent / "openapi_hooks.py"
SCHEMATHESIS_SETTINGS = """
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", "501"]  # 501: the embedded store says that it cannot do it

[output.sanitization]
keys-to-sanitize = ["authorization"]  # not `keys`
sensitive-markers = ["authorization"]
"""
METHODS = ("get", "head", "post", "put", "patch", "delete")


def operations(document):
    return {path: {name.upper() for name in item if name in METHODS} for path, item in document["paths"].items()}


class DescriptionTest(ServerTest):
    def description(self):
        return self.expect(200, "GET", "/_openapi").json

    def test_each_path_has_the_methods_that_options_answers(self):
        for path, methods in operations(self.description()).items():
            options = self.send("OPTIONS", path.translate(str.maketrans("", "", "{}")), bearer=None)
            self.assertEqual(methods | {"OPTIONS"}, set(options["Allow"].split(", ")), path)

    def test_each_reference_leads_somewhere_and_something_leads_to_each_component(self):
        document = self.description()
        references = set(re.findall(r'"#/components/([^"]+)"', json.dumps(document)))
        components = {f"{kind}/{name}" for kind, named in document["components"].items() for name in named}
        self.assertLessEqual(references, components)
        # If one database is mounted, no path has a database in it.
        self.assertLessEqual(components - references, {"securitySchemes/bearer", "parameters/database"})

    def test_each_placeholder_is_a_parameter(self):
        for path, item in self.description()["paths"].items():
            described = {reference["$ref"].rsplit("/", 1)[-1] for reference in item["parameters"]}
            self.assertLessEqual(set(re.findall(r"\{(\w+)\}", path)), described, path)

    def test_it_needs_a_permission_as_any_path_does(self):
        self.expect(401, "GET", "/_openapi", bearer=None)
        self.expect(403, "GET", "/_openapi", bearer=token("stranger"))
        self.expect(405, "PUT", "/_openapi", {})


class MountedTest(DescriptionTest):
    """The same under other mounts."""

    WHERE = {"/everything": "*", "/one": "/database", "/one/part": "/database/collection"}

    @classmethod
    def SETTINGS(cls):
        return configuration(mongo={"mongo-mounts": [{"what": what, "where": where}
                                                     for where, what in cls.WHERE.items()]})

    def test_what_is_mounted_is_described_where_it_is_mounted(self):
        paths = operations(self.description())
        self.assertLessEqual({"/everything", "/everything/{database}/{collection}/{document}", "/one",
                              "/one/{collection}", "/one/part", "/one/part/{document}"}, set(paths))
        self.assertNotIn("/one/{database}", paths)
        self.assertFalse([path for path in paths if path.startswith("/{")])


class SchemathesisTest(ServerTest):
    """Operations on documents, collections and indexes that exist."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programs = virtual_environment.made(Path(sys.argv[3]).resolve(), *PACKAGES)

    @staticmethod
    def SETTINGS():
        rights = {**ALL_RIGHTS, "allowBulkPatch": True, "allowBulkDelete": True}
        return configuration(fileAclAuthorizer=permissions({"role": "admin", "predicate": "path-prefix('/')",
                                                            "mongo": rights}))

    def fill(self):
        pipelines = [{"uri": "all", "type": "pipeline", "stages": [{"$match": {}}]},
                     {"uri": "by-n", "type": "pipeline", "stages": [{"$group": {"_id": "$n"}}]},
                     {"uri": "with-variable", "type": "pipeline", "stages": [{"$match": {"n": {"$var": "n"}}}]}]
        self.expect(201, "PUT", "/", {})
        for collection in ("/notes", "/people", "/pipelines"):
            self.expect(201, "PUT", collection, {"aggrs": pipelines})
            for document in ({"_id": "one", "n": 1, "s": "a", "list": [1, "x", {"k": 2}], "sub": {"k": 1}},
                             {"_id": "two", "n": 2.5, "s": None}, {"_id": "7"},
                             {"_id": {"$oid": "0123456789abcdef01234567"}, "n": {"$numberDecimal": "1.10"}}):
                self.expect(201, "POST", collection, document)

    def test_schemathesis_finds_nothing(self):
        self.fill()
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "schemathesis.toml").write_text(SCHEMATHESIS_SETTINGS)
            run = subprocess.run(
                [self.programs / "st", "run", f"http://{self.server.host}/_openapi", "--header",
                 f"Authorization: Bearer {self.admin}", "--checks", ",".join(CHECKS), "--phases",
                 "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--seed", SEED, "--generation-database",
                 "none", "--suppress-health-check", "all", "--continue-on-failure", "--no-color"],
                cwd=folder, env={**os.environ, "SCHEMATHESIS_HOOKS": str(HOOKS)}, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True)
        summary = run.stdout.find("= SUMMARY =")
        print(run.stdout[run.stdout.rfind("\n", 0, summary):] if run.returncode == 0 else run.stdout)
        self.assertEqual(run.returncode, 0, "what schemathesis found is above")
        self.expect(200, "GET", "/ping", bearer=None)


if __name__ == "__main__":
    main()
