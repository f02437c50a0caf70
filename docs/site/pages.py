"""A hook of MkDocs: the pages of the site are the documents of the repository.

What README.md leads to, directly or by other documents, is a page, at the path that it has in the repository: documents
as they are, other texts as listings, folders as lists of their files. docs/README.md is the navigation.
"""

import posixpath
import re
import subprocess
from pathlib import Path

from markdown import Extension
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

import reference

ROOT = Path(__file__).resolve().parents[2]
INDEX = "docs/README.md"
PICTURES = (".png", ".svg")
LANGUAGES = {".cpp": "cpp", ".hpp": "cpp", ".c": "c", ".h": "c", ".py": "python", ".sh": "bash", ".ts": "typescript",
             ".json": "json", ".toml": "toml", ".yml": "yaml", ".in": "ini"}

FENCE = re.compile(r"^( *)(```+)[^`]*$.*?^\1\2 *$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(\]\()([^)\s#]*)(#[^)\s]*)?(\))")


class Lists(Extension):
    """What stands below the text of a numbered point belongs to it, as CommonMark has it: three blanks are enough."""

    def extendMarkdown(self, markdown):
        markdown.tab_length = 3


def outside_of_fences(text, change):
    """The text with `change` applied to what is not in a block of code."""
    parts, end = [], 0
    for fence in FENCE.finditer(text):
        parts += [change(text[end:fence.start()]), fence[0]]
        end = fence.end()
    return "".join(parts) + change(text[end:])


def target_of(link, document):
    """The path in the repository that a link of a document leads to; None for one that leads elsewhere."""
    if not link or re.match(r"[a-z]+:", link):
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(document), link))
    if (ROOT / path).is_dir():
        path = posixpath.normpath(path + "/README.md")
    return path


def links_of(path):
    text = page_text(path) if path in reference.pages() else (ROOT / path).read_text()
    links = []
    outside_of_fences(text, lambda prose: links.extend(LINK.finditer(prose)) or prose)
    return [target for link in links if (target := target_of(link[2], path))]


def page_of(path):
    """The page that shows a file of the repository."""
    return path if path.endswith((".md", *PICTURES)) else path + ".md"


def page_text(path):
    """The Markdown of a page that is not a document itself."""
    if path in reference.pages():
        return reference.pages()[path]
    file = ROOT / path
    if file.name == "README.md":
        folder = file.parent.relative_to(ROOT)
        names = subprocess.run(["git", "ls-files", "--", "."], cwd=file.parent, check=True, capture_output=True,
                               text=True).stdout.splitlines()
        entries = sorted({name.split("/")[0] + ("/" if "/" in name else "") for name in names})
        return f"# {folder}\n\n" + "".join(f"- `{entry}`\n" for entry in entries)
    language = LANGUAGES.get(file.suffix, "text")
    return f"# {file.name}\n\n`{path}`\n\n````{language}\n{file.read_text()}````\n"


def reached():
    """Every path that is shown, README.md first."""
    found, next_ones = {}, ["README.md", *reference.pages()]
    while next_ones:
        path = next_ones.pop(0)
        if path in found:
            continue
        found[path] = True
        if path.endswith(".md") and (path in reference.pages() or (ROOT / path).exists()):
            next_ones += links_of(path)
    return list(found)


def on_config(config):
    config.markdown_extensions.append(Lists())
    config.nav = navigation()
    config.watch += [str(ROOT / name) for name in ("README.md", "docs", "examples")]
    return config


def on_files(files, config):
    for path in reached():
        file = ROOT / path
        if path.endswith((".md", *PICTURES)) and file.exists():
            files.append(File.generated(config, path, abs_src_path=str(file)))
        elif path in reference.pages() or file.is_file() or file.parent.is_dir():
            files.append(File.generated(config, page_of(path), content=page_text(path)))
        else:
            raise PluginError(f"{path} is linked and not there")
    return files


def on_page_markdown(markdown, page, config, files):
    document = page.file.src_uri

    def lead(link):
        target = target_of(link[2], document)
        if target is None:
            return link[0]
        return link[1] + posixpath.relpath(page_of(target), posixpath.dirname(document) or ".") + (link[3] or "") + link[4]

    return outside_of_fences(markdown, lambda prose: LINK.sub(lead, prose))


POINT = re.compile(r"^- \[([^\]]+)\]\(([^)#\s]+)\)", re.MULTILINE)
ENTRY = re.compile(r"\[([^\]]+)\]\(([^)#\s/]+\.md)\)")


def navigation():
    """The headings of docs/README.md with the points below them; a README of a folder has the other pages there."""
    tabs = [{"jwtauth": ["README.md"]}]
    for section in re.split(r"^## ", (ROOT / INDEX).read_text(), flags=re.MULTILINE)[1:]:
        title, points = section.split("\n", 1)
        tabs.append({title: [entry(name, target_of(link, INDEX)) for name, link in POINT.findall(points)]})
    return tabs


def entry(name, path):
    folder = posixpath.dirname(path)
    if not path.endswith("/README.md") or path == INDEX:
        return {name: page_of(path)}
    text = reference.pages().get(path) or ((ROOT / path).read_text() if (ROOT / path).exists() else "")
    others = dict.fromkeys(ENTRY.findall(text))
    pages = [{title: f"{folder}/{file}"} for title, file in others if file != "README.md"]
    return {name: [path, *pages]} if pages else {name: path}
