"""docs/sbom.cdx.json has what the locks have, in CycloneDX's form, and nothing of a day."""

import json
import re

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.deployment.licences import pins
from tests.deployment.sbom import SBOM, SCOPES, list_of_components

TEXT = SBOM.read_text()
LISTED = json.loads(TEXT)


def test_it_keeps_to_cyclonedx() -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(TEXT) is None


def test_it_has_every_package_of_the_locks_and_no_other() -> None:
    listed = {(each["purl"], each["scope"]) for each in LISTED["components"]}
    locked = {
        f"pkg:pypi/{name}@{version}": scope
        for lock, scope in reversed(SCOPES.items())
        for name, version in pins(lock).items()
    }
    assert listed == set(locked.items())
    assert len(LISTED["components"]) == len(locked)


def test_it_is_what_the_locks_give() -> None:
    """`make lists` writes it anew."""
    assert list_of_components() == TEXT


def test_it_tells_of_no_day_and_of_no_place_to_download_from() -> None:
    assert not {"serialNumber", "timestamp"} & set(re.findall('"([^"]+)":', TEXT))
    assert re.findall('[a-z]+://[^/"]+', TEXT) == ["http://cyclonedx.org"]
