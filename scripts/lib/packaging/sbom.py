"""Lists what a release is made from, as SPDX 2.3 and CycloneDX 1.6, each in JSON.

    sbom.py FOLDER NAME SECONDS BUILDINFO

FOLDER holds the archive NAME.tar.gz; SECONDS is the time of the commit; BUILDINFO is what dpkg-buildpackage wrote, with
the versions of all that was installed then. Equal input gives equal bytes.
"""
import hashlib
import json
import re
import sys
import uuid
from datetime import datetime, timezone
from pathlib import Path

# What the programs and libraries contain or link, by the names of Debian's packages, and who needs it.
LIBRARY = ["libssl-dev", "nlohmann-json3-dev", "libcurl4-openssl-dev", "zlib1g-dev"]
PROGRAMS = ["libyaml-cpp-dev", "libcli11-dev", "libboost1.81-dev", "libboost-dev", "libmongoc-dev", "libsqlite3-dev",
            "libpcre2-dev", "libspdlog-dev", "prometheus-cpp-dev"]
LICENSE = "Apache-2.0"


def installed(buildinfo: str) -> dict[str, str]:
    return dict(re.findall(r"^ ([^ :]+)(?::\w+)? \(= ([^)]+)\)", buildinfo, re.MULTILINE))


def package_url(name: str, version: str) -> str:
    return f"pkg:deb/debian/{name}@{version.replace(':', '%3A').replace('+', '%2B').replace('~', '%7E')}"


def spdx(name: str, version: str, when: str, checksum: str, used: dict[str, str]) -> dict:
    def package(identifier: str, called: str, version: str, **more: object) -> dict:
        return {"SPDXID": identifier, "name": called, "versionInfo": version, "downloadLocation": "NOASSERTION",
                "filesAnalyzed": False, "licenseConcluded": "NOASSERTION", "licenseDeclared": "NOASSERTION",
                "copyrightText": "NOASSERTION", **more}

    identifiers = {dependency: f"SPDXRef-{dependency.replace('+', '-')}" for dependency in used}
    ours = package("SPDXRef-jwtauth", "jwtauth", version, licenseConcluded=LICENSE, licenseDeclared=LICENSE,
                   copyrightText="2026 The jwtauth authors", packageFileName=f"{name}.tar.gz",
                   checksums=[{"algorithm": "SHA256", "checksumValue": checksum}])
    others = [package(identifiers[dependency], dependency, used[dependency], externalRefs=[
        {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
         "referenceLocator": package_url(dependency, used[dependency])}]) for dependency in used]
    relationships = [("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-jwtauth"),
                     *(("SPDXRef-jwtauth", "DEPENDS_ON", identifier) for identifier in identifiers.values())]
    return {"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": name,
            "documentNamespace": f"https://jwtauth.example/spdx/{name}-{checksum}",
            "creationInfo": {"created": when, "creators": ["Tool: jwtauth-release"]},
            "packages": [ours, *others],
            "relationships": [{"spdxElementId": a, "relationshipType": kind, "relatedSpdxElement": b}
                              for a, kind, b in relationships]}


def cyclonedx(name: str, version: str, when: str, checksum: str, used: dict[str, str]) -> dict:
    ours = f"pkg:generic/jwtauth@{version}"
    others = [{"type": "library", "bom-ref": package_url(dependency, used[dependency]), "name": dependency,
               "version": used[dependency], "purl": package_url(dependency, used[dependency])} for dependency in used]
    return {"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6",
            "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name + checksum)}", "version": 1,
            "metadata": {"timestamp": when, "component": {
                "type": "library", "bom-ref": ours, "name": "jwtauth", "version": version, "purl": ours,
                "licenses": [{"license": {"id": LICENSE}}], "hashes": [{"alg": "SHA-256", "content": checksum}]}},
            "components": others,
            "dependencies": [{"ref": ours, "dependsOn": [other["bom-ref"] for other in others]},
                             *({"ref": other["bom-ref"]} for other in others)]}


def main(folder: Path, name: str, seconds: str, buildinfo: Path) -> None:
    versions = installed(buildinfo.read_text(encoding="utf-8"))
    used = {dependency: versions[dependency] for dependency in [*LIBRARY, *PROGRAMS] if dependency in versions}
    missing = [dependency for dependency in LIBRARY if dependency not in used]
    if missing:
        sys.exit(f"{buildinfo.name} does not have {', '.join(missing)}")
    version = name.removeprefix("jwtauth-")
    when = datetime.fromtimestamp(int(seconds), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    checksum = hashlib.sha256((folder / f"{name}.tar.gz").read_bytes()).hexdigest()
    for ending, listed in (("spdx", spdx), ("cdx", cyclonedx)):
        text = json.dumps(listed(name, version, when, checksum, used), indent=2)
        (folder / f"sbom.{ending}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4]))
