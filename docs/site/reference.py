"""The reference of the public headers, from their own comments, which Doxygen reads.

A page for each header, at the header's own path: its types and functions in the order of the header, and last the
header itself. include/jwtauth/README.md is the list of them.
"""

import functools
import re
import subprocess
import tempfile
import textwrap
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEADERS = "include/jwtauth"
DOXYGEN = f"""
INPUT = {HEADERS}
INPUT_FILTER = "sed 's/::inline v0//'"
FILE_PATTERNS = *.hpp
RECURSIVE = YES
EXTRACT_ALL = YES
GENERATE_XML = YES
GENERATE_HTML = NO
GENERATE_LATEX = NO
XML_PROGRAMLISTING = NO
MACRO_EXPANSION = YES
EXPAND_ONLY_PREDEF = YES
PREDEFINED = JWTAUTH_EXPORT=
AUTOLINK_SUPPORT = NO
QUIET = YES
WARNINGS = NO
"""


@functools.cache
def compounds():
    """What Doxygen says of each class and namespace, by its id."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["doxygen", "-"], input=f"{DOXYGEN}OUTPUT_DIRECTORY = {folder}\n", text=True, cwd=ROOT, check=True)
        files = [ElementTree.parse(file).getroot() for file in Path(folder, "xml").glob("*.xml")]
    return {compound.get("id"): compound for file in files for compound in file.iter("compounddef")
            if compound.get("kind") in ("class", "struct", "namespace") and
            "::detail" not in compound.findtext("compoundname")}


def code(text):
    return f"`{text}`" if text else ""


def prose(element):
    """The text of a description, its code and its links to types of other pages."""
    if element is None:
        return ""
    text = re.sub(r"([*_<|\[\]])", r"\\\1", element.text or "")
    for child in element:
        if child.tag == "computeroutput":
            text += code("".join(child.itertext()))
        elif child.tag == "listitem":
            text += f"- {prose(child).strip()}\n"
        else:
            text += prose(child)
        if child.tag in ("para", "itemizedlist"):
            text += "\n\n"
        text += re.sub(r"([*_<|\[\]])", r"\\\1", child.tail or "")
    return text


def description(element):
    parts = [prose(element.find(part)) for part in ("briefdescription", "detaileddescription")]
    return "\n\n".join(re.sub(r"\n\s*\n+", "\n\n", re.sub(r"[ \t]+", " ", part)).strip() for part in parts).strip()


def words(element, name):
    """The text of a child, in one line, with the blanks as the headers have them."""
    found = element.find(name)
    text = " ".join("".join(found.itertext()).split()) if found is not None else ""
    text = re.sub(r"< (\S)", r"<\1", re.sub(r"(\S) >", r"\1>", text))
    text = re.sub(r" ([&*]+)(\w)", r"\1 \2", re.sub(r" ([&*]+)(?=[,)>]|$)", r"\1", text))
    return re.sub(r"(\w)=(\S)", r"\1 = \2", text)


def declaration(member):
    """As the header has it, without the body."""
    parameters = member.find("templateparamlist")
    template = ""
    if parameters is not None:
        shown = [f"{words(one, 'type')} {words(one, 'declname')}".strip() for one in parameters]
        template = f"template <{', '.join(shown)}>\n"
    first = [word for word, given in (("static", member.get("static") == "yes"),
                                      ("explicit", member.get("explicit") == "yes"),
                                      ("virtual", member.get("virt") == "pure-virtual")) if given]
    type_ = words(member, "type")
    if member.get("kind") == "typedef":
        return f"using {words(member, 'name')} = {type_};"
    end = re.sub(r"=\s*(0|default|delete)$", r" = \1", words(member, "argsstring"))
    line = " ".join(" ".join([*first, type_, words(member, "name") + end]).split())
    return template + "\n".join(textwrap.wrap(line, 92, subsequent_indent="    ", break_on_hyphens=False)) + ";"


def in_cells(text):
    return " ".join(text.split())


def values(enum):
    rows = [f"| {code(words(value, 'name'))} | {in_cells(description(value))} |" for value in enum.iter("enumvalue")]
    return ["| Value | Meaning |", "|---|---|", *rows]


def fields(members):
    rows = []
    for field in members:
        default = words(field, "initializer").lstrip("= ").replace("{}", "")
        rows.append(f"| {code(words(field, 'name'))} | {code(words(field, 'type'))} | {code(default)} | "
                    f"{in_cells(description(field))} |")
    return ["| Field | Type | Default | Meaning |", "|---|---|---|---|", *rows]


def line_of(element):
    return int(element.find("location").get("line"))


def file_of(element):
    return element.find("location").get("file")


def functions(members):
    """Each with its description; those without one in a block together."""
    lines, bare = [], []

    def end_block():
        if bare:
            lines.append("```cpp\n" + "\n".join(bare) + "\n```\n")
            bare.clear()

    for member in members:
        text = description(member)
        if text:
            end_block()
        bare.append(declaration(member))
        if text:
            end_block()
            lines.append(text + "\n")
    end_block()
    return lines


def members_of(compound, *kinds):
    """The public ones that are declared here, in the order of the header; not those that a `using` takes from a base."""
    own = words(compound, "compoundname").split("<")[0].rstrip()
    return sorted((member for member in compound.iter("memberdef")
                   if member.get("prot") == "public" and member.get("kind") in kinds and
                   own in (words(member, "definition") or own)), key=line_of)


def type_page(compound, level="##"):
    name = words(compound, "compoundname").split("jwtauth::")[-1]
    lines = [f"{level} {name.replace('<', chr(92) + '<')}\n", description(compound) + "\n"]
    for enum in members_of(compound, "enum"):
        lines += [f"{level}# {name}::{words(enum, 'name')}\n", description(enum) + "\n", *values(enum), ""]
    for inner in compound.iter("innerclass"):
        if inner.get("prot") == "public" and inner.get("refid") in compounds():
            lines += type_page(compounds()[inner.get("refid")], level + "#")
    variables = members_of(compound, "variable")
    if variables:
        lines += [*fields(variables), ""]
    return lines + functions(members_of(compound, "typedef", "function"))


def is_inner(compound):
    return any(inner.get("refid") == compound.get("id") for outer in compounds().values()
               if outer.get("kind") != "namespace" for inner in outer.iter("innerclass"))


def parts_of(header):
    """The types and functions of a header in its order: line, name, what it is in a sentence, its part of the page."""
    for compound in compounds().values():
        if compound.get("kind") == "namespace":
            for member in members_of(compound, "enum", "function", "typedef"):
                if file_of(member) == header:
                    yield line_of(member), member
        elif file_of(compound) == header and not is_inner(compound):
            yield line_of(compound), compound


def header_page(header):
    lines = [f"# {Path(header).name}\n", f"```cpp\n#include <{Path(header).relative_to('include')}>\n```\n"]
    for _, part in sorted(parts_of(header), key=lambda part: part[0]):
        if part.tag == "compounddef":
            lines += type_page(part)
        elif part.get("kind") == "enum":
            lines += [f"## {words(part, 'name')}\n", description(part) + "\n", *values(part), ""]
        else:
            lines += [f"## {words(part, 'name')}\n", *functions([part])]
    return "\n".join([*lines, "## The header itself { data-search-exclude }\n", listing(header)])


def listing(path):
    return f"````cpp\n{(ROOT / path).read_text()}````\n"


def names_of(header):
    names = [words(part, "compoundname") or words(part, "name")
             for _, part in sorted(parts_of(header), key=lambda part: part[0])]
    return dict.fromkeys(name.split("jwtauth::")[-1].split("<")[0].strip() for name in names)


@functools.cache
def pages():
    """The Markdown of each page, by the path of what it shows."""
    headers = [str(file.relative_to(ROOT)) for folder in (HEADERS, f"{HEADERS}/adapters")
               for file in sorted((ROOT / folder).glob("*.h*")) if file.name != "export.hpp"]
    rows, made = [], {}
    for header in headers:
        file = str(Path(header).relative_to(HEADERS))
        if header.endswith(".h"):
            made[header] = f"# {file}\n\n{listing(header)}"
            rows.append(f"| [{file}]({file}) | for programs in C |")
        else:
            made[header] = header_page(header)
            rows.append(f"| [{file}]({file}) | {', '.join(map(code, names_of(header)))} |")
    index = ["# Public headers\n", "| Header | What it declares |", "|---|---|", *rows]
    return {f"{HEADERS}/README.md": "\n".join(index) + "\n", **made}
