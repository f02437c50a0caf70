"""Writes results as Markdown tables, which documents have between `<!-- benchmarks: NAME -->` and
`<!-- /benchmarks -->`."""

import re
import statistics

from charts import ratio, time
from programs import FLOOR, JSONWEBTOKEN, JWTAUTH, OVER_AWS_LC
from rounds import ALGORITHMS

MARKED = re.compile(r"(<!-- benchmarks: (\w+) -->\n).*?(<!-- /benchmarks -->)", re.DOTALL)


def table(head, rows):
    widths = len(head)
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (widths - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def cell(entry, algorithm):
    found = entry.get("algorithms", {}).get(algorithm)
    return f"{time(found['us'])} ({ratio(found['ratio'])})" if found else "–"


def bold_if_ours(entry, text):
    return f"**{text}**" if entry["name"].startswith("jwtauth") else text


def order(entry):
    """The floor first, then by what RS256 costs; those that remember last, those left out at the very end."""
    us = entry.get("algorithms", {}).get("RS256", {}).get("us", float("inf"))
    return entry["name"] != FLOOR, entry["remembers"], us


def named_row(entry):
    name = bold_if_ours(entry, entry["name"])
    return [f"{name} {entry['version']} ({entry['language']})",
            *(bold_if_ours(entry, cell(entry, algorithm)) for algorithm in ALGORITHMS)]


def peers(results):
    shown = [entry for entry in results["peers"] if not entry["libcrypto"] or entry["name"] == OVER_AWS_LC]
    rows = [named_row(entry) for entry in sorted(shown, key=order) if "skipped" not in entry]
    notes = [f"- {entry['name']}: {entry['note']}." for entry in shown if entry["note"] and "skipped" not in entry]
    left_out = [f"- {entry['name']} was left out: {entry['skipped']}." for entry in shown if "skipped" in entry]
    return table(["µs a token (ratio)", *ALGORITHMS], rows) + "\n" + "\n".join(notes + left_out) + "\n"


def measured(results):
    return {entry["name"]: entry for entry in results["peers"] if "skipped" not in entry}


def libcryptos(results):
    """Each floor with this library over it, and who else is over AWS-LC."""
    found = measured(results)
    shown = [FLOOR, JWTAUTH, *(name for name, entry in found.items() if entry["libcrypto"]), JSONWEBTOKEN]
    rows = [named_row(found[name]) for name in shown if name in found]
    if OVER_AWS_LC in found and JSONWEBTOKEN in found:
        rows.append([f"{OVER_AWS_LC} ÷ {JSONWEBTOKEN}", *(f"{share_of(found, one):.2f}" for one in ALGORITHMS)])
    return table(["µs a token (ratio)", *ALGORITHMS], rows)


def share_of(found, algorithm):
    """How much of jsonwebtoken's time this library takes over the same libcrypto, round by round."""
    ours, its = (found[name]["algorithms"][algorithm]["rounds"] for name in (OVER_AWS_LC, JSONWEBTOKEN))
    return statistics.median(mine / other for mine, other in zip(ours, its))


def readme(results):
    """The floor and this library; the chart beside it has the others."""
    found = measured(results)
    shown = [found[name] for name in (FLOOR, JWTAUTH, OVER_AWS_LC, f"{JWTAUTH}, seen before") if name in found]
    rows = [[bold_if_ours(entry, entry["name"]),
             *(bold_if_ours(entry, cell(entry, algorithm)) for algorithm in ALGORITHMS)] for entry in shown]
    return table(["µs a token (ratio)", *ALGORITHMS], rows)


def spread(results):
    """The noise: by how much of its median the floor itself differed between rounds, without the extremes."""
    floor = next(entry for entry in results["peers"] if entry["name"] == FLOOR)
    rounds = [sorted(row["rounds"]) for row in floor["algorithms"].values()]
    inner = [times[len(times) // 8:len(times) - len(times) // 8] for times in rounds]
    return max((times[-1] - times[0]) / times[len(times) // 2] for times in inner)


def machine(results):
    facts, parts = results["machine"], results["parts"]
    moments = {}
    for part, when in parts.items():
        moment = f"on {when['date']} at commit {when['commit']} on {when.get('processor', facts['processor'])}"
        moments.setdefault(moment, []).append(part)
    whole = len(moments) == 1
    measured = "; ".join(when if whole else f"{', '.join(names)} {when}" for when, names in moments.items())
    return (f"Measured {measured}; {facts['processors']} processors, {facts['system']}, kernel "
            f"{facts['kernel']}; {facts['openssl']}, {facts['compiler']}, {facts['rust']}, {facts['go']}, "
            f"{facts['java']}, node {facts['node']}. The peers took {rounds_of(results)} rounds; the machine's load was "
            f"{parts['peers']['load']} when they began, and OpenSSL alone differed by up to {spread(results):.0%} "
            "between rounds.\n")


def rounds_of(results):
    floor = next(entry for entry in results["peers"] if entry["name"] == FLOOR)
    return len(floor["algorithms"]["RS256"]["rounds"])


def microseconds(row):
    return time(row["ns"] / 1000)


class Requests:
    """Rows of Google Benchmark by name and number of threads."""

    def __init__(self, rows):
        self.rows = {(row["name"], row["threads"]): row for row in rows}

    def get(self, name, threads=1):
        return self.rows.get((name, threads))

    def starting(self, prefix):
        return [row for (name, threads), row in self.rows.items() if name.startswith(prefix) and threads == 1]


def of(row, key):
    return "–" if row is None or key not in row else f"{row[key]:.2f}"


def algorithms(results):
    found = Requests(results["requests"])
    rows = []
    for row in sorted(found.starting("authenticate/"), key=lambda row: row["name"]):
        name = row["name"].partition("/")[2]
        if " of " in name:
            continue
        hit, hits = found.get("seen before/" + name), found.get("seen before/" + name, 2)
        rows.append([name, microseconds(found.get("floor/" + name)), microseconds(row), f"{row['ratio']:.3f}",
                     of(found.get("authenticate/" + name, 2), "times_one_thread"),
                     microseconds(hit) if hit else "–", of(hits, "times_one_thread")])
    return table(["", "OpenSSL µs", "jwtauth µs", "ratio", "two threads", "seen before µs", "two threads"], rows)


def size_of(row):
    return int(re.search(r"of (\d+) B", row["name"])[1])


def sizes(results):
    found = Requests(results["requests"])
    rows = []
    for row in sorted(found.starting("authenticate/HS256 of "), key=size_of):
        floor = found.get(row["name"].replace("authenticate/", "floor/"))
        rows.append([f"{size_of(row)}", microseconds(floor), microseconds(row), f"{row['ratio']:.2f}",
                     f"{row['ns'] / size_of(row):.2f}"])
    return table(["token, bytes", "OpenSSL µs", "jwtauth µs", "ratio", "ns a byte"], rows)


def named(prefix, head):
    def rendered(results):
        rows = sorted(Requests(results["requests"]).starting(prefix), key=lambda row: row["ns"])
        return table(head, [[row["name"].removeprefix(prefix), microseconds(row)] for row in rows])

    return rendered


def keys(results):
    found = Requests(results["requests"])
    names = ["fetched keys/RS256", "fetched keys, seen before/RS256", "fetched keys/EdDSA",
             "last of three issuers/HS256"]
    rows = [[name.replace("/", ", "), microseconds(found.get(name)), of(found.get(name, 2), "times_one_thread")]
            for name in names if found.get(name)]
    return table(["", "µs", "two threads"], rows)


def limits(results):
    found = results["limits"]
    rows = []
    for tail, memory, made in zip(found["tails"], found["memory"], found["construction"]):
        slowest = [f"{tail[what]['p999_in_medians']:.1f}" for what in ("authenticate", "floor", "loop")]
        held = [f"{memory[when] / 1024:.1f}" for when in ("bytes_made", "bytes_used")]
        rows.append([tail["algorithm"], *slowest, *held, f"{made['us'] / 1000:.3f}"])
    return table(["", "p99.9 in medians", "OpenSSL's", "a loop's", "KiB when made", "KiB in use", "ms to make"], rows)


def techniques(results):
    rows, found = [], Requests(results["techniques"])
    off = {}
    for name, threads in sorted(found.rows, key=lambda key: (key[0].rpartition("/")[0], "/on" in key[0], key[0])):
        technique, _, way = name.rpartition("/")
        if threads != 1:
            continue
        if way.startswith("off: "):
            off[technique] = found.get(name), way.removeprefix("off: ")
            continue
        before, before_way = off[technique]
        after, both = found.get(name), [of(found.get(one, 2), "times_one_thread") for one in (before["name"], name)]
        worth = f"{(before['ns'] - after['ns']) / 1000:.2f}"
        rows.append([technique.replace("/", ", "), f"{before_way} → {way.removeprefix('on: ')}", microseconds(before),
                     microseconds(after), worth, "–" if both[0] == "–" else " → ".join(both)])
    text = table(["", "off → on", "off µs", "on µs", "worth µs", "two threads"], rows)
    return text.replace("|---|---:|", "|---|---|", 1)


def server(results):
    rows = results["server"]
    if isinstance(rows, str):
        return f"Not measured: {rows}.\n"
    return table(["", "requests a second", "CPU µs a request", "p99 ms", "memory MiB"],
                 [[row["name"], f"{row['requests_per_second']:,}", f"{row['cpu_us']}", f"{row['p99_ms']}",
                   f"{row['peak_mib']}"] for row in rows])


BLOCKS = {"peers": peers, "libcryptos": libcryptos, "readme": readme, "machine": machine, "algorithms": algorithms,
          "sizes": sizes, "refusals": named("refuse/", ["refused", "µs"]), "hostile": named("16 kB/", ["16 kB", "µs"]),
          "keys": keys, "limits": limits, "techniques": techniques, "server": server}


def filled(document, results):
    return MARKED.sub(lambda block: block[1] + BLOCKS[block[2]](results) + block[3], document)
