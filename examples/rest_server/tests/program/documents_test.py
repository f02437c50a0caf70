"""Documents over HTTP: their whole life, pages, ids of every type, tags, and what is refused; for both stores."""

import json
import threading
import urllib.parse

from support import ServerTest, main


class CollectionTest(ServerTest):
    def test_an_unknown_collection_is_404_for_everything(self):
        for method, path, body in (("GET", "/absent", None), ("HEAD", "/absent", None), ("POST", "/absent", {}),
                                   ("GET", "/absent/one", None), ("PUT", "/absent/one?wm=upsert", {}),
                                   ("DELETE", "/absent/one", None)):
            self.expect(404, method, path, body)

    def test_a_collection_is_made_with_201_and_changed_with_200(self):
        made = self.expect(201, "PUT", "/made", {"title": "x"})
        self.assertEqual(made.text, "")
        self.assertRegex(made["ETag"], r"\A[0-9a-f]{24}\Z")
        changed = self.expect(200, "PUT", "/made", {"title": "y"})
        self.assertNotEqual(changed["ETag"], made["ETag"])
        self.assertEqual(self.expect(200, "GET", "/made")["ETag"], changed["ETag"])

    def test_a_collection_may_be_made_without_a_body(self):
        self.expect(201, "PUT", "/bare")
        self.assertEqual(self.expect(200, "GET", "/bare").text, "[]")

    def test_a_stale_tag_keeps_a_collection_as_it_is(self):
        path = self.collection()
        first = self.expect(200, "GET", path)["ETag"]
        second = self.expect(200, "PUT", path, {}, headers={"If-Match": first})["ETag"]
        self.expect(412, "PUT", path, {}, headers={"If-Match": first})
        self.assertEqual(self.expect(200, "GET", path)["ETag"], second)

    def test_names_that_no_store_keeps_are_refused(self):
        self.expect(201, "PUT", "/_reserved", {})
        self.expect(201, "PUT", "/a.b", {})
        for status, path in ((400, "/a$b"), (400, "/.a"), (400, "/a."), (400, "/" + "x" * 121), (403, "/system.x"),
                             (403, "/_properties"), (403, "/files.chunks")):
            self.expect(status, "PUT", path, {})

    def test_the_root_lists_collections_and_not_the_stores_own(self):
        for name in ("/z1", "/z0"):
            self.expect(201, "PUT", name, {})
        names = self.expect(200, "GET", "/").json
        self.assertEqual(names, sorted(names))
        self.assertLessEqual({"z0", "z1"}, set(names))
        self.assertNotIn("_properties", names)
        self.assertEqual(self.expect(200, "GET", "/?page=2&pagesize=1").json, names[1:2])

    def test_a_page_is_a_bare_array_in_descending_order(self):
        path = self.collection()
        self.assertEqual(self.expect(200, "GET", path).text, "[]")
        for number in range(7):
            self.expect(201, "POST", path, {"_id": number})

        def ids(query=""):
            return [document["_id"] for document in self.expect(200, "GET", path + query).json]

        self.assertEqual(ids(), [6, 5, 4, 3, 2, 1, 0])
        self.assertEqual(ids("?pagesize=3"), [6, 5, 4])
        self.assertEqual(ids("?page=3&pagesize=3"), [0])
        self.assertEqual(ids("?page=4&pagesize=3"), [])
        self.assertEqual(ids("?page=1000000000&pagesize=1000"), [])
        self.assertEqual(ids("?np&count=false&other=1"), [6, 5, 4, 3, 2, 1, 0])

    def test_a_page_is_a_hundred_unless_said_otherwise(self):
        path = self.collection()
        for number in range(101):
            self.expect(201, "POST", path, {"_id": number})
        self.assertEqual(len(self.expect(200, "GET", path).json), 100)
        self.assertEqual(len(self.expect(200, "GET", path + "?pagesize=1000").json), 101)

    def test_a_page_of_size_zero_has_no_body(self):
        answer = self.expect(200, "GET", self.collection() + "?pagesize=0")
        self.assertEqual((answer.text, answer["Content-Length"]), ("", "0"))

    def test_pages_out_of_range_are_400(self):
        path = self.collection()
        for query in ("page=0", "page=-1", "page=x", "page=", "page=1.0", "pagesize=1001", "pagesize=-1", "pagesize=x",
                      "page=99999999999999999999", "page=1&page=2", "page=+1", "page=%201"):
            self.expect(400, "GET", f"{path}?{query}")

    def test_parameters_that_are_not_served_are_refused_and_not_passed_over(self):
        path = self.collection()
        for query in ("sid=x", "txn=1"):
            self.expect(501, "GET", f"{path}?{query}")

    def test_names_reserved_for_what_is_not_served_are_no_documents(self):
        path = self.collection()
        for name in ("_streams", "_schemas", "_search", "_sessions"):
            self.expect(501, "GET", f"{path}/{name}")


class DocumentTest(ServerTest):
    def test_a_document_lives_from_post_to_delete(self):
        path = self.collection()
        made = self.expect(201, "POST", path, {"_id": "one", "n": 1})
        self.assertEqual(made.text, "")
        self.assertEqual(made["Location"], f"http://{self.server.host}{path}/one")
        read = self.expect(200, "GET", path + "/one")
        self.assertEqual(read.json, {"_id": "one", "n": 1, "_etag": {"$oid": made["ETag"]}})
        self.assertEqual(read["Content-Type"], "application/json")
        self.assertEqual(read["ETag"], made["ETag"])
        changed = self.expect(200, "PUT", path + "/one", {"m": 2})
        self.assertEqual(changed.text, "")
        self.assertEqual(self.expect(200, "GET", path).json,
                         [{"_id": "one", "m": 2, "_etag": {"$oid": changed["ETag"]}}])
        gone = self.expect(204, "DELETE", path + "/one")
        self.assertEqual((gone.text, gone["Content-Length"]), ("", None))
        self.expect(404, "GET", path + "/one")
        self.expect(404, "DELETE", path + "/one")
        for method in ("PUT", "PATCH"):
            self.assertIn("?wm=upsert", self.expect(404, method, path + "/one", {"a": 1}).json["message"])
        self.assertEqual(self.expect(200, "GET", path).text, "[]")

    def test_post_without_an_id_makes_one(self):
        path = self.collection()
        made = self.expect(201, "POST", path, {"n": 1})
        location = urllib.parse.urlsplit(made["Location"]).path
        self.assertRegex(location, rf"\A{path}/[0-9a-f]{{24}}\Z")
        self.assertEqual(self.expect(200, "GET", location).json["_id"], {"$oid": location[-24:]})

    def test_a_taken_id_is_409_and_the_document_stays(self):
        path = self.collection()
        self.expect(201, "POST", path, {"_id": "one", "n": 1})
        self.expect(409, "POST", path, {"_id": "one", "n": 2})
        self.assertEqual(self.expect(200, "GET", path + "/one").json["n"], 1)

    def test_the_write_mode_decides_what_put_and_post_may_do(self):
        path = self.collection()
        for method, mode, on_absent, on_present in (
                ("PUT", None, 404, 200), ("PUT", "update", 404, 200), ("PUT", "upsert", 201, 200),
                ("PUT", "insert", 201, 409), ("POST", None, 201, 409), ("POST", "insert", 201, 409),
                ("POST", "upsert", 201, 200), ("POST", "update", 404, 200), ("PUT", "UPSERT", 201, 200)):
            with self.subTest(method=method, mode=mode):
                target = path if method == "POST" else path + "/one"
                if mode:
                    target += "?wm=" + mode
                body = {"_id": "one", "new": True}
                self.expect(on_absent, method, target, body)
                self.send("PUT", path + "/one?wm=upsert", {"old": True})
                self.expect(on_present, method, target, body)
                kept = self.expect(200, "GET", path + "/one").json
                self.assertEqual("new" in kept, on_present == 200)
                self.expect(204, "DELETE", path + "/one")

    def test_an_unknown_write_mode_is_400(self):
        self.expect(400, "PUT", self.collection() + "/one?wm=sometimes", {})

    def test_ids_of_every_type_are_found_by_their_location(self):
        path = self.collection()
        for value, location in (("one", "one"), (7, "7?id_type=NUMBER"), (1.5, "1.5?id_type=NUMBER"),
                                (-3, "-3?id_type=NUMBER"), (None, "_null"), (True, "_true"), (False, "_false"),
                                ({"$oid": "0123456789abcdef01234567"}, "0123456789abcdef01234567"),
                                ("89abcdef0123456789abcdef", "89abcdef0123456789abcdef?id_type=STRING"),
                                ({"$date": 1000}, "1000?id_type=DATE"), ({"$minKey": 1}, "_MinKey"),
                                ({"$maxKey": 1}, "_MaxKey"), ("_size", "_size?id_type=STRING"),
                                ("_null", "_null?id_type=STRING"), ("a/b c?é#%", "a%2Fb%20c%3F%C3%A9%23%25"),
                                ("a+b", "a%2Bb"), ("7", "7")):
            with self.subTest(value=value):
                made = self.expect(201, "POST", path, {"_id": value})
                self.assertEqual(made["Location"], f"http://{self.server.host}{path}/{location}")
                self.assertEqual(self.expect(200, "GET", f"{path}/{location}").json["_id"], value)
                self.expect(200, "PUT", f"{path}/{location}", {"changed": True})
                self.expect(204, "DELETE", f"{path}/{location}")

    def test_an_id_that_no_path_can_name_is_found_by_the_filter_in_its_location(self):
        path = self.collection()
        for value in ({"a": 1}, "", ".", "..", "a\0b", {"$binary": {"base64": "AQ==", "subType": "00"}}):
            with self.subTest(value=value):
                location = self.expect(201, "POST", path, {"_id": value})["Location"]
                target = urllib.parse.urlsplit(location)
                found = self.expect(200, "GET", f"{target.path}?{target.query}").json
                self.assertEqual([document["_id"] for document in found], [value])

    def test_an_id_that_no_filter_can_ask_for_is_400(self):
        path = self.collection()
        for value in ({"$a": 1}, {"a": 1, "$b": 2}):
            self.expect(400, "POST", path, {"_id": value})

    def test_ids_that_no_store_takes_are_406(self):
        path = self.collection()
        for value in ([1], {"$regularExpression": {"pattern": "a", "options": ""}}, {"$undefined": True}):
            self.expect(406, "POST", path, {"_id": value})
        self.assertEqual(self.expect(200, "GET", path).text, "[]")

    def test_the_type_of_an_id_in_a_path_is_checked(self):
        path = self.collection()
        self.expect(201, "POST", path, {"_id": {"$oid": "0123456789abcdef01234567"}})
        self.expect(200, "GET", path + "/0123456789abcdef01234567?id_type=STRING_OID")
        self.expect(200, "GET", path + "/0123456789ABCDEF01234567")
        self.expect(404, "GET", path + "/0123456789abcdef01234567?id_type=STRING")
        for target in ("xyz?id_type=OID", "one?id_type=NUMBER", "one?id_type=DATE", "one?id_type=BOOLEAN",
                       "one?id_type=WAT", "one?id_type=", "1?id_type=NUMBER&id_type=STRING"):
            self.expect(400, "GET", f"{path}/{target}")

    def test_an_id_in_the_body_must_be_that_of_the_path(self):
        path = self.collection()
        self.expect(201, "PUT", path + "/one?wm=upsert", {"_id": "one"})
        self.expect(200, "PUT", path + "/one", {"_id": "one"})
        self.expect(406, "PUT", path + "/one", {"_id": "other"})
        self.expect(406, "PATCH", path + "/one", {"_id": "other", "a": 1})
        self.expect(200, "PATCH", path + "/one", {"_id": "one", "a": 1})

    def test_a_tag_in_the_body_is_not_believed(self):
        path = self.collection()
        made = self.expect(201, "POST", path, {"_id": "one", "_etag": {"$oid": "0" * 24}})
        self.assertEqual(self.expect(200, "GET", path + "/one").json["_etag"], {"$oid": made["ETag"]})

    def test_writes_happen_under_their_condition(self):
        path = self.collection() + "/one"
        self.expect(412, "PUT", path + "?wm=upsert", {}, headers={"If-Match": "*"})
        self.expect(404, "GET", path)
        tag = self.expect(201, "PUT", path + "?wm=upsert", {})["ETag"]
        for stale in ("0" * 24, '"' + "0" * 24 + '"', f"W/{tag}", f'W/"{tag}"', "nonsense", '""', f"{tag}x"):
            self.expect(412, "PUT", path, {}, headers={"If-Match": stale})
            self.expect(412, "DELETE", path, headers={"If-Match": stale})
        for form in ("{}", '"{}"', "000000000000000000000000, {}", '"{}", "other"', "*"):
            tag = self.expect(200, "PUT", path, {}, headers={"If-Match": form.format(tag)})["ETag"]
        self.expect(204, "DELETE", path, headers={"If-Match": tag})

    def test_an_unchanged_document_is_304(self):
        path = self.collection() + "/one"
        tag = self.expect(201, "PUT", path + "?wm=upsert", {})["ETag"]
        for fresh in (tag, f'"{tag}"', f'W/"{tag}"', f'"x", "{tag}"', "*"):
            answer = self.expect(304, "GET", path, headers={"If-None-Match": fresh})
            self.assertEqual((answer.text, answer["ETag"]), ("", tag))
        self.expect(304, "HEAD", path, headers={"If-None-Match": tag})
        for stale in ("0" * 24, tag[:-1], ""):
            self.expect(200, "GET", path, headers={"If-None-Match": stale})

    def test_head_is_get_without_the_body(self):
        path = self.collection()
        self.expect(201, "POST", path, {"_id": "one"})
        for target in (path + "/one", "/ping"):
            got, head = self.expect(200, "GET", target), self.expect(200, "HEAD", target)
            self.assertEqual(head.text, "")
            for field in ("Content-Length", "Content-Type", "ETag"):
                self.assertEqual(head[field], got[field], field)
        # The documents of a page are not read for it.
        self.assertEqual(self.expect(200, "HEAD", path)["ETag"], self.expect(200, "GET", path)["ETag"])
        self.expect(404, "HEAD", "/absent")

    def test_methods_that_a_resource_has_not_are_405(self):
        path = self.collection()
        self.expect(201, "POST", path, {"_id": "one"})
        for method, target in (("POST", path + "/one"), ("FOO", path + "/one"), ("TRACE", path), ("get", path),
                               ("COPY", path), ("POST", "/"), ("POST", "/ping")):
            answer = self.expect(405, method, target, {} if method == "POST" else None)
            self.assertIn("GET", answer["Allow"].split(", "))
            self.assertNotIn(method, answer["Allow"].split(", "))

    def test_paths_are_read_in_one_way_only(self):
        path = self.collection()
        self.expect(201, "POST", path, {"_id": "one"})
        for status, target in ((200, path + "/%6Fne"), (200, path + "/one/"), (404, path + "/one/part"),
                               (404, path + "/o+ne"), (400, "/" + path + "/one"), (400, path + "//one"),
                               (400, path + "/%zz"), (400, path + "/%6"), (400, path + "/.."), (400, path + "/%2e%2e"),
                               (400, path + "/."), (400, path + "/x/../one"), (400, path + "/one%00"),
                               (400, path + "/%ff"), (400, path + "/%c0%ae"), (400, path + "/%ed%a0%80"),
                               (400, path + "%2Fone"), (200, f"http://elsewhere{path}/one"), (400, path + "/one#x"),
                               (404, path + "/one%3Fx"), (400, "*"), (400, path[1:])):
            with self.subTest(target):
                self.expect(status, "GET", target)


class BodyTest(ServerTest):
    def kept(self, path, body):
        location = urllib.parse.urlsplit(self.expect(201, "POST", path, body)["Location"])
        document = self.expect(200, "GET", location.path).json
        del document["_id"], document["_etag"]
        return document

    def test_extended_json_comes_back_relaxed_with_dates_as_milliseconds(self):
        path = self.collection()
        same = {"text": "z\u0000é中😀\"\\", "int": 5, "big": 9223372036854775807, "double": 5.0, "yes": True,
                "no": None,
                "list": [1, [2], {"a": []}], "date": {"$date": 1577934245000}, "oid": {"$oid": "0" * 24},
                "decimal": {"$numberDecimal": "1.10"}, "nan": {"$numberDouble": "NaN"},
                "timestamp": {"$timestamp": {"t": 1, "i": 2}}, "min": {"$minKey": 1},
                "binary": {"$binary": {"base64": "AQID", "subType": "00"}}}
        self.assertEqual(self.kept(path, same), same)
        self.assertEqual(self.kept(path, '{"d":{"$date":"2020-01-02T03:04:05Z"},"l":{"$numberLong":"9007199254740993"},'
                                         '"s":"\\ud83d\\ude00"}'),
                         {"d": {"$date": 1577934245000}, "l": 9007199254740993, "s": "😀"})

    def test_dots_in_names_become_nesting(self):
        self.assertEqual(self.kept(self.collection(), {"a.b": 1, "a.c": 2, "x.0": 3}),
                         {"a": {"b": 1, "c": 2}, "x": [3]})

    def test_what_is_not_one_strict_json_object_is_400(self):
        path = self.collection()
        self.expect(201, "POST", path, '{"fine": 1}')
        for body in ("", " ", "{", "1", "null", '"x"', "{}{}", "{} x", "{'a': 1}", "{a: 1}", '{"a": 1,}',
                     '{"a": NaN}', '{"a": 01}', '{"a": 1, "a": 2}', '{"a": "\t"}', '{"a": "\\ud800"}', "\ufeff{}",
                     '{"a": 9223372036854775808}', '{"a": 12345678901234567890123}', '{"a\\u0000b": 1}', "/**/{}",
                     '{"a": {"$oid": "x"}}', '{"a": {"$date": "yesterday"}}', '{"$set": {"a": 1}}', '{"$a": 1}',
                     '{"a": 1, "a.b": 2}', '{"a..b": 1}', '{"a":' * 65 + "1" + "}" * 65,
                     '{"a": ISODate("2020-01-02T03:04:05Z")}'):
            with self.subTest(body[:40]):
                self.expect(400, "POST", path, body)
                self.expect(400, "PUT", path + "/one?wm=upsert", body)
        for body in ("[]", "[{}", "[{}] x"):
            self.expect(400, "POST", path, body)
        for body in ("[1]", "[[]]", '[{}, "a"]'):
            self.expect(406, "POST", path, body)
        self.expect(406, "PUT", path + "/one", "[{}]")
        self.assertEqual(len(self.expect(200, "GET", path).json), 1)

    def test_refusals_quote_nothing_of_the_body(self):
        path = self.collection()
        for body in ('{"hunter2"', '{"hunter2": 1, "hunter2": 2}', '{"a": {"$oid": "hunter2"}}', '{"$hunter2": 1}'):
            self.assertNotIn("hunter2", self.expect(400, "POST", path, body).text)

    def test_media_types_but_json_are_415(self):
        path = self.collection()
        for given in ("application/json", "APPLICATION/JSON", "application/json; charset=utf-8", "application/hal+json",
                      "application/json ;x=y"):
            self.expect(201, "POST", path, {}, headers={"Content-Type": given})
        for given in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
                      "application/jsonx", "", "application/json, text/plain"):
            self.expect(415, "POST", path, "{}", headers={"Content-Type": given})
        self.expect(415, "POST", path, "{}", headers={"Content-Encoding": "gzip"})

    def test_a_body_of_almost_a_mebibyte_is_kept_whole(self):
        text = "x" * (1024 * 1024 - 100)
        self.assertEqual(self.kept(self.collection(), {"text": text}), {"text": text})

    def test_many_at_once_lose_nothing(self):
        path = self.collection()
        statuses = []

        def post(number):
            statuses.append(self.send("POST", path, {"_id": number % 40, "from": number}).status)

        crew = [threading.Thread(target=post, args=(number,)) for number in range(80)]
        for each in crew:
            each.start()
        for each in crew:
            each.join()
        self.assertEqual((statuses.count(201), statuses.count(409)), (40, 40), statuses)
        self.assertEqual(len(self.expect(200, "GET", path).json), 40)

    def test_a_document_is_json_whatever_is_in_it(self):
        path = self.collection()
        weird = {"</script>": "\u2028\x7f\x1f", "quote\"": "back\\slash", "": "empty name"}
        self.assertEqual(self.kept(path, json.dumps(weird)), weird)


if __name__ == "__main__":
    main()
