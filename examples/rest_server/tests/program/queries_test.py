"""Queries of a collection over HTTP: filters, order, members, pages, cursors, representations; both stores."""

import json
import re
import urllib.parse

from support import IN_MONGODB, ServerTest, configuration, main


def query(**parameters):
    """Each value as it is if it is text, else as JSON; lists are repeated."""
    pairs = []
    for name, values in parameters.items():
        for value in values if isinstance(values, list) else [values]:
            pairs.append((name, value if isinstance(value, str) else json.dumps(value)))
    return "?" + urllib.parse.urlencode(pairs)


class QueryTest(ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.request("PUT", "/q", {}, bearer=cls.admin)
        documents = [{"_id": f"d{i:02}", "i": i, "g": i % 3, "sub": {"k": i * 2}, "tags": ["a", f"t{i % 2}"]}
                     for i in range(1, 26)]
        cls.server.request("POST", "/q", documents, bearer=cls.admin)

    def ids(self, **parameters):
        return [document["_id"] for document in self.expect(200, "GET", "/q" + query(**parameters)).json]

    def test_a_filter_chooses_and_several_must_all_hold(self):
        self.assertEqual(self.ids(filter={"i": {"$gte": 24}}), ["d25", "d24"])
        self.assertEqual(self.ids(filter=[{"g": 1}, {"i": {"$lt": 5}}]), ["d04", "d01"])
        self.assertEqual(self.ids(filter={"sub.k": 4}), ["d02"])
        self.assertEqual(self.ids(filter={"$or": [{"i": 1}, {"i": {"$in": [2, 99]}}]}), ["d02", "d01"])
        self.assertEqual(self.ids(filter={"tags": "t1", "i": {"$gt": 22}}), ["d25", "d23"])
        self.assertEqual(self.ids(filter={"_id": {"$regex": "^d0[12]$"}}), ["d02", "d01"])
        self.assertEqual(self.ids(filter={"i": {"$type": 2}}), [])
        self.assertEqual(len(self.ids(filter={})), 25)

    def test_what_is_no_filter_is_400(self):
        for text in ("", "{bad", '"x"', "[]", '[{"g":1}]', "{g:1}", '{"i":{"$wat":1}}', '{"i":1,"i":2}', '{"$and":1}'):
            with self.subTest(text):
                self.expect(400, "GET", "/q" + query(filter=text))

    def test_operators_that_run_code_are_403_wherever_they_stand(self):
        for filter in ({"$where": "true"}, {"$or": [{"$where": "true"}]},
                       {"$expr": {"$function": {"body": "f", "args": [], "lang": "js"}}}):
            self.expect(403, "GET", "/q" + query(filter=filter))
            self.expect(403, "DELETE", "/q/*" + query(filter=filter))
        code = {"$function": {"body": "f", "args": [], "lang": "js"}}
        for parameters in ({"keys": {"x": code}}, {"keys": {"x": {"$add": [1, code]}}}, {"sort": {"x": code}},
                           {"hint": {"x": code}}, {"shardkey": {"$where": "true"}}):
            self.expect(403, "GET", "/q" + query(**parameters))
        self.expect(403, "GET", "/q/d01" + query(keys={"x": code}))

    def test_a_refusal_does_not_quote_the_values_of_a_filter(self):
        for filter in ({"i": {"$wat": "hunter2"}}, {"$and": "hunter2"}):
            self.assertNotIn("hunter2", self.expect(400, "GET", "/q" + query(filter=filter)).text)

    def test_the_order_is_that_of_sort(self):
        self.assertEqual(self.ids(sort="i", pagesize=2), ["d01", "d02"])
        self.assertEqual(self.ids(sort="-i", pagesize=2), ["d25", "d24"])
        self.assertEqual(self.ids(sort="+i", pagesize=2), ["d01", "d02"])
        for text in ("+i", " i ", "%20%7B%22i%22:1%7D"):  # a plus in a query is a space
            first = self.expect(200, "GET", "/q?pagesize=1&sort=" + text.replace(" ", "+")).json[0]
            self.assertEqual(first["_id"], "d01")
        self.assertEqual(self.ids(sort=["g", "-i"], pagesize=3), ["d24", "d21", "d18"])
        self.assertEqual(self.ids(sort={"g": 1, "i": -1}, pagesize=3), ["d24", "d21", "d18"])
        for text in ("", "-", "{bad", '{"i":2}', '{"i":"up"}'):
            self.expect(400, "GET", "/q" + query(sort=text))

    def test_keys_choose_members(self):
        def first(**parameters):
            return self.expect(200, "GET", "/q" + query(pagesize=1, **parameters)).json[0]

        self.assertEqual(first(keys={"i": 1}), {"_id": "d25", "i": 25})
        self.assertEqual(first(keys={"i": 1, "_id": 0}), {"i": 25})
        self.assertEqual(first(keys=[{"i": 1}, {"g": 1}]), {"_id": "d25", "i": 25, "g": 1})
        self.assertEqual(first(keys={"_etag": 0, "tags": 0, "sub": 0}), {"_id": "d25", "i": 25, "g": 1})
        self.assertEqual(first(keys={"sub.k": 1, "_id": 0}), {"sub": {"k": 50}})
        for text in ("i", "{bad", '{"i":1,"g":0}'):
            self.expect(400, "GET", "/q" + query(keys=text))
        self.assertEqual(self.expect(200, "GET", "/q/d01" + query(keys={"i": 1})).json, {"_id": "d01", "i": 1})

    def test_a_filter_holds_for_a_single_document_too(self):
        self.expect(200, "GET", "/q/d01" + query(filter={"i": 1}))
        self.expect(404, "GET", "/q/d01" + query(filter={"i": 2}))

    def test_the_size_is_that_of_the_filtered(self):
        self.assertEqual(self.expect(200, "GET", "/q/_size").json, {"_size": 25})
        self.assertEqual(self.expect(200, "GET", "/q/_size" + query(filter={"g": 1})).json, {"_size": 9})
        self.expect(404, "GET", "/absent/_size")

    def test_an_index_may_be_hinted_at_and_must_be_there(self):
        self.assertEqual(self.ids(hint="_id", pagesize=1), ["d25"])
        self.expect(400, "GET", "/q" + query(hint="nothing"))

    def test_pages_go_on_after_a_document_without_loss_or_repetition(self):
        for sort in (None, "_id", "-i", {"g": 1, "i": -1}, "g", "-g", "absent"):
            with self.subTest(sort=sort):
                order = {} if sort is None else {"sort": sort}
                seen, after = [], {}
                names = [name.lstrip("-") for name in ([sort] if isinstance(sort, str) else sort or [])]
                while page := self.expect(200, "GET", "/q" + query(pagesize=4, **order, **after)).json:
                    seen += [document["_id"] for document in page]
                    last = page[-1]
                    place = {name: last[name] for name in names if name in last}
                    after = {"after": {**place, "_id": last["_id"]}}
                    if len(seen) > 30:
                        break
                self.assertEqual(sorted(seen), [f"d{i:02}" for i in range(1, 26)])

    def test_what_names_no_place_in_the_order_is_400(self):
        for parameters in ({"after": {"i": 1}}, {"after": {"_id": "d01"}, "page": 2}, {"after": "x"},
                           {"after": {"_id": "d01", "i": 1}}, {"after": {"_id": [1]}},
                           {"after": {"_id": "d01"}, "sort": {"_id": 1, "i": 1}}):
            self.expect(400, "GET", "/q" + query(**parameters))

    def test_hal_surrounds_the_documents(self):
        hal = self.expect(200, "GET", "/q" + query(rep="HAL", pagesize=2, count="true"))
        self.assertEqual(hal["Content-Type"], "application/hal+json")
        self.assertEqual((hal.json["_id"], hal.json["_returned"], hal.json["_size"], hal.json["_total_pages"]),
                         ("q", 2, 25, 13))
        self.assertEqual([document["_id"] for document in hal.json["_embedded"]["rh:doc"]], ["d25", "d24"])
        flat = self.expect(200, "GET", "/q" + query(rep="SHAL", pagesize=1)).json
        self.assertEqual([document["_id"] for document in flat["_embedded"]], ["d25"])
        self.expect(400, "GET", "/q" + query(rep="XML"))

    def test_json_modes_write_types_in_their_own_ways(self):
        path = self.collection()
        self.expect(201, "POST", path, {"_id": 1, "d": {"$date": 1577934245000}, "l": {"$numberLong": "5"}})

        def text(mode):
            return re.sub(r',"_etag".*', "}", self.expect(200, "GET", f"{path}/1?id_type=NUMBER&jsonMode={mode}").text)

        self.assertEqual(text("RELAXED"), '{"_id":1,"d":{"$date":"2020-01-02T03:04:05Z"},"l":5}')
        self.assertEqual(text("STRICT"), '{"_id":1,"d":{"$date":1577934245000},"l":{"$numberLong":"5"}}')
        self.assertEqual(text("shell"), '{"_id":1,"d":ISODate("2020-01-02T03:04:05Z"),"l":NumberLong("5")}')
        self.assertEqual(text("EXTENDED"), '{"_id":{"$numberInt":"1"},"d":{"$date":{"$numberLong":"1577934245000"}},'
                                           '"l":{"$numberLong":"5"}}')
        self.expect(400, "GET", f"{path}?jsonMode=XML")

    def test_a_page_larger_than_a_piece_arrives_whole(self):
        path = self.collection()
        for part in range(4):
            self.expect(200, "POST", path, [{"_id": part * 50 + i, "text": "x" * 4000} for i in range(50)])
        answer = self.expect(200, "GET", path + "?pagesize=1000&sort=_id")
        self.assertEqual([document["_id"] for document in answer.json], list(range(200)))
        self.assertEqual({len(document["text"]) for document in answer.json}, {4000})

    def test_parameters_with_long_names_are_those_with_short_ones(self):
        self.assertEqual(self.ids(sort_by="i", pagesize=2), ["d01", "d02"])
        self.expect(404, "PUT", "/q/long?writeMode=update", {})
        self.expect(201, "PUT", "/q/long?writeMode=upsert", {})
        self.expect(204, "DELETE", "/q/long")
        self.expect(400, "PUT", "/q/long?writeMode=upsert&wm=insert", {})
        self.expect(400, "PUT", "/q/long?writeMode=NOPE", {})

    def test_the_full_mode_of_hal_is_400(self):
        self.expect(200, "GET", "/q" + query(rep="HAL", hal="c"))
        for target in ("/q", "/q/d01"):
            self.assertIn("'hal'", self.expect(400, "GET", target + query(rep="HAL", hal="f")).json["message"])

    def test_what_would_not_be_obeyed_is_400_by_name(self):
        for name, value in (("writeConcern", "W1"), ("readConcern", "LOCAL"), ("readPreference", "secondary")):
            for method in ("GET", "DELETE"):
                answer = self.expect(400, method, f"/q/d01?{name}={value}")
                self.assertIn(f"'{name}'", answer.json["message"])
        self.expect(200, "GET", "/q/d01")

    def test_what_the_embedded_store_lacks_is_501_by_name(self):
        self.assertEqual(self.ids(filter={"$expr": {"$eq": ["$sub.k", {"$add": ["$i", 3]}]}}), ["d03"])
        answer = self.send("GET", "/q" + query(filter={"$expr": {"$eq": [{"$toString": "$i"}, "3"]}}))
        if IN_MONGODB:
            self.assertEqual([document["_id"] for document in answer.json], ["d03"])
        else:
            self.assertEqual(answer.status, 501)
            self.assertIn("$toString", answer.json["message"])
            self.assertIn("needs MongoDB", answer.json["message"])


class ConfiguredQueryTest(ServerTest):
    """Pages, forms and guards that RESTHeart's configuration sets."""

    @staticmethod
    def SETTINGS():
        usual = configuration()
        return {**usual,
                "mongo": {**usual.get("mongo", {}), "default-pagesize": 2, "max-pagesize": 3,
                          "default-representation-format": "HAL"},
                "filterOperatorsBlacklist": {"blacklist": ["$where", "$regex"]},
                "aggregationSecurity": {"enabled": True, "stageBlacklist": ["$sample"],
                                        "operatorBlacklist": ["$toUpper"]},
                "connection-options": {"MAX_ENTITY_SIZE": 3 * 1024 * 1024}}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.request("PUT", "/cq", {"aggrs": [
            {"type": "pipeline", "uri": "stage", "stages": [{"$match": {}}, {"$sample": {"size": 1}}]},
            {"type": "pipeline", "uri": "operator", "stages": [{"$project": {"x": {"$toUpper": "$a"}}}]}]},
                           bearer=cls.admin)
        cls.server.request("POST", "/cq", [{"_id": i} for i in range(5)], bearer=cls.admin)

    def test_pages_have_the_configured_size(self):
        def sizes(target):
            return len(self.expect(200, "GET", target).json["_embedded"]["rh:doc"])

        self.assertEqual((sizes("/cq"), sizes("/cq?pagesize=3"), sizes("/cq?page=3")), (2, 3, 1))
        self.assertIn("from 0 to 3", self.expect(400, "GET", "/cq?pagesize=4").json["message"])

    def test_answers_have_the_configured_form_unless_another_is_asked_for(self):
        self.assertEqual(self.expect(200, "GET", "/cq")["Content-Type"], "application/hal+json")
        self.assertEqual(len(self.expect(200, "GET", "/cq?rep=STANDARD").json), 2)

    def test_forbidden_operators_are_403_by_name(self):
        self.expect(200, "GET", "/cq" + query(filter={"_id": {"$gt": 1}}))
        for target in ("/cq" + query(filter={"$or": [{"a": {"$regex": "x"}}]}),
                       "/cq/_size" + query(filter={"a": {"$regex": "x"}})):
            self.assertIn("does not allow $regex in filter", self.expect(403, "GET", target).json["message"])
        self.assertIn("$regex", self.expect(403, "PATCH", "/cq/1", {"$pull": {"a": {"$regex": "x"}}}).json["message"])
        stages = [{"$set": {"a": {"$toUpper": "x"}}}]
        self.assertIn("$toUpper", self.expect(403, "PATCH", "/cq/1", stages).json["message"])
        self.assertIn("$sample", self.expect(403, "GET", "/cq/_aggrs/stage").json["message"])
        self.assertIn("$toUpper", self.expect(403, "GET", "/cq/_aggrs/operator").json["message"])

    def test_bodies_have_the_configured_size(self):
        self.expect(201, "POST", "/cq", {"_id": "large", "text": "x" * (2 * 1024 * 1024)})
        self.expect(413, "POST", "/cq", {"text": "x" * (3 * 1024 * 1024)})
        self.expect(204, "DELETE", "/cq/large")


if __name__ == "__main__":
    main()
