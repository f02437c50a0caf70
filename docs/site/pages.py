"""A hook of MkDocs: the pages of the site are the documents of the repository.

What README.md leads to, directly or by other documents, is a page, at the path that it has in the repository: documents
as they are, other texts as listings, folders as lists of their files. docs/README.md is the navigation.
"""

import os
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
TOKEN_PAGE = os.environ.get("JWTAUTH_TOKEN_PAGE")  # the folder of the page that explains tokens, if it was built
TOKEN_PAGE_HERE = "<!-- the page -->"
UNSEARCHED = "---\nsearch: {exclude: true}\n---\n\n"
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


def page_of(path):
    """The page that shows a file of the repository."""
    return path if path.endswith((".md", *PICTURES)) else path + ".md"


def document(path):
    """The Markdown of a document or of a page of the reference; None for anything else."""
    if path in reference.pages():
        return reference.pages()[path]
    return (ROOT / path).read_text() if path.endswith(".md") and (ROOT / path).is_file() else None


def shown(path):
    """The Markdown that shows what is not a document: the files of a folder, or a text."""
    file = ROOT / path
    if file.name == "README.md" and file.parent.is_dir():
        names = subprocess.run(["git", "ls-files", "--", "."], cwd=file.parent, check=True, capture_output=True,
                               text=True).stdout.splitlines()
        entries = sorted({name.split("/")[0] + ("/" if "/" in name else "") for name in names})
        return f"{UNSEARCHED}# {posixpath.dirname(path)}\n\n" + "".join(f"- `{entry}`\n" for entry in entries)
    if not file.is_file():
        raise PluginError(f"{path} is linked and not there")
    language = LANGUAGES.get(file.suffix, "text")
    return f"{UNSEARCHED}# {file.name}\n\n`{path}`\n\n````{language}\n{file.read_text()}````\n"


def links_of(path):
    links = []
    outside_of_fences(document(path) or "", lambda prose: links.extend(LINK.finditer(prose)) or prose)
    return [target for link in links if (target := target_of(link[2], path))]


def reached():
    """Every path that is shown, README.md first."""
    paths = ["README.md"]
    for path in paths:  # which grows meanwhile
        paths += [link for link in dict.fromkeys(links_of(path)) if link not in paths]
    return paths


def on_config(config):
    config.markdown_extensions.append(Lists())
    config.nav = navigation()
    config.watch += [str(ROOT / name) for name in ("README.md", "docs", "examples")]
    return config


def on_files(files, config):
    for path in reached():
        if path.endswith(PICTURES):
            files.append(File.generated(config, path, abs_src_path=str(ROOT / path)))
        else:
            text = document(path)
            files.append(File.generated(config, page_of(path), content=shown(path) if text is None else text))
    for file in Path(TOKEN_PAGE).iterdir() if TOKEN_PAGE else ():
        files.append(File.generated(config, f"token/{file.name}", abs_src_path=str(file)))
    return files


def way_to_token_page(document):
    if not TOKEN_PAGE:
        return "This site was built without it: `scripts/docs --with-token-page` adds it where there is emscripten."
    address = posixpath.relpath("token/index.html", posixpath.dirname(document))
    return f"[Open the page]({address}){{ .md-button .md-button--primary }}"


def on_page_markdown(markdown, page, config, files):
    document = page.file.src_uri

    def lead(link):
        target = target_of(link[2], document)
        if target is None:
            return link[0]
        return link[1] + posixpath.relpath(page_of(target), posixpath.dirname(document) or ".") + (link[3] or "") + link[4]

    return outside_of_fences(markdown, lambda prose: LINK.sub(lead, prose)).replace(
        TOKEN_PAGE_HERE, way_to_token_page(document))


POINT = re.compile(r"^- \[([^\]]+)\]\(([^)#\s]+)\)", re.MULTILINE)
ENTRY = re.compile(r"\[([^\]]+)\]\(([^)#\s/]+\.(?:md|h)|\w[^)#\s]*\.hpp)\)")


def navigation():
    """The headings of docs/README.md with the points below them; a README of a folder has the other pages there."""
    tabs = [{"jwtauth": ["README.md"]}]
    for section in re.split(r"^## ", (ROOT / INDEX).read_text(), flags=re.MULTILINE)[1:]:
        title, points = section.split("\n", 1)
        tabs.append({title: [entry(name, target_of(link, INDEX)) for name, link in POINT.findall(points)]})
    return tabs


def entry(name, path):
    text = document(path) or ""
    if not path.endswith("/README.md") or path == INDEX:
        return {name: page_of(path)}
    others = dict.fromkeys(ENTRY.findall(text))
    pages = [{title: page_of(f"{posixpath.dirname(path)}/{file}")} for title, file in others]
    return {name: [path, *pages]}
