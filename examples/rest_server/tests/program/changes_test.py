"""Changes over HTTP: PATCH with operators, filters as conditions, many documents at once; for both stores."""

import json
import urllib.parse

from support import IN_MONGODB, ServerTest, main


def filtered(filter):
    return "?filter=" + urllib.parse.quote(json.dumps(filter))


class PatchTest(ServerTest):
    def one(self):
        path = self.collection() + "/one"
        self.expect(201, "PUT", path + "?wm=upsert", {"n": 1, "list": ["a"], "sub": {"x": 1, "y": 2}})
        return path

    def read(self, path):
        document = self.expect(200, "GET", path).json
        del document["_id"], document["_etag"]
        return document

    def test_members_are_set_and_the_others_stay(self):
        path = self.one()
        tag = self.expect(200, "PATCH", path, {"n": 2, "sub.x": 9, "new": None})["ETag"]
        self.assertEqual(self.read(path), {"n": 2, "list": ["a"], "sub": {"x": 9, "y": 2}, "new": None})
        self.assertEqual(self.expect(200, "GET", path)["ETag"], tag)

    def test_operators_do_what_mongodb_says(self):
        path = self.one()
        for body, name, after in (({"$inc": {"n": 5}}, "n", 6), ({"$min": {"n": 3}}, "n", 3),
                                  ({"$max": {"n": 4}}, "n", 4), ({"$push": {"list": "b"}}, "list", ["a", "b"]),
                                  ({"$addToSet": {"list": "b"}}, "list", ["a", "b"]),
                                  ({"$pull": {"list": "a"}}, "list", ["b"]),
                                  ({"$unset": {"sub.x": 1}}, "sub", {"y": 2}),
                                  ({"$set": {"sub.z": 1}, "plain": 1}, "sub", {"y": 2, "z": 1}),
                                  ({"list.2": "y"}, "list", ["b", None, "y"])):
            with self.subTest(body=body):
                self.expect(200, "PATCH", path, body)
                self.assertEqual(self.read(path)[name], after)
        self.expect(200, "PATCH", path, {"$currentDate": {"at": True}})
        self.assertIn("$date", self.read(path)["at"])

    def test_a_change_that_is_none_is_400_and_changes_nothing(self):
        path = self.one()
        before = self.expect(200, "GET", path)
        for body in ("", "{}", "[]", '{"$nope":{"a":1}}', '{"$inc":{"list":1}}', '{"$set":1}', '{"a":1,"$set":{"a":2}}',
                     '{"$inc":{"n":"x"}}', '{"$unset":{"_etag":1}}', '{"a":1,"a.b":2}'):
            with self.subTest(body):
                self.expect(400, "PATCH", path, body)
        self.assertEqual(self.expect(200, "GET", path).text, before.text)

    def test_an_absent_document_is_404_unless_the_mode_makes_it(self):
        path = self.collection()
        self.expect(404, "PATCH", path + "/one", {"a": 1})
        self.expect(201, "PATCH", path + "/one?wm=upsert", {"$inc": {"a": 1}})
        self.expect(200, "PATCH", path + "/one?wm=upsert", {"$inc": {"a": 1}})
        self.assertEqual(self.read(path + "/one"), {"a": 2})
        self.expect(201, "PATCH", path + "/two?wm=insert", {"a": 1})
        self.expect(409, "PATCH", path + "/two?wm=insert", {"a": 2})
        self.assertEqual(self.read(path + "/two"), {"a": 1})

    def test_if_none_match_keeps_what_is_there(self):
        path = self.one()
        first = self.expect(200, "GET", path)
        tag = first["ETag"]
        for names in ("*", tag, f'"{tag}"', f'W/"{tag}"', f'"other", "{tag}"'):
            with self.subTest(names):
                for method, place, body in (("PUT", path, {"n": 2}), ("PUT", path + "?wm=upsert", {"n": 2}),
                                            ("PUT", path + "?wm=insert", {"n": 2}), ("PATCH", path, {"n": 2}),
                                            ("PATCH", path + "?wm=upsert", {"$inc": {"n": 1}}), ("DELETE", path, None),
                                            ("POST", path.rpartition("/")[0] + "?wm=upsert", {"_id": "one"})):
                    refusal = self.expect(412, method, place, body, headers={"If-None-Match": names})
                    self.assertEqual(refusal["ETag"], tag)
        self.assertEqual(self.expect(200, "GET", path).text, first.text)
        self.expect(200, "PUT", path, {"n": 2}, headers={"If-None-Match": "0" * 24})
        self.expect(200, "PATCH", path + "?wm=upsert", {"n": 3}, headers={"If-None-Match": tag})
        self.expect(412, "PATCH", path, {"n": 4}, headers={"If-Match": tag, "If-None-Match": "0" * 24})
        self.assertEqual(self.read(path), {"n": 3})
        self.expect(204, "DELETE", path, headers={"If-None-Match": tag})

    def test_if_none_match_lets_what_is_not_there_be_made(self):
        path = self.collection()
        self.expect(404, "PUT", path + "/one", {"n": 1}, headers={"If-None-Match": "*"})
        self.expect(404, "DELETE", path + "/one", headers={"If-None-Match": "*"})
        self.expect(201, "PUT", path + "/one?wm=upsert", {"n": 1}, headers={"If-None-Match": "*"})
        self.expect(201, "PATCH", path + "/two?wm=upsert", {"n": 1}, headers={"If-None-Match": "0" * 24})
        self.expect(201, "POST", path, {"_id": "three"}, headers={"If-None-Match": "*"})

    def test_preconditions_of_many_documents_are_refused_not_ignored(self):
        path = self.one()
        all_of = path.rpartition("/")[0] + "/*" + filtered({"n": 1})
        for field in ("If-Match", "If-None-Match"):
            for names in ("*", self.expect(200, "GET", path)["ETag"]):
                self.expect(412, "PATCH", all_of, {"n": 2}, headers={field: names})
                self.expect(412, "DELETE", all_of, headers={field: names})
                self.expect(412, "POST", path.rpartition("/")[0], [{"n": 2}], headers={field: names})
        self.assertEqual(self.read(path)["n"], 1)

    def test_a_filter_and_a_tag_are_conditions_of_a_write(self):
        path = self.one()
        tag = self.expect(200, "GET", path)["ETag"]
        self.expect(404, "PATCH", path + filtered({"n": 99}), {"n": 2})
        self.expect(404, "DELETE", path + filtered({"n": 99}))
        stale = self.expect(412, "PATCH", path, {"n": 2}, headers={"If-Match": "0" * 24})
        self.assertEqual(stale["ETag"], tag)
        unnamed = self.expect(409, "PATCH", path + "?checkEtag", {"n": 2})
        self.assertEqual(unnamed["ETag"], tag)
        self.expect(409, "DELETE", path + "?checkEtag")
        self.expect(404, "DELETE", path + "x?checkEtag")
        self.expect(200, "PATCH", path + "?checkEtag", {"n": 2}, headers={"If-Match": tag})
        self.expect(200, "PATCH", path + filtered({"n": 2}), {"n": 3})
        self.expect(204, "DELETE", path + filtered({"n": 3}))

    def test_a_change_that_runs_code_is_403(self):
        path = self.one()
        code = {"$function": {"body": "f", "args": [], "lang": "js"}}
        for body in ([{"$set": {"x": code}}], [{"$set": {"x": {"$add": [1, code]}}}], {"$pull": {"list": {"$where": "1"}}}):
            self.expect(403, "PATCH", path, body)
            self.expect(403, "PATCH", path.rpartition("/")[0] + "/*" + filtered({"n": 1}), body)

    def test_a_pipeline_changes_a_document_where_the_store_has_them(self):
        path = self.one()
        answer = self.send("PATCH", path, [{"$set": {"n": {"$add": ["$n", 1]}}}])
        if IN_MONGODB:
            self.assertEqual(answer.status, 200)
            self.assertEqual(self.read(path)["n"], 2)
        else:
            self.assertEqual(answer.status, 501)
            self.assertIn("needs MongoDB", answer.json["message"])


class BulkTest(ServerTest):
    def filled(self):
        path = self.collection()
        self.expect(200, "POST", path, [{"_id": i, "g": i % 2} for i in range(10)])
        return path

    def counts(self, answer):
        return {name: answer.json[name] for name in ("inserted", "deleted", "modified", "matched")}

    def test_an_array_is_many_documents(self):
        path = self.collection()
        answer = self.expect(200, "POST", path, [{"_id": "a"}, {"_id": 7}, {"x.y": 1}])
        self.assertEqual(self.counts(answer), {"inserted": 3, "deleted": 0, "modified": 0, "matched": 0})
        self.assertEqual(answer.json["links"][:2], [f"{path}/a", f"{path}/7?id_type=NUMBER"])
        self.assertEqual(self.expect(200, "GET", answer.json["links"][2]).json["x"], {"y": 1})
        self.assertEqual(self.expect(200, "GET", path + "/a")["ETag"], answer["ETag"])

    def test_one_that_is_taken_does_not_keep_the_others_out(self):
        path = self.filled()
        answer = self.expect(207, "POST", path, [{"_id": 1}, {"_id": "new"}, {"_id": "new"}])
        self.assertEqual(self.counts(answer), {"inserted": 1, "deleted": 0, "modified": 0, "matched": 0})
        self.assertEqual(answer.json["links"], [path + "/new"])
        self.assertEqual(answer.json["errors"], [{"index": 0, "httpStatus": 409}, {"index": 2, "httpStatus": 409}])

    def test_the_mode_of_a_post_decides_over_each(self):
        path = self.filled()
        answer = self.expect(200, "POST", path + "?wm=update", [{"_id": 1, "n": 1}, {"_id": "absent"}])
        self.assertEqual(self.counts(answer), {"inserted": 0, "deleted": 0, "modified": 1, "matched": 1})
        answer = self.expect(200, "POST", path + "?wm=upsert", [{"_id": 1, "n": 2}, {"_id": "absent"}])
        self.assertEqual(self.counts(answer), {"inserted": 1, "deleted": 0, "modified": 1, "matched": 1})
        kept = self.expect(200, "GET", path + "/1?id_type=NUMBER").json
        self.assertEqual((kept["g"], kept["n"]), (1, 2))

    def test_what_a_filter_names_is_changed_or_erased(self):
        path = self.filled()
        answer = self.expect(200, "PATCH", path + "/*" + filtered({"g": 1}), {"flag": True})
        self.assertEqual(self.counts(answer), {"inserted": 0, "deleted": 0, "modified": 5, "matched": 5})
        answer = self.expect(200, "PATCH", path + "/*" + filtered({"g": 1}), {"$inc": {"g": 1}})
        self.assertEqual(self.counts(answer)["modified"], 5)
        answer = self.expect(200, "DELETE", path + "/*" + filtered({"g": 2}))
        self.assertEqual(self.counts(answer), {"inserted": 0, "deleted": 5, "modified": 0, "matched": 0})
        self.assertEqual(self.expect(200, "GET", path + "/_size").json, {"_size": 5})
        self.assertEqual(self.counts(self.expect(200, "DELETE", path + "/*" + filtered({"g": 2})))["deleted"], 0)

    def test_without_a_condition_nothing_is_touched(self):
        path = self.filled()
        for target in ("/*", "/*?filter=", "/*" + filtered({}), "/*?filter=%7Bbad"):
            self.expect(400, "PATCH", path + target, {"x": 1})
            self.expect(400, "DELETE", path + target)
        self.expect(406, "PATCH", path + "/*" + filtered({"g": 1}), {"_id": 1})
        self.expect(405, "GET", path + "/*")
        self.expect(404, "DELETE", "/absent/*" + filtered({"g": 1}))
        self.assertEqual(self.expect(200, "GET", path + "/_size").json, {"_size": 10})


if __name__ == "__main__":
    main()
