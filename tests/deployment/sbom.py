"""Writes docs/sbom.cdx.json: the packages of the locks, as CycloneDX has them.

Run it as `python -m tests.deployment.sbom`, which `make lists` does. The same locks give the same
file: it has no date, and no number of its own.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.deployment.files import PROJECT
from tests.deployment.licences import licence, pins

SBOM = PROJECT / "docs/sbom.cdx.json"
VERSION = "1.6"
SCOPES = {"app": "required", "embedded": "optional", "dev": "excluded"}
"""By the smallest lock that has it; the image has the first alone."""

ITSELF = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]


def list_of_components() -> str:
    """The whole file."""
    components = dict(_components())
    itself = _component("application", ITSELF["name"], ITSELF["version"], ITSELF["license"])
    asked = [canonicalize_name(Requirement(line).name) for line in ITSELF["dependencies"]]
    return _written(
        {
            "$schema": f"http://cyclonedx.org/schema/bom-{VERSION}.schema.json",
            "bomFormat": "CycloneDX",
            "specVersion": VERSION,
            "metadata": {"component": itself | {"bom-ref": ITSELF["name"]}},
            "components": [components[name] for name in sorted(components)],
            "dependencies": [
                {
                    "ref": ITSELF["name"],
                    "dependsOn": sorted(components[name]["bom-ref"] for name in asked),
                }
            ],
        }
    )


def _components() -> Iterator[tuple[str, Mapping[str, Any]]]:
    seen: set[str] = set()
    for lock, scope in SCOPES.items():
        for name, version in pins(lock).items():
            if name not in seen:
                seen.add(name)
                purl = PackageURL("pypi", name=name, version=version).to_string()
                component = _component("library", name, version, licence(name))
                yield name, component | {"bom-ref": purl, "purl": purl, "scope": scope}


def _component(kind: str, name: str, version: str, its_licence: str) -> dict[str, Any]:
    several = " " in its_licence
    licences = {"expression": its_licence} if several else {"license": {"id": its_licence}}
    return {"type": kind, "name": name, "version": version, "licenses": [licences]}


def _written(bom: Mapping[str, Any]) -> str:
    return json.dumps(bom, indent=1) + "\n"


if __name__ == "__main__":
    SBOM.write_text(list_of_components())
