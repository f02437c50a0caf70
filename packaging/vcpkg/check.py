"""Holds the port to the maintainer guide of vcpkg, as far as that can be read from its files, and to the project."""
import json
import re
import sys
from pathlib import Path

PORT = Path(__file__).with_name("jwtauth")
SOURCE = Path(__file__).parents[2]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def names(dependencies: list) -> list[str]:
    return [entry if isinstance(entry, str) else entry["name"] for entry in dependencies]


def mistakes() -> list[str]:
    manifest = json.loads(text_of(PORT / "vcpkg.json"))
    portfile = text_of(PORT / "portfile.cmake")
    project = text_of(SOURCE / "CMakeLists.txt")
    features = manifest.get("features", {})
    lists = [manifest["dependencies"], *(feature["dependencies"] for feature in features.values())]
    hosts = {entry["name"] for entry in manifest["dependencies"] if isinstance(entry, dict) and entry.get("host")}
    options = dict(re.findall(r"^ +(\w+) +(JWTAUTH_BUILD_\w+)", portfile, re.MULTILINE))
    given = set(re.findall(r"-D(JWTAUTH_\w+)=", portfile)) | set(options.values())
    helpers = set(re.findall(r"^(vcpkg_\w+)", portfile, re.MULTILINE))
    promises = {
        "the port is called as its folder": manifest["name"] == PORT.name,
        "the version is that of the project": f"VERSION {manifest['version']}\n" in project,
        "the license is an SPDX expression": manifest["license"] == "Apache-2.0",
        "the description is that of the project": f'DESCRIPTION "{manifest["description"]}"' in project,
        "dependencies are sorted": all(names(entries) == sorted(names(entries)) for entries in lists),
        "what only runs on the host is marked so": hosts == {"vcpkg-cmake", "vcpkg-cmake-config"},
        "every feature is described": all(feature["description"] for feature in features.values()),
        "every feature is an option of the build": set(features) == set(options),
        "default features are features": set(manifest["default-features"]) <= set(features),
        "every option is one of the project": all(re.search(rf"^option\({name} ", project, re.MULTILINE) for name in given),
        "no option is given twice": len(given) == len(re.findall(r"-DJWTAUTH_\w+=", portfile)) + len(options),
        "CMake is called by the port's helpers": {"vcpkg_cmake_configure", "vcpkg_cmake_install"} <= helpers,
        "the CMake package and pkg-config files are moved": {"vcpkg_cmake_config_fixup", "vcpkg_fixup_pkgconfig"} <= helpers,
        "the copyright is installed": "vcpkg_install_copyright" in helpers,
        "no deprecated helper is called": not helpers & {"vcpkg_configure_cmake", "vcpkg_install_cmake",
                                                         "vcpkg_build_cmake", "vcpkg_fixup_cmake_targets"},
        "a debug tree holds neither headers nor share": all(
            f"${{CURRENT_PACKAGES_DIR}}/debug/{folder}" in portfile for folder in ("include", "share")),
        "the usage is installed": '"${CMAKE_CURRENT_LIST_DIR}/usage"' in portfile,
        "the usage names what CMake provides": "jwtauth::jwtauth" in text_of(PORT / "usage"),
        "the static library is left as the triplet wants it": "BUILD_SHARED_LIBS" not in portfile,
    }
    return [promise for promise, holds in promises.items() if not holds]


if __name__ == "__main__":
    found = mistakes()
    for promise in found:
        print(f"not so: {promise}")
    sys.exit(bool(found))
