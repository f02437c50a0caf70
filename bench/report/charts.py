"""Draws charts of the results as SVG, each on its own background, readable on a light page and on a dark one."""

from html import escape

from programs import FLOOR, is_floor

STYLE = """
    .ground { fill: #ffffff; stroke: #d0d7de } .title { font-size: 16px; font-weight: 600 } .small { font-size: 12px }
    text { font-family: system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; font-size: 13px;
           fill: #1f2328 } .quiet { fill: #59636e } .ours { fill: #0a7c5a } .peer { fill: #9aa7b4 }
    .oursLine { stroke: #0a7c5a; fill: none; stroke-width: 2.5 } .peerLine { stroke: #7d8a97; fill: none;
    stroke-width: 2.5 } .mark { stroke: #b3541e; stroke-width: 1.5; stroke-dasharray: 4 3 } .grid { stroke: #d8dee4 }
    .markText { fill: #b3541e } .strong { font-weight: 600 }
    .gap { fill: #ffffff } .halo { paint-order: stroke; stroke: #ffffff; stroke-width: 5px; stroke-linejoin: round }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #0d1117; stroke: #30363d } text { fill: #e6edf3 } .quiet { fill: #9198a1 }
      .ours { fill: #3fb98c } .peer { fill: #5b6673 } .oursLine { stroke: #3fb98c } .peerLine { stroke: #8b98a5 }
      .mark { stroke: #f0883e } .markText { fill: #f0883e } .grid { stroke: #262c34 }
      .gap { fill: #0d1117 } .halo { stroke: #0d1117 }
    }"""


STRONG = ' class="strong"'


def document(width, height, title, parts):
    body = "\n  ".join(parts)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">\n'
            f"  <title>{escape(title)}</title>\n  <style>{STYLE}\n  </style>\n"
            f'  <rect class="ground" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8"/>\n'
            f"  {body}\n</svg>\n")


def text(x, y, content, classes="", anchor="start"):
    return f'<text x="{x:g}" y="{y:g}" class="{classes}" text-anchor="{anchor}">{escape(content)}</text>'


def line(x1, y1, x2, y2, classes):
    return f'<line class="{classes}" x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"/>'


def time(microseconds):
    return f"{microseconds:.2f}" if microseconds < 10 else f"{microseconds:.1f}" if microseconds < 100 else \
        f"{microseconds:.0f}"


def ratio(value):
    decimals = 4 if value < 0.001 else 3 if value < 0.1 else 2 if value < 10 else 0
    return f"{value:.{decimals}f}"


def bars(title, subtitle, rows, floor):
    """`rows` are (name, detail, us, ratio, ours), the fastest first; bars far longer than most are cut off."""
    width, left, right, top, step, height = 760, 220, 140, 92, 28, 18
    longest = min(rows[-1][2], max(6 * floor, 1.6 * rows[len(rows) // 2][2]))
    scale = (width - left - right) / longest
    bottom = top + step * len(rows)
    parts = [text(20, 30, title, "title"), text(20, 50, subtitle, "quiet small")]
    at = left + floor * scale
    parts.append(line(at, top - 10, at, bottom, "mark"))
    parts.append(text(at, top - 16, f"{FLOOR}, {time(floor)} µs", "markText small", "middle"))
    for number, (name, detail, us, its, ours) in enumerate(rows):
        y = top + step * number
        length = min(us * scale, width - left - right)
        kind = "ours" if ours else "peer"
        parts.append(f'<text x="{left - 10}" y="{y + 14:g}" text-anchor="end">'
                     f'<tspan class="quiet small">{escape(detail)}</tspan>'
                     f'<tspan dx="6"{STRONG if ours else ""}>{escape(name)}</tspan></text>')
        parts.append(f'<rect class="{kind}" x="{left}" y="{y:g}" width="{max(length, 1.5):.1f}" height="{height}" '
                     f'rx="2"/>')
        if us * scale > length + 1:  # cut off
            parts.append(f'<path class="gap" d="M{left + length - 22:g} {y - 1:g}l6 0l-6 20l-6 0z"/>')
        label = f"{time(us)} µs · {ratio(its)}×"
        parts.append(text(left + length + 8, y + 14, label, "halo strong" if ours else "halo quiet"))
    return document(width, bottom + 20, title, parts)


def ticks(most):
    """Round numbers from nothing to a little less than the most."""
    step = next(size * 10 ** power for power in range(-3, 9) for size in (1, 2, 5) if most / (size * 10 ** power) <= 5)
    return [step * number for number in range(int(most / step) + 1)]


def lines(title, subtitle, series, x_label, y_label):
    """`series` are (name, class, points)."""
    width, height, left, right, top, bottom = 760, 380, 70, 150, 76, 56
    most_x = max(x for _, _, points in series for x, _ in points)
    most_y = max(y for _, _, points in series for _, y in points)

    def place(x, y):
        return left + x / most_x * (width - left - right), height - bottom - y / most_y * (height - top - bottom)

    parts = [text(20, 30, title, "title"), text(20, 50, subtitle, "quiet small")]
    for value in ticks(most_y):
        _, y = place(0, value)
        parts += [line(left, y, width - right, y, "grid"), text(left - 8, y + 4, f"{value:g}", "quiet small", "end")]
    for value in ticks(most_x):
        x, _ = place(value, 0)
        parts.append(text(x, height - bottom + 20, f"{value / 1000:g} kB", "quiet small", "middle"))
    for name, kind, points in series:
        places = [place(*point) for point in points]
        parts.append(f'<polyline class="{kind}Line" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}"/>')
        parts += [f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in places]
        parts.append(text(places[-1][0] + 10, places[-1][1] + 4, name, "small strong" if kind == "ours" else "small"))
    parts.append(text((left + width - right) / 2, height - 14, x_label, "quiet small", "middle"))
    parts.append(text(left - 8, top - 10, y_label, "quiet small", "end"))
    return document(width, height, title, parts)


def peers(results, algorithm):
    entries = [entry for entry in results["peers"] if algorithm in entry.get("algorithms", {})]
    floor = next(entry for entry in entries if entry["name"] == FLOOR)["algorithms"][algorithm]["us"]
    rows = [(entry["name"], entry["language"], entry["algorithms"][algorithm]["us"],
             entry["algorithms"][algorithm]["ratio"], entry["name"].startswith("jwtauth"))
            for entry in entries if not is_floor(entry["name"]) and entry["libcrypto"] in ("", "AWS-LC")]
    subtitle = ("processor time a token of 551 bytes of claims, and its ratio to OpenSSL's own verification · "
                f"{results['machine']['processor'].partition(' (')[0]}, {results['parts']['peers']['date']}")
    return bars(f"{algorithm}: from a token to a checked user", subtitle, sorted(rows, key=lambda row: row[2]), floor)


def sizes(results):
    found = {row["name"]: row for row in results["requests"] if row["threads"] == 1}
    series = []
    for name, kind, label in (("authenticate", "ours", "jwtauth"), ("floor", "peer", FLOOR)):
        points = sorted((int(one.split(" of ")[1].split()[0]), row["ns"] / 1000) for one, row in found.items()
                        if one.startswith(f"{name}/HS256 of "))
        series.append((label, kind, points))
    return lines("HS256: what a longer token costs", "processor time by the size of the token", series,
                 "size of the token", "µs")
