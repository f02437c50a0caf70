"""Databases, collections, indexes and stored aggregations over HTTP; for both stores."""

import json
import urllib.parse

from support import ALL_RIGHTS, IN_MONGODB, ServerTest, configuration, main, permissions, token


class PropertiesTest(ServerTest):
    def test_what_is_said_of_a_collection_is_kept_and_changed(self):
        path = self.collection()
        self.expect(200, "PUT", path, {"title": "x", "a.b": 1})
        tag = self.expect(200, "PATCH", path, {"more": 1})["ETag"]
        meta = self.expect(200, "GET", path + "/_meta")
        self.assertEqual(meta.json, {"_id": "_meta", "title": "x", "a": {"b": 1}, "more": 1, "_etag": {"$oid": tag}})
        self.assertEqual(meta["ETag"], tag)
        self.expect(404, "GET", "/absent/_meta")
        self.expect(404, "PATCH", "/absent", {"a": 1})
        self.expect(405, "POST", path + "/_meta", {})

    def test_a_refused_put_makes_no_collection(self):
        path = self.collection() + "-other"
        for status, body, fields in ((406, [], {}), (400, "{bad", {}), (400, {"$set": {"a": 1}}, {}),
                                     (415, {}, {"Content-Type": "text/plain"}), (412, {}, {"If-Match": "*"})):
            with self.subTest(body=body):
                self.expect(status, "PUT", path, body, headers=fields)
                self.expect(404, "GET", path)
                self.expect(404, "GET", path + "/_meta")

    def test_if_none_match_keeps_a_collection_that_is_there(self):
        path = self.collection()
        self.expect(412, "PUT", path, {"title": "x"}, headers={"If-None-Match": "*"})
        self.expect(412, "PATCH", path, {"title": "x"}, headers={"If-None-Match": "*"})
        self.expect(412, "DELETE", path, headers={"If-Match": "*", "If-None-Match": "*"})
        self.expect(412, "PUT", path + "/_indexes/i", {"keys": {"n": 1}}, headers={"If-Match": "*"})
        self.assertNotIn("title", self.expect(200, "GET", path + "/_meta").json)
        self.expect(201, "PUT", path + "-new", {}, headers={"If-None-Match": "*"})

    def test_a_collection_is_dropped_only_by_who_knows_its_tag(self):
        path = self.collection()
        self.expect(201, "POST", path, {"_id": "one"})
        tag = self.expect(200, "GET", path)["ETag"]
        self.assertEqual(self.expect(409, "DELETE", path)["ETag"], tag)
        self.assertEqual(self.expect(412, "DELETE", path, headers={"If-Match": "0" * 24})["ETag"], tag)
        self.expect(200, "GET", path + "/one")
        self.expect(204, "DELETE", path, headers={"If-Match": tag})
        self.expect(404, "GET", path)
        self.expect(404, "DELETE", path)
        self.assertNotIn(path[1:], self.expect(200, "GET", "/").json)
        self.expect(201, "PUT", path, {})
        self.assertEqual(self.expect(200, "GET", path).text, "[]")

    def test_the_database_has_properties_and_a_size(self):
        self.collection()
        self.expect(200, "PUT", "/", {"title": "x"})
        tag = self.expect(200, "PATCH", "/", {"more": 1})["ETag"]
        self.assertEqual(self.expect(200, "GET", "/_meta").json,
                         {"_id": "_meta", "title": "x", "more": 1, "_etag": {"$oid": tag}})
        self.assertEqual(self.expect(200, "GET", "/")["ETag"], tag)
        self.assertEqual(self.expect(200, "GET", "/_size").json, {"_size": len(self.expect(200, "GET", "/").json)})
        self.assertEqual(self.expect(409, "DELETE", "/")["ETag"], tag)
        self.expect(412, "DELETE", "/", headers={"If-Match": "0" * 24})

    def test_a_stored_policy_of_tags_is_that_of_the_configuration(self):
        self.expect(405, "POST", "/", {})
        path = self.collection()
        self.expect(412, "PUT", "/absent", {}, headers={"If-Match": "0" * 24})
        self.expect(404, "GET", "/absent")
        self.expect(200, "PUT", path, {})


class DatabaseTest(ServerTest):
    def test_a_database_is_made_and_dropped_with_all_that_is_in_it(self):
        self.expect(404, "GET", "/")
        self.expect(404, "PATCH", "/", {"a": 1})
        tag = self.expect(201, "PUT", "/", {})["ETag"]
        self.assertEqual(self.expect(200, "GET", "/").json, [])
        self.expect(201, "PUT", "/c", {})
        self.expect(201, "POST", "/c", {"_id": "one"})
        self.expect(204, "DELETE", "/", headers={"If-Match": tag})
        self.expect(404, "GET", "/c/one")
        self.expect(404, "GET", "/")


class IndexTest(ServerTest):
    def test_indexes_are_listed_made_and_dropped(self):
        path = self.collection()
        self.assertEqual([index["_id"] for index in self.expect(200, "GET", path + "/_indexes").json], ["_id_"])
        self.expect(201, "PUT", path + "/_indexes/by-i", {"keys": {"i": 1}})
        self.expect(201, "PUT", path + "/_indexes/by-i", {"keys": {"i": 1}})
        by_name = {index["_id"]: index for index in self.expect(200, "GET", path + "/_indexes").json}
        self.assertEqual(by_name["by-i"]["key"], {"i": 1})
        self.expect(200, "GET", path + "?hint=i")
        self.expect(204, "DELETE", path + "/_indexes/by-i")
        self.expect(404, "DELETE", path + "/_indexes/by-i")
        self.expect(403, "DELETE", path + "/_indexes/_id_")

    def test_a_unique_index_keeps_doubles_out(self):
        path = self.collection()
        self.expect(201, "PUT", path + "/_indexes/u", {"keys": {"u": 1}, "ops": {"unique": True, "sparse": True}})
        self.expect(201, "POST", path, {"_id": 1, "u": "x"})
        self.expect(409, "POST", path, {"_id": 2, "u": "x"})
        self.expect(201, "POST", path, {"_id": 2, "u": "y"})
        self.expect(201, "POST", path, {"_id": 3})
        self.expect(201, "POST", path, {"_id": 4})
        self.expect(409, "PATCH", path + "/2?id_type=NUMBER", {"u": "x"})
        self.expect(409, "PATCH", path + "/*?filter=" + urllib.parse.quote('{"u":"y"}'), {"u": "x"})
        self.assertEqual(self.expect(200, "GET", path + "/2?id_type=NUMBER").json["u"], "y")

    def test_an_index_that_cannot_be_is_406(self):
        path = self.collection()
        self.expect(200, "POST", path, [{"g": 1}, {"g": 1}])
        for body in ({"keys": {"g": 1}, "ops": {"unique": True}}, {"ops": {}}, {"keys": {}}, {"keys": 1},
                     {"keys": {"i": 0}}, {"keys": {"i": None}}):
            self.expect(406, "PUT", path + "/_indexes/x", body)
        # To the embedded store, all that has a name of its own is another store's.
        self.expect(406, "PUT", path + "/_indexes/x", {"keys": {"i": "wat"}})
        if not IN_MONGODB:
            self.expect(501, "PUT", path + "/_indexes/x", {"keys": {"i": "text"}})
        self.expect(404, "PUT", "/absent/_indexes/x", {"keys": {"i": 1}})
        self.expect(404, "GET", "/absent/_indexes")
        self.expect(405, "POST", path + "/_indexes", {"keys": {"i": 1}})


class AggregationTest(ServerTest):
    STORED = {"aggrs": [
        {"type": "pipeline", "uri": "by-g", "stages": [{"$group": {"_id": "$g", "n": {"$sum": 1}}},
                                                       {"$sort": {"_id": 1}}]},
        {"type": "pipeline", "uri": "of-g", "stages": [{"$match": {"g": {"$var": "g"}}}, {"$count": "n"}]},
        {"type": "pipeline", "uri": "out", "stages": [{"$match": {}}, {"$out": "other"}]},
        {"type": "pipeline", "uri": "merge", "stages": [{"$merge": {"into": "other"}}]},
        {"type": "pipeline", "uri": "code", "stages": [
            {"$group": {"_id": 1, "x": {"$accumulator": {"init": "f", "lang": "js"}}}}]},
        {"type": "pipeline", "uri": "nested", "stages": [{"$facet": {"x": [{"$match": {"$where": "true"}}]}}]},
        {"type": "pipeline", "uri": "bad", "stages": [{"$nope": 1}]},
        {"type": "mapReduce", "uri": "old"}]}

    def filled(self):
        path = self.collection()
        self.expect(200, "POST", path, [{"_id": i, "g": i % 2} for i in range(5)])
        self.expect(200, "PATCH", path, self.STORED)
        return path + "/_aggrs"

    def test_a_stored_pipeline_runs_with_the_variables_of_the_request(self):
        path = self.filled()
        given = "?avars=" + urllib.parse.quote(json.dumps({"g": 1}))
        self.assertEqual(self.expect(200, "GET", path + "/by-g").json, [{"_id": 0, "n": 3}, {"_id": 1, "n": 2}])
        self.assertEqual(self.expect(200, "GET", path + "/of-g" + given).json, [{"n": 2}])
        self.expect(422, "GET", path + "/bad")

    def test_variables_bring_no_operators(self):
        path = self.filled()
        for variables in ('{"g":{"$gt":0}}', "[1]", "{bad", "{}"):
            self.expect(400, "GET", path + "/of-g?avars=" + urllib.parse.quote(variables))
        self.expect(400, "GET", path + "/of-g")

    def test_a_stored_pipeline_that_runs_code_or_writes_is_not_started(self):
        path = self.filled()
        for name in ("out", "merge", "code", "nested"):
            self.expect(403, "GET", f"{path}/{name}")

    def test_what_is_not_stored_is_404(self):
        path = self.filled()
        self.expect(404, "GET", path + "/absent")
        self.expect(404, "GET", "/absent/_aggrs/x")
        self.expect(501, "GET", path + "/old")
        self.expect(405, "GET", path)


class HiddenMembersInPipelinesTest(ServerTest):
    @staticmethod
    def SETTINGS():
        return configuration(fileAclAuthorizer=permissions(
            {"role": "admin", "predicate": "path-prefix('/')", "mongo": ALL_RIGHTS},
            {"role": "reader", "predicate": "path-prefix('/')", "mongo": {"projectResponse": {"secret": 0}}}))

    def test_a_stored_pipeline_does_not_see_what_is_hidden_from_its_user(self):
        path = self.collection()
        self.expect(201, "POST", path, {"_id": "one", "secret": 42, "open": 1})
        self.expect(200, "PATCH", path, {"aggrs": [{"type": "pipeline", "uri": "copy", "stages": [
            {"$addFields": {"x": "$secret", "y": "$open"}}, {"$project": {"_id": 0, "x": 1, "y": 1}}]}]})
        self.assertEqual(self.expect(200, "GET", path + "/_aggrs/copy").json, [{"x": 42, "y": 1}])
        self.assertEqual(self.expect(200, "GET", path + "/_aggrs/copy", bearer=token("reader")).json, [{"y": 1}])


if __name__ == "__main__":
    main()
