"""Compares the expected answer with the received one and names the aspects that differ: `status`, `body` or a field's
name.

Texts of a recording have labels for values that change from run to run. One label is one value, two labels are two."""

import json
import re
from dataclasses import dataclass, field

LABEL = re.compile(r"<(?:(?:etag|id):[^<>]+|oid|uuid|time|ms|text)>")
PATTERNS = {"etag": "[0-9a-f]{24}", "id": "[^/?#\"]+", "oid": "[0-9a-f]{24}", "uuid": "[0-9a-f-]{36}",
            "time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z", "ms": r"\d+", "text": ".+"}
LISTS = ("Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Expose-Headers")
FIELDS = ("ETag", "Location", "Content-Type", "WWW-Authenticate", "Access-Control-Allow-Origin",
          "Access-Control-Allow-Credentials", *LISTS)
ANYTHING = object()


@dataclass
class Wanted:
    """The expected answer; texts may have labels."""

    status: int | None
    fields: dict = field(default_factory=dict)
    body: object = None  # None: no body; a str: text; Json: JSON; ANYTHING


@dataclass(frozen=True)
class Json:
    value: object


class Maybe(str):
    """An optional field with this text."""


def maker(label):
    """The name of the exchange that made the value of `<etag:NAME>` or `<id:NAME:k>`."""
    return re.sub(r"^<\w+:|(:\d+)?>$", "", label)


class Labels:
    def __init__(self):
        self._values = {}
        self._unmade = set()

    def will_not_be_made_by(self, exchange):
        """Its labels match anything."""
        self._unmade.add(exchange)

    def fit(self, template, text):
        """Whether the text matches the template; if so, unknown labels get the values that they matched."""
        pattern, end, names = "", 0, []
        for found in LABEL.finditer(template):
            kind = found[0][1:-1].split(":")[0]
            pattern += re.escape(template[end:found.start()]) + f"({PATTERNS[kind]})"
            end = found.end()
            names.append(found[0])
        match = re.fullmatch(pattern + re.escape(template[end:]), text, re.DOTALL)
        if not match:
            return False
        met = {name: value for name, value in zip(names, match.groups())
               if ":" in name and maker(name) not in self._unmade}
        return all(map(self._is, met.items())) and (self._values.update(met) or True)

    def _is(self, label):
        name, value = label
        if name in self._values:
            return self._values[name] == value
        kind = name.split(":")[0]
        return not any(other.startswith(kind) and known == value for other, known in self._values.items())


def differences(wanted, answer, labels):
    """{aspect: what was wanted and what came}"""
    if answer is None:
        return {} if wanted.status is None else {"status": f"{wanted.status} wanted, the connection was closed"}
    if answer.status != wanted.status:  # then no other aspect is comparable
        came = answer.body.decode("utf-8", "replace")[:300]
        return {"status": f"{wanted.status or 'nothing'} wanted, {answer.status} came: {came}"}
    found = {}
    for name in FIELDS:
        if not _field_fits(name, wanted.fields.get(name), answer[name], labels):
            found[name] = f"{wanted.fields.get(name)!r} wanted, {answer[name]!r} came"
    if body := body_difference(wanted.body, answer.body, labels):
        found["body"] = body
    return found


def _field_fits(name, wanted, value, labels):
    if wanted is None or value is None:
        return wanted is value or (value is None and isinstance(wanted, Maybe))
    if name in LISTS:
        return set(wanted.split(", ")) == set(value.split(", "))
    return labels.fit(wanted, value)


def body_difference(wanted, body, labels):
    if wanted is ANYTHING:
        return None
    text = body.decode("utf-8", "replace")
    if not isinstance(wanted, Json):
        return None if labels.fit(wanted or "", text) else f"{wanted or 'none'!r} wanted, {text[:500]!r} came"
    try:
        value = json.loads(text)
    except ValueError:
        return f"JSON wanted, {text[:500]!r} came"
    return "; ".join(_json_differences("$", wanted.value, value, labels)) or None


def _json_differences(place, wanted, value, labels):
    if isinstance(wanted, str) and _label_fits(wanted, value, labels):
        return
    if type(wanted) is not type(value):
        yield f"{place}: {_short(wanted)} wanted, {_short(value)} came"
    elif isinstance(wanted, dict):
        for name in {**wanted, **value}:
            if name not in value:
                yield f"{place}.{name}: {_short(wanted[name])} wanted, nothing came"
            elif name not in wanted:
                yield f"{place}.{name}: nothing wanted, {_short(value[name])} came"
            else:
                yield from _json_differences(f"{place}.{name}", wanted[name], value[name], labels)
    elif isinstance(wanted, list):
        if len(wanted) != len(value):
            yield f"{place}: {len(wanted)} wanted, {len(value)} came: {_short(value)}"
        for index, pair in enumerate(zip(wanted, value)):
            yield from _json_differences(f"{place}[{index}]", *pair, labels)
    elif repr(wanted) != repr(value):
        yield f"{place}: {_short(wanted)} wanted, {_short(value)} came"


def _label_fits(wanted, value, labels):
    if wanted == "<text>":
        return value not in (None, "")
    if wanted == "<ms>":
        return type(value) is int
    return isinstance(value, str) and labels.fit(wanted, value)


def _short(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else text[:200] + "..."
