"""What authenticated users may do: predicates, conditions, filters, and permissions that are read again."""

import contextlib
import json
import signal

from support import ALL_RIGHTS, Server, ServerTest, configuration, main, mint, permissions, token

RULES = (
    {"role": "writer", "predicate": "path-prefix('/open')", "mongo": ALL_RIGHTS},
    {"role": "reader", "predicate": "path-prefix('/open') and method(GET)"},
    {"role": "brackets", "predicate": 'path-prefix[path="/open"] and method[value="GET"]'},
    {"roles": ["one", "several"], "predicate": "path-prefix[/open, '/more'] and method(GET, POST)"},
    {"role": "exact", "predicate": "path('/open') or path(\"/more/one\")"},
    {"role": "not", "predicate": "path-prefix('/') and not (path-prefix('/secret') or method(DELETE))"},
    {"role": "$unauthenticated", "predicate": "path-prefix('/public') and method(GET)"},
    {"role": "$unauthenticated", "predicate": "path('/box') and bson-request-contains(text)"},
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
        for name in ("open", "opened", "more", "secret", "public", "box"):
            cls.server.request("PUT", "/" + name, {}, bearer=cls.admin)
            cls.server.request("POST", "/" + name, {"_id": "one"}, bearer=cls.admin)

    def test_the_body_of_a_stranger_is_asked_for_only_where_it_may_decide(self):
        def said_to(path, body):
            with contextlib.closing(self.server.connect()) as connection:
                connection.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: "
                                   f"100-continue\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode())
                first = connection.recv(65536)[:12]
                if first == b"HTTP/1.1 100":
                    connection.sendall(body)
                    return first, connection.recv(65536)[:12]
                return first

        self.assertEqual(said_to("/box", b'{"text":"x"}'), (b"HTTP/1.1 100", b"HTTP/1.1 201"))
        self.assertEqual(said_to("/box", b'{"more":"x"}'), (b"HTTP/1.1 100", b"HTTP/1.1 401"))
        self.assertEqual(said_to("/public", b'{"text":"x"}'), b"HTTP/1.1 401")
        self.assertEqual(said_to("/open", b'{"text":"x"}'), b"HTTP/1.1 401")

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

    def test_no_user_is_unauthenticated_by_a_role_of_that_name(self):
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


CONDITIONS = (
    {"role": "admin", "predicate": "path-prefix('/')", "mongo": ALL_RIGHTS},
    {"role": "own",
     "predicate": 'path-template[value="/acl/{id}"] and equals[@user.sub, ${id}] and method[value="GET"]'},
    {"role": "tenant", "predicate": "path-template('/acl/{id}') and in(value=${id}, array=@user.tenants)"},
    {"role": "paged",
     "predicate": "path('/acl') and method(GET) and qparams-contain(page) and qparams-blacklist(filter)"},
    {"role": "listed", "predicate": "path[path=/acl] and method[value=POST] and bson-request-whitelist[_id, a]"},
    {"role": "named", "predicate": "path('/acl') and method(POST) and bson-request-contains(a)"},
    {"role": "pattern", "predicate": "regex[pattern='/acl/[a-z]+', value='%R', full-match=true]"},
    {"role": "from", "predicate": "path-prefix('/acl') and equals(%a, '127.0.0.1') and equals(%{i,X-App}, shop)"},
)


class ConditionTest(ServerTest):
    @staticmethod
    def SETTINGS():
        return configuration(fileAclAuthorizer=permissions(*CONDITIONS))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.request("PUT", "/acl", {}, bearer=cls.admin)
        for name in ("alice", "bob", "7"):
            cls.server.request("POST", "/acl", {"_id": name}, bearer=cls.admin)

    def test_a_user_reads_what_has_their_name(self):
        own = token("own", subject="alice")
        self.expect(200, "GET", "/acl/alice", bearer=own)
        self.expect(403, "GET", "/acl/bob", bearer=own)
        self.expect(403, "GET", "/acl", bearer=own)
        self.expect(403, "DELETE", "/acl/alice", bearer=own)

    def test_a_claim_lists_what_may_be_read(self):
        def tenants(value):
            return mint("--claim-json", 'roles=["tenant"]', "--claim-json", "tenants=" + value)
        self.expect(200, "GET", "/acl/alice", bearer=tenants('["x","alice"]'))
        self.expect(403, "GET", "/acl/bob", bearer=tenants('["x","alice"]'))
        self.expect(403, "GET", "/acl/alice", bearer=tenants("[]"))
        self.expect(403, "GET", "/acl/alice", bearer=tenants("null"))
        self.expect(403, "GET", "/acl/alice", bearer=token("tenant"))

    def test_parameters_decide(self):
        paged = token("paged")
        self.expect(200, "GET", "/acl?page=1", bearer=paged)
        self.expect(403, "GET", "/acl", bearer=paged)
        self.expect(403, "GET", "/acl?page=1&filter=%7B%7D", bearer=paged)
        self.expect(403, "GET", "/acl?page=1&f%69lter=%7B%7D", bearer=paged)

    def test_members_of_the_body_decide(self):
        listed, named = token("listed"), token("named")
        self.expect(201, "POST", "/acl", {"_id": "l1", "a": {"z": 1}}, bearer=listed)
        self.expect(200, "POST", "/acl", [{"_id": "l2", "a": 1}], bearer=listed)
        self.expect(403, "POST", "/acl", {"_id": "l3", "z": 1}, bearer=listed)
        self.expect(403, "POST", "/acl", [{"_id": "l4"}, {"_id": "l5", "z": 1}], bearer=listed)
        self.expect(201, "POST", "/acl", {"_id": "n1", "a": 1}, bearer=named)
        self.expect(403, "POST", "/acl", {"_id": "n2"}, bearer=named)
        self.expect(403, "POST", "/acl", None, bearer=named)
        for absent in ("l3", "l4", "l5", "n2"):
            self.expect(404, "GET", "/acl/" + absent)

    def test_a_body_that_is_no_json_is_400_where_it_decides_and_403_where_it_does_not(self):
        self.expect(400, "POST", "/acl", "{a:1}", bearer=token("listed"))
        self.expect(403, "POST", "/acl", "{a:1}", bearer=token("own"))
        self.expect(401, "POST", "/acl", "{a:1}", bearer=None)

    def test_patterns_and_attributes_decide(self):
        self.expect(200, "GET", "/acl/alice", bearer=token("pattern"))
        self.expect(403, "GET", "/acl/7", bearer=token("pattern"))
        self.expect(200, "GET", "/acl/7", bearer=token("from"), headers={"X-App": "shop"})
        self.expect(403, "GET", "/acl/7", bearer=token("from"))
        self.expect(403, "GET", "/acl/7", bearer=token("from"), headers=[("X-App", "shop"), ("X-App", "shop")])


class FilterTest(ServerTest):
    @staticmethod
    def SETTINGS():
        return configuration(fileAclAuthorizer=permissions(
            {"role": "admin", "predicate": "path-prefix('/')", "mongo": ALL_RIGHTS},
            {"role": "dept", "predicate": "path-prefix('/docs')", "mongo": {
                "readFilter": '{"dept": "@user.dept"}', "writeFilter": {"dept": "@user.dept"},
                "mergeRequest": {"dept": "@user.dept", "by": "@user.sub"}}},
            {"role": "depts", "predicate": "path-prefix('/docs')", "mongo": {
                "readFilter": {"dept": {"$in": "@user.dept"}}, "projectResponse": {"secret": 0}}},
            {"role": "$unauthenticated", "predicate": "path-prefix('/docs') and method(GET)",
             "mongo": {"readFilter": {"dept": "@qparams['dept']"}}}))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.request("PUT", "/docs", {}, bearer=cls.admin)
        for name, dept in (("r", "red"), ("g", "green"), ("none", None)):
            cls.server.request("POST", "/docs", {"_id": name, "dept": dept, "secret": 1}, bearer=cls.admin)

    @staticmethod
    def of(role, dept):
        return mint("--claim-json", f'roles=["{role}"]', "--claim-json", "dept=" + json.dumps(dept))

    def names(self, bearer, path="/docs"):
        return {document["_id"] for document in self.expect(200, "GET", path, bearer=bearer).json}

    def test_a_claim_bounds_what_is_read(self):
        self.assertEqual(self.names(self.of("dept", "red")), {"r"})
        self.assertEqual(self.names(self.of("depts", ["red", "green"])), {"r", "g"})
        self.expect(404, "GET", "/docs/g", bearer=self.of("dept", "red"))
        self.assertNotIn("secret", self.expect(200, "GET", "/docs/g", bearer=self.of("depts", ["green"])).json)

    def test_a_claim_is_put_into_what_is_written(self):
        blue = self.of("dept", "blue")
        self.expect(201, "POST", "/docs", {"_id": "b", "dept": "red", "by": "somebody"}, bearer=blue)
        written = self.expect(200, "GET", "/docs/b", bearer=blue).json
        self.assertEqual((written["dept"], written["by"]), ("blue", "user"))
        self.expect(404, "PATCH", "/docs/g", {"x": 1}, bearer=blue)
        self.expect(200, "PATCH", "/docs/b", {"x": 1}, bearer=blue)
        self.expect(204, "DELETE", "/docs/b", bearer=blue)

    def test_a_claim_cannot_bring_an_operator(self):
        self.assertEqual(self.names(self.of("dept", "red")), {"r"})
        for hostile in ({"$ne": None}, {"$gt": ""}, {"$exists": True}, {"$regex": ".*"}, {"a": {"$ne": 1}}, None,
                        [{"$ne": 1}]):
            for method, path, body in (("GET", "/docs", None), ("GET", "/docs/r", None), ("GET", "/docs/_size", None),
                                       ("DELETE", "/docs/r", None), ("POST", "/docs", {})):
                with self.subTest(hostile=hostile, method=method, path=path):
                    self.expect(403, method, path, body, bearer=self.of("dept", hostile))
        self.expect(403, "GET", "/docs", bearer=self.of("depts", "red"))
        self.expect(403, "GET", "/docs", bearer=self.of("depts", [None]))
        self.assertEqual(self.names(self.of("dept", "$ne")), set())
        self.assertEqual(self.names(self.of("depts", [])), set())

    def test_a_claim_that_is_missing_widens_nothing(self):
        self.expect(403, "GET", "/docs", bearer=token("dept"))
        self.expect(403, "GET", "/docs/none", bearer=token("dept"))
        self.server.expect_logged("/fileAclAuthorizer/permissions/1: @user.dept has no value")

    def test_without_a_user_a_parameter_may_bound_what_is_read(self):
        self.assertEqual(self.names(None, "/docs?dept=green"), {"g"})
        self.expect(401, "GET", "/docs", bearer=None)
        self.expect(401, "GET", "/docs?dept=red&dept=green", bearer=None)

    def test_values_are_not_logged(self):
        self.expect(403, "GET", "/docs", bearer=self.of("dept", {"$ne": "topsecret"}))
        self.server.expect_logged("holds operators")
        self.assertNotIn("topsecret", "".join(self.server.log))


class HiddenMembersTest(ServerTest):
    @staticmethod
    def SETTINGS():
        return configuration(fileAclAuthorizer=permissions(
            {"role": "admin", "predicate": "path-prefix('/')", "mongo": ALL_RIGHTS},
            {"role": "reader", "predicate": "path-prefix('/docs')",
             "mongo": {**ALL_RIGHTS, "projectResponse": {"secret": 0, "a.secret": 0}}},
            {"role": "nameless", "predicate": "path-prefix('/docs')", "mongo": {"projectResponse": {"_id": 0}}}))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for path, body in (("/docs", {"aggrs": [{"type": "pipeline", "uri": "all", "stages": [
                {"$sort": {"$var": "order"}}]}]}), ("/docs/_indexes/s", {"keys": {"secret": 1}})):
            cls.server.request("PUT", path, body, bearer=cls.admin)
        cls.server.request("POST", "/docs", {"_id": "one", "secret": 1, "a": [{"secret": 42, "open": 1}]},
                           bearer=cls.admin)

    def test_no_parameter_asks_for_a_hidden_member(self):
        reader = token("reader")
        for member in ("secret", "a.secret", "a.0.secret"):
            name = json.dumps({member: 1})
            for path in (f"?filter={name}", f"?shardkey={name}", f"?keys={name}", f"?sort={name}", f"?sort={member}",
                         f"?hint={name}", f"?hint={member}", f"?rep=HAL&count&filter={name}", f"/_size?filter={name}",
                         f"/one?filter={name}", f"/one?keys={name}",
                         f'/_aggrs/all?avars={json.dumps({"order": {member: 1}})}'):
                with self.subTest(path):
                    self.expect(403, "GET", "/docs" + path.replace(" ", ""), bearer=reader)
        self.expect(200, "GET", '/docs?filter={"a.0.open":1}&sort=a.open&keys={"a.open":1}', bearer=reader)
        self.expect(403, "DELETE", '/docs/*?filter={"a.0.secret":42}', bearer=reader)

    def test_no_index_tells_of_a_hidden_member(self):
        for body in ({"keys": {"secret": 1}, "ops": {"unique": True}},
                     {"keys": {"x": 1}, "ops": {"unique": True, "partialFilterExpression": {"secret": {"$gt": 1}}}}):
            self.expect(403, "PUT", "/docs/_indexes/t", body, bearer=token("reader"))

    def test_no_refusal_tells_the_type_of_a_hidden_member(self):
        for body in ({"secret.x": 1}, {"$set": {"secret.x": 1}}, {"$inc": {"a.0.secret": 1}}, {"$push": {"secret": 1}}):
            refusal = self.expect(403, "PATCH", "/docs/one", body, bearer=token("reader"))
            absent = self.expect(403, "PATCH", "/docs/two", body, bearer=token("reader"))
            self.assertEqual(refusal.json, absent.json)

    def test_an_id_that_is_hidden_is_not_asked_for(self):
        for path in ('?filter={"_id":{"$gt":"a"}}', "?sort=_id", "?hint=_id", '?after={"_id":"a"}'):
            with self.subTest(path):
                self.expect(403, "GET", "/docs" + path, bearer=token("nameless"))
        self.expect(200, "GET", "/docs", bearer=token("nameless"))


class ReloadTest(ServerTest):
    def reload(self, rules, says):
        times = "".join(self.server.log).count(says) + 1
        settings = json.loads(self.server.file.read_text())
        settings["fileAclAuthorizer"] = rules
        self.server.file.write_text(json.dumps(settings))
        self.server.process.send_signal(signal.SIGHUP)
        self.server.expect_logged(says, times)

    def test_permissions_are_read_again_and_a_bad_file_keeps_the_old_ones(self):
        guest = {"role": "guest", "predicate": "path-prefix('/')"}
        reader = token("guest")
        self.expect(403, "GET", "/", bearer=reader)
        self.reload(permissions(guest), "1 permissions are in force now")
        self.expect(404, "GET", "/", bearer=reader)
        self.expect(403, "GET", "/")
        self.reload(permissions({**guest, "predicate": "path-prefix('/') and nonsense"}), "stay as they were")
        self.expect(404, "GET", "/", bearer=reader)
        self.server.expect_logged("/fileAclAuthorizer/permissions/0/predicate: at line 1, column ")
        self.reload(permissions(), "0 permissions are in force now")
        self.expect(403, "GET", "/", bearer=reader)


class NothingPermittedTest(ServerTest):
    def test_nothing_permitted_nothing_allowed(self):
        some = {"role": "admin", "predicate": "path-prefix('/')"}
        for status, block in ((404, permissions(some)), (403, permissions()), (403, None), (403, {}),
                              (403, {"enabled": True}), (403, {"enabled": False, "permissions": [some]})):
            with self.subTest(block):
                server = Server(configuration(fileAclAuthorizer=block))
                try:
                    self.assertEqual(server.request("GET", "/", bearer=token("admin")).status, status)
                    self.assertEqual(server.request("GET", "/").status, 401)
                    self.assertEqual("permits nothing" in "".join(server.log), status == 403)
                finally:
                    server.stop()


if __name__ == "__main__":
    main()
