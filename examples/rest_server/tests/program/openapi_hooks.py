"""What schemathesis needs to get past the door: names of things that exist, and texts in MongoDB's languages. It loads
this file itself, see openapi_test.py."""

import json
import zlib

import schemathesis
from hypothesis import strategies as st

COLLECTIONS = ("notes", "people")
DOCUMENTS = ("one", "two", "7", "0123456789abcdef01234567")
AGGREGATIONS = ("all", "by-n", "with-variable")

field = st.sampled_from(("_id", "n", "s", "list", "list.0", "sub", "sub.k", "absent", "_etag"))
scalar = st.one_of(st.none(), st.booleans(), st.integers(-2, 9), st.floats(allow_nan=False, allow_infinity=False),
                   st.text(max_size=3), st.just({"$oid": DOCUMENTS[3]}), st.just({"$date": 1577934245000}),
                   st.just({"$numberDecimal": "1.10"}),
                   st.just({"$regularExpression": {"pattern": "^a", "options": ""}}))
value = st.recursive(scalar, lambda inner: st.one_of(st.lists(inner, max_size=2),
                                                     st.dictionaries(field, inner, max_size=2)), max_leaves=4)
condition = st.one_of(
    value,
    st.dictionaries(st.sampled_from(("$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$size", "$all", "$type", "$mod",
                                     "$regex", "$wat")), value, min_size=1, max_size=2),
    st.dictionaries(st.sampled_from(("$in", "$nin", "$all")), st.lists(value, max_size=3), min_size=1, max_size=1),
    st.dictionaries(st.just("$exists"), st.booleans(), min_size=1),
    st.fixed_dictionaries({"$regex": st.sampled_from(("^a", "(", "a{2,1}", "[a-z]+$")), "$options": st.just("i")}),
    st.fixed_dictionaries({"$mod": st.tuples(st.integers(0, 3), st.integers(0, 3))}))
filters = st.recursive(
    st.dictionaries(field, condition, max_size=2),
    lambda inner: st.one_of(
        st.dictionaries(st.sampled_from(("$and", "$or", "$nor")), st.lists(inner, max_size=2), min_size=1, max_size=1),
        st.dictionaries(field, inner.map(lambda one: {"$not": one}), min_size=1, max_size=1),
        st.dictionaries(field, inner.map(lambda one: {"$elemMatch": one}), min_size=1, max_size=1)),
    max_leaves=4)
directions = st.dictionaries(field, st.sampled_from((1, -1, 0, "1", None)), max_size=3)
projections = st.dictionaries(field, st.sampled_from((0, 1, True, False, {"$slice": 1}, {"$meta": "x"})), max_size=3)


def sometimes_wrong(strategy):
    """Mostly expected values, and sometimes anything else."""
    return st.one_of(strategy.map(json.dumps), strategy.map(json.dumps), strategy.map(json.dumps), st.text(max_size=8))


schemathesis.openapi.format("mongodb-filter", sometimes_wrong(filters))
schemathesis.openapi.format("mongodb-projection", sometimes_wrong(projections))
schemathesis.openapi.format("mongodb-sort", st.one_of(field, field.map("-{}".format), sometimes_wrong(directions)))
schemathesis.openapi.format("json-object", sometimes_wrong(st.dictionaries(st.sampled_from(("n", "x")), value)))


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """OpenAPI cannot say that there is a body only when many documents were sent."""
    del raw_schema["components"]["responses"]["ChangedOrMany"]["content"]


@schemathesis.hook
def filter_case(context, case):
    """Nor that with `pagesize=0` there is no body."""
    return str((case.query or {}).get("pagesize")) != "0"


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Three of four names are of something that exists, always the same for the same name."""
    names = path_parameters or {}
    # No other request touches the properties of `pipelines`.
    collections = ("pipelines",) if "aggregation" in names else COLLECTIONS
    for name, existing in (("collection", collections), ("document", DOCUMENTS), ("aggregation", AGGREGATIONS),
                           ("name", ("user",))):
        if name in names:
            number = zlib.crc32(repr(names[name]).encode())
            if number % 4:
                names[name] = existing[number // 4 % len(existing)]
    return path_parameters
