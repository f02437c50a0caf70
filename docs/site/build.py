"""Builds the site: MkDocs in its strict mode, by the versions of requirements.txt, then a look at every page it wrote.

    build.py WORK SITE [--serve]    WORK keeps MkDocs; --serve shows the site at 127.0.0.1:8000 while documents change
"""

import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

HERE = Path(__file__).resolve().parent


class Unavailable(Exception):
    """MkDocs, or a package that it needs, cannot be installed."""


def tools(work):
    """The folder with the program mkdocs, installed where it is missing or where requirements.txt has changed."""
    programs, stamp = work / "venv/bin", work / "installed"
    wanted = (HERE / "requirements.txt").read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        for command in ([sys.executable, "-m", "venv", "--clear", work / "venv"],
                        [programs / "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes",
                         "--requirement", HERE / "requirements.txt"]):
            made = subprocess.run(command, capture_output=True, text=True)
            if made.returncode != 0:
                raise Unavailable(f"MkDocs cannot be installed: {(made.stderr or made.stdout).strip()[-500:]}")
        stamp.write_text(wanted)
    return programs


def run_mkdocs(work, *arguments):
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([tools(work) / "mkdocs", *arguments, "--strict", "--config-file", HERE / "mkdocs.yml"],
                          env=environment).returncode


class Page(HTMLParser):
    """What a page has and wants: its anchors, where its links lead, what it loads without being asked."""

    def __init__(self, text):
        super().__init__()
        self.anchors, self.links, self.loaded = set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.anchors.update(values[name] for name in ("id", "name") if values.get(name))
        address = values.get("href") or values.get("src")
        if address is None:
            return
        self.links.append(address)
        if tag != "a" and not (tag == "link" and values.get("rel") in ("canonical", "next", "prev")):
            self.loaded.append(address)


def faults_of(site):
    """What is wrong with the pages below a folder, a sentence each."""
    pages = {path: Page(path.read_text()) for path in sorted(site.rglob("*.html")) if path.is_file()}
    faults = []
    for path, page in pages.items():
        name = path.relative_to(site)
        faults += [f"{name} loads {address}" for address in page.loaded if urlsplit(address).netloc]
        for address in page.links:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            start = site if parts.path.startswith("/") else path.parent
            target = (start / unquote(parts.path).lstrip("/")).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            if not target.exists():
                faults.append(f"{name} links {address}, which is not there")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
                faults.append(f"{name} links {address}, which has no such anchor")
    return faults


def build(work, site):
    """True if the site is there and whole."""
    work.mkdir(parents=True, exist_ok=True)
    if run_mkdocs(work, "build", "--quiet", "--site-dir", site.resolve()) != 0:
        return False
    faults = faults_of(site.resolve())
    print(*faults, sep="\n", end="\n" if faults else "", file=sys.stderr)
    return not faults


def main(work, site, *options):
    try:
        if "--serve" in options:
            sys.exit(run_mkdocs(work, "serve"))
        sys.exit(not build(work, site))
    except Unavailable as unavailable:
        sys.exit(str(unavailable))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]), *sys.argv[3:])
