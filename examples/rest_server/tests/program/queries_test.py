"""Queries of a collection over HTTP: filters, order, members, pages, cursors, representations; both stores."""

import json
import re
import urllib.parse

from support import IN_MONGODB, ServerTest, main


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

    def test_what_the_embedded_store_lacks_is_501_by_name(self):
        answer = self.send("GET", "/q" + query(filter={"$expr": {"$eq": ["$i", 3]}}))
        if IN_MONGODB:
            self.assertEqual([document["_id"] for document in answer.json], ["d03"])
        else:
            self.assertEqual(answer.status, 501)
            self.assertIn("$expr", answer.json["message"])
            self.assertIn("needs MongoDB", answer.json["message"])


if __name__ == "__main__":
    main()
