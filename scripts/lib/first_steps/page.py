"""docs/first-steps: the commands of each way, and the pages with what they printed."""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "docs/first-steps"
SAVED = re.compile(r"<!-- save: (\S+) -->\n(?:<!-- [^\n]* -->\n)?```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SESSION = re.compile(r"<!-- session: (\w+)(?: with ([^\n]*))? -->\n```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FIGURES = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- /figures -->)", re.DOTALL)
SUMMARY = re.compile(r"^(\d+) commands, (\d+) seconds", re.MULTILINE)


@dataclass
class Way:
    title: str
    files: dict[str, str]  # what stands beside the commands, by name
    commands: list[str]


def ways():
    """Every way of the document, by name. Of blocks that are saved under one name the nearest above counts."""
    text = (FOLDER / "README.md").read_text()
    found = {}
    for session in SESSION.finditer(text):
        above = text[:session.start()]
        saved = dict(SAVED.findall(above))
        title = re.findall(r"^## (.*)$", above, re.MULTILINE)[-1]
        files = {name: saved[name] for name in (session[2] or "").split()}
        found[session[1]] = Way(title, files, commands_of(session[3]))
    return found


def commands_of(text):
    """The commands of a text of the shell, each with its continued lines and its here-document."""
    commands, end = [], None
    for line in text.splitlines():
        if end or commands and commands[-1].endswith("\\"):
            commands[-1] += f"\n{line}"
            end = None if line == end else end
        else:
            commands.append(line)
        document = re.search(r"<<'?(\w+)'?$", line)
        end = document[1] if document else end
    return commands


def number_of(commands):
    """How many programs are called in a row."""
    return sum(1 + command.split("<<")[0].count(" && ") for command in commands)


def page(name, way, seconds, transcript):
    return (f"# {way.title}: transcript\n\n"
            f"What `scripts/first_steps {name}` typed into a bare Debian 12, and what was printed, shortened.\n"
            f"{number_of(way.commands)} commands, {seconds:.0f} seconds, downloads apart.\n\n"
            f"```\n{transcript}```\n")


def typed_in(page_text):
    """The commands that a page of this module shows."""
    return commands_of("\n".join(re.findall(r"^[$>] (.*)$", page_text, re.MULTILINE)))


def prompted(command):
    return "$ " + command.replace("\n", "\n> ")


def figures():
    rows = ["| Way | Commands | Seconds, downloads apart |", "|---|---:|---:|"]
    for name, way in ways().items():
        file = FOLDER / f"{name}.md"
        if summary := file.exists() and SUMMARY.search(file.read_text()):
            rows.append(f"| [{way.title}]({name}.md) | {summary[1]} | {summary[2]} |")
    return "\n".join(rows) + "\n"


def write_figures():
    text = (FOLDER / "README.md").read_text()
    (FOLDER / "README.md").write_text(FIGURES.sub(lambda _: figures(), text))
