"""Whether SPDX and CycloneDX files are valid, by the validators of their own projects.

    sbom_check.py SPDX CYCLONEDX
"""
import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

spdx, cyclonedx = sys.argv[1:]
found = [message.validation_message for message in validate_full_spdx_document(parse_file(spdx))]
mistake = JsonStrictValidator(SchemaVersion.V1_6).validate_str(Path(cyclonedx).read_text(encoding="utf-8"))
if mistake:
    found.append(str(mistake).splitlines()[0])
print("\n".join(found) or "both are valid")
sys.exit(bool(found))
