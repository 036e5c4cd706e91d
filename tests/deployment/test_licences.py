"""docs/licences.md names every package, under a licence that leaves this code under its own."""

import re
import tomllib

import pytest

from tests.deployment.files import PROJECT
from tests.deployment.licences import LICENCES, licence, names, page

FINE = {
    *("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "PSF-2.0", "Unlicense"),
    *("MPL-2.0", "OFL-1.1"),  # of their own files alone
}


def listed() -> dict[str, str]:
    """The packages of the page with their licences."""
    rows = re.findall(
        r"^\| ([a-z0-9][a-z0-9-]*) \| ([^|]+) \|$", LICENCES.read_text(), re.MULTILINE
    )
    return {name: its for name, its in rows if name not in {"what", "package"}}


@pytest.mark.parametrize("lock", ["app", "embedded", "dev"])
def test_it_has_every_package_of_the_lock(lock: str) -> None:
    assert set(names(lock)) - listed().keys() == set()


def test_it_has_no_package_that_is_no_dependency_any_more() -> None:
    assert listed().keys() - set(names("dev")) == set()


def test_it_says_what_the_packages_say() -> None:
    """`make lists` writes it anew."""
    assert LICENCES.read_text() == page()


@pytest.mark.parametrize("package", names("dev"))
def test_the_licence_of_a_dependency_is_fine(package: str) -> None:
    assert set(re.split(" AND | OR ", licence(package))) <= FINE


def test_the_project_names_its_own_licence() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    text = (PROJECT / project["license-files"][0]).read_text()
    assert project["license"] == "MIT"
    assert text.startswith("MIT License\n\nCopyright (c) 2026 The Inforex enrolment authors\n")
