"""Reads from a shared library with debug information what it promises to programs that are linked to it: the symbols
that it exports, and the size, members, virtual functions and values of each public type."""
import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

NAMESPACE = "jwtauth::v0::"


def output_of(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def shortened(name: str) -> str:
    """Without the parts that the standard library spells out and we do not."""
    name = name.replace(" >", ">").replace("std::__cxx11::", "std::").replace("[abi:cxx11]", "")
    name = re.sub(r"std::basic_(string\w*)<char, std::char_traits<char>(, std::allocator<char>)?>", r"std::\1", name)
    name = re.sub(r"std::vector<(.+?), std::allocator<\1>>", r"std::vector<\1>", name)
    return name.replace(NAMESPACE, "")


def symbols_of(library: Path) -> list[str]:
    """All except what every C++ library exports: weak templates of the standard library, and their type information."""
    symbols = set()
    for line in output_of("nm", "-D", "--defined-only", "-C", library).splitlines():
        kind, name = re.fullmatch(r"[0-9a-f]+ (\w) (.*)", line).groups()
        is_ours = re.match(rf"([a-z -]+ for )?{NAMESPACE}", name)
        is_everywhere = kind in "VWu" and "std::" in name and not re.search("nlohmann|ossl|[Ee]vp", name)
        if is_ours or not is_everywhere:
            symbols.add(shortened(name))
    return sorted(symbols)


def types_of(library: Path, headers: Path) -> dict[str, list[str]]:
    """The public types that programs can reach by the exported functions, by a title with the size."""
    representation = AbiXml(output_of(
        "abidw", "--exported-interfaces-only", "--no-show-locs", "--drop-private-types", "--headers-dir", headers,
        library))
    types = {}
    for type_id in representation.reached():
        name, element = representation.name_of(type_id), representation.types[type_id][1]
        is_private = element.get("is-declaration-only") == "yes"
        if not name.startswith((NAMESPACE, "jwtauth_")) or is_private:
            continue
        if element.tag == "enum-decl" and element.find("enumerator") is not None:
            types["enum " + shortened(name)] = values_of(element)
        elif element.tag == "class-decl":
            title = f"class {shortened(name)}, {int(element.get('size-in-bits')) // 8} bytes"
            types[title] = representation.members_of(element) + virtual_functions_of(element)
    return types


class AbiXml:
    """What abidw writes: types by their id, with the names of the scopes that contain them."""

    def __init__(self, text: str):
        root = ET.fromstring(text)
        self.types = {element.get("id"): (scope, element) for scope, element in walk(root, ()) if element.get("id")}
        self.functions = [element for _, element in walk(root, ()) if element.tag == "function-decl"]

    def reached(self) -> set[str]:
        reached: set[str] = set()
        waiting = [part.get("type-id") for function in self.functions for part in function.iter()]
        while waiting:
            type_id = waiting.pop()
            if type_id in self.types and type_id not in reached:
                reached.add(type_id)
                waiting += [part.get("type-id") for part in self.types[type_id][1].iter()]
        return reached

    def name_of(self, type_id: str) -> str:
        scope, element = self.types[type_id]
        inner = element.get("type-id", "")
        match element.tag:
            case "pointer-type-def":
                return self.name_of(inner) + "*"
            case "reference-type-def":
                return self.name_of(inner) + ("&" if element.get("kind") == "lvalue" else "&&")
            case "qualified-type-def":
                return "const " + self.name_of(inner)
            case "array-type-def":
                return f"{self.name_of(inner)}[{element.find('subrange').get('length')}]"
        return "::".join((*scope, element.get("name", "")))

    def members_of(self, element: ET.Element) -> list[str]:
        members = []
        for part in (*element.findall("base-class"), *element.findall("data-member")):
            if offset := part.get("layout-offset-in-bits"):
                variable = part.find("var-decl")
                type_id, name = (part.get("type-id"), "(base)") if variable is None else (
                    variable.get("type-id"), variable.get("name"))
                members.append(f"{int(offset) // 8}: {shortened(self.name_of(type_id))} {name}")
        return members


def walk(parent: ET.Element, scope: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], ET.Element]]:
    """Every declaration below, with the names of the scopes that contain it."""
    for element in parent:
        yield scope, element
        is_scope = element.tag in ("namespace-decl", "class-decl", "union-decl")
        if is_scope or element.tag in ("abi-instr", "abi-types", "member-type", "member-function"):
            yield from walk(element, (*scope, element.get("name", "")) if is_scope else scope)


def values_of(element: ET.Element) -> list[str]:
    return [f"{value.get('name')} = {value.get('value')}" for value in element.findall("enumerator")]


def virtual_functions_of(element: ET.Element) -> list[str]:
    functions = {(int(member.get("vtable-offset")), member.find("function-decl").get("name"))
                 for member in element.findall("member-function") if member.get("vtable-offset")}
    return [f"virtual function {place}: {name}" for place, name in sorted(functions) if place >= 0]


def promises_of(libraries: list[Path], headers: Path) -> list[str]:
    """As lines of text."""
    lines, types = [], {}
    for library in libraries:
        lines += ["", f"{library.name} exports", *(f"  {symbol}" for symbol in symbols_of(library))]
        types |= types_of(library, headers)
    for title, parts in sorted(types.items()):
        lines += ["", title, *(f"  {part}" for part in parts)]
    return lines
