"""Reads the deliberate differences of recorded exchanges from docs/restheart-differences.md. A table that contradicts
itself or the recording is refused.

A line reads | `name`, `pattern*` | `status there` | `status here` `what else` | why |; what else is a field
(`Location: /x`), the body as JSON or as `text ...`, or how it differs from the recorded one (`$[0].n = 1`, `-$[2]`). A
name may be followed by (SQLite) or (MongoDB), if only that store differs. Where the statuses are equal, exactly what
else is named must differ."""

import copy
import fnmatch
import json
import re

from restheart_replay.comparison import Json, Wanted, differences
from restheart_replay.rules import RULES, ours

HEADING = "## Recorded exchanges"
STORES = {"(SQLite)": "sqlite", "(MongoDB)": "mongodb"}


class TableError(Exception):
    pass


def _edit(span):
    """`$.a[1].b = JSON`, or `-$[1]`: the path to a place in a body, the last step, the value there; None for
    nothing."""
    path, _, new = span.partition(" = ")
    *way, last = (int(index) if index else name for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", path))
    return way, last, Json(json.loads(new)) if new else None


class Deliberate:
    def __init__(self, there, here):
        spans = re.findall(r"`([^`]+)`", here)
        if not spans or not re.fullmatch(r"\d{3}", spans[0]):
            raise TableError(f"no status in {here!r}")
        self.there, self.here = there, int(spans[0])
        self.fields, self.body, self._edits = {}, None, []
        for span in spans[1:]:
            if span.startswith(("$", "-$")):
                self._edits.append(_edit(span))
            elif span.startswith("text "):
                self.body = span[len("text "):]
            elif field := re.fullmatch(r"([A-Za-z-]+): (.*)", span):
                self.fields[field[1]] = field[2]
            else:
                self.body = Json(json.loads(span))

        # Removals must not move other named places.
        self._edits.sort(key=lambda edit: (edit[2] is None, -edit[1] if edit[2] is None else 0))

    def _body(self, recorded):
        if not self._edits:
            return self.body or recorded
        value = copy.deepcopy(recorded.value)
        for way, last, new in self._edits:
            place = value
            for step in way:
                place = place[step]
            if new is None:
                del place[last]
            else:
                place[last] = new.value
        return Json(value)

    def mistakes(self, exchange, wanted, answer, labels):
        """How the answer differs from this line; nothing if it does not."""
        if answer is None:
            return {"status": f"{self.here} wanted, the connection was closed"}
        if self.here != wanted.status:
            media_type = {"Content-Type": "application/json"} if isinstance(self.body, Json) else {}
            expected = Wanted(self.here, {**media_type, **self.fields}, self.body)
            return differences(ours(exchange.request, expected, set()), answer, labels)
        named = {*self.fields, *(["body"] if self.body or self._edits else [])}
        found = differences(wanted, answer, labels)
        mistakes = {aspect: text for aspect, text in found.items() if aspect not in named}
        mistakes |= {aspect: "listed, but it does not differ" for aspect in named - found.keys()}
        expected = Wanted(self.here, {**wanted.fields, **self.fields}, self._body(wanted.body))
        still = differences(expected, answer, labels)
        return mistakes | {aspect: text for aspect, text in still.items() if aspect in named and aspect in found}


def _rows(text):
    """{title of the first column: rows} of the tables below the heading."""
    if HEADING not in text:
        raise TableError(f"there is no {HEADING!r}")
    tables, title = {}, None
    for line in re.split(r"\n## ", text.split(HEADING, 1)[1])[0].splitlines():
        if not line.startswith("|"):
            title = None
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if title is None:
            title = cells[0]
            tables[title] = []
        elif not line.startswith("|---"):
            tables[title].append(cells)
    return tables


def read(text, exchanges, store):
    """{name of an exchange: Deliberate}, of this store."""
    tables = _rows(text)
    named = {row[0] for row in tables.get("Rule", [])}
    if named != set(RULES):
        raise TableError(f"rules that are listed or applied, not both: {sorted(named ^ set(RULES))}")
    found, all_names = {}, {}
    for names, there, here, why in tables.get("Exchanges", []):
        if not why:
            raise TableError(f"no reason for {names}")
        for pattern, only in re.findall(r"`([^`]+)`(?: (\(\w+\)))?", names):
            matched = fnmatch.filter(exchanges, pattern)
            if not matched:
                raise TableError(f"no recorded exchange is named {pattern}")
            for name in matched:
                _check(name, exchanges[name], there, only, all_names)
                if not only or STORES[only] == store:
                    found[name] = Deliberate(there, here)
    return found


def _check(name, exchange, there, only, seen):
    if only and only not in STORES:
        raise TableError(f"{name}: {only} is no store")
    if exchange.is_left_out:
        raise TableError(f"{name} is left out, so it cannot differ")
    status = exchange.response["status"]
    if there != (f"`{status}`" if status else "closed"):
        raise TableError(f"{name}: the recorded status is {status}, listed is {there}")
    if name in seen and (not only or None in seen[name] or only in seen[name]):
        raise TableError(f"{name} is listed twice")
    seen.setdefault(name, set()).add(only or None)
