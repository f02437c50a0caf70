"""The work of one permitted request: its processor time and its memory, in multiples of a usual request's."""

import json
import time
import urllib.parse

import process
import rows
from rows import RowTest, row
from support import token

KIB, MIB = 1024, 1024 * 1024
USUAL = 200  # usual requests of which the mean is taken
MOST_SECONDS, MOST_MIB = 1, 256
UNOPTIMISED = 3  # the daily run has a debug build, whose steps take 11 times as long: more than rows.py allows for
DEMAND = f"at most {MOST_SECONDS} s of a processor and {MOST_MIB} MiB; then the server answers as before"


def repeated(size, part, head="[", joint=",", tail="]"):
    """A text of at most this size."""
    return head + joint.join([part] * max(1, (size - len(head) - len(tail)) // (len(part) + len(joint)))) + tail


def update(operators):
    return "PATCH", "/c/big", operators


def inserted(document):
    return "POST", "/c", document


def found(**parameters):
    return "GET", "/c?" + urllib.parse.urlencode({name: json.dumps(value) for name, value in parameters.items()}), None


def dotted(size):
    names, length = [], 0
    while length < size - 200:
        names.append(f'"k{len(names)}{".a" * 61}":0')
        length += len(names[-1]) + 1
    return "{" + ",".join(names or ['"k.a":0']) + "}"


def searches():
    """What fits into a head, whatever the size of bodies."""
    conditions = [{"t.x": {"$ne": number}} for number in range(40)]
    return {
        "a lookahead at each place of a text": found(filter={"text": {"$regex": "a(?=.*0)"}}),
        "a lookahead in the second half of a text": found(filter={"half": {"$regex": "a(?=.*1b)"}}),
        "a pattern that goes back": found(filter={"text": {"$regex": "^(a+)+$"}}),
        "40 conditions on 100,000 elements": found(filter={"$nor": conditions, "list.x": {"$gte": 9}}),
        "a path of 30 steps": found(filter={".".join(["t"] * 30): 1}),
        "a sort by a text": found(sort={"text": 1}, keys={"_id": 1}),
        "a sort by an array beside it": found(sort={"list.x": 1, "text": 1}, keys={"_id": 1}),
        "a sort by both, descending": found(sort={"list.x": -1, "text": -1}, keys={"_id": 1}),
        "60 sizes of an array": found(filter={"$or": [{"list": {"$size": 3}}] * 60}),
        "an element 1,400,000": update('{"$set":{"few.1400000":1}}'),
        "every document": ("GET", "/c?pagesize=1000", None),
    }


def bodies(size):
    return {
        "names of 61 dots": inserted(dotted(size)),
        "numbers": inserted(repeated(size, "0", '{"a":[', tail="]}")),
        "empty objects": inserted(repeated(size, "{}", '{"a":[', tail="]}")),
        "small documents": inserted(repeated(size, "{}")),
        "$pull with many conditions": update(repeated(size, '{"x":9}', '{"$pull":{"list":{"x":5,"$or":[', tail="]}}}")),
        "$pullAll": update(repeated(size, '{"x":9}', '{"$pullAll":{"list":[', tail="]}}")),
        "$addToSet": update('{"$addToSet":{"few":{"$each":['
                            + ",".join(str(number) for number in range(max(1, size // 8))) + "]}}}"),
        "$push in an order": update(repeated(size, '{"b":[3,1]}', '{"$push":{"few":{"$sort":{"b":1},"$each":[',
                                             tail="]}}}")),
    }


class CostsTest(RowTest):
    def setUp(self):
        self.server = self.start()
        self.admin = token("admin")
        self.ask("PUT", "/c", "{}")
        for name in ("big", "other"):
            self.ask("PUT", f"/c/{name}?wm=upsert", json.dumps({"few": [], "text": "a" * 900_000}))
        for _ in range(10):
            self.ask("PATCH", "/c/big", json.dumps({"$push": {"list": {"$each": [{"x": 5}] * 10_000}}}))
        self.ask("PUT", "/c/half?wm=upsert", json.dumps({"half": "b" * 450_000 + "a" * 450_000 + "1"}))
        self.ask("PUT", "/c/usual?wm=upsert", '{"n":1}')

    def ask(self, method, path, body):
        return self.server.request(method, path, body, bearer=self.admin).status

    def cost(self, method, path, body):
        """The status, the processor's seconds, and the most memory above what was held before, in MiB."""
        process.forget_peak(self.server)
        memory, seconds = process.resident_mib(self.server), process.cpu_seconds(self.server)
        status = self.ask(method, path, body)
        return status, process.cpu_seconds(self.server) - seconds, process.peak_mib(self.server) - memory

    def usual(self):
        before = process.cpu_seconds(self.server)
        for _ in range(USUAL):
            self.ask("GET", "/c/usual", None)
        return (process.cpu_seconds(self.server) - before) / USUAL

    def worst_of(self, requests):
        usual = max(self.usual(), 1e-5)
        costs = {name: self.cost(*request) for name, request in requests.items()}
        slowest = max(costs, key=lambda name: costs[name][1])
        largest = max(costs, key=lambda name: costs[name][2])
        begin = time.monotonic()
        answered = self.ask("GET", "/c/usual", None)
        self.measured(f"{len(costs)} kinds; most work: {slowest} ({costs[slowest][0]}), {costs[slowest][1]:.2f} s, "
                      f"{costs[slowest][1] / usual:,.0f} times a usual request; most memory: {largest} "
                      f"({costs[largest][0]}), {costs[largest][2]:.0f} MiB")
        self.assertEqual(answered, 200)
        self.at_most(1, time.monotonic() - begin, "the request after them")
        for name, (status, seconds, memory) in costs.items():
            self.assertIn(status, (200, 201, 400, 413, 503), name)
            self.at_most(MOST_SECONDS * (1 if rows.OPTIONS.whole else UNOPTIMISED), seconds, name)
            self.assertLessEqual(memory, MOST_MIB, name)

    @row("the worst request without a body",
         "patterns, conditions, paths and orders of up to 1 KiB, over texts of 900 KB and an array of 100,000 elements",
         DEMAND)
    def test_searches(self):
        self.worst_of(searches())

    @row("the worst request of 64 KiB", "inserts and updates whose body is names, numbers, documents, conditions",
         DEMAND)
    def test_bodies_of_64_kib(self):
        self.worst_of(bodies(64 * KIB))

    @row("the worst request of 1 MiB", "the same with a body of nearly 1 MiB",
         DEMAND)
    def test_bodies_of_1_mib(self):
        self.worst_of(bodies(MIB - 2 * KIB))


if __name__ == "__main__":
    rows.main()
