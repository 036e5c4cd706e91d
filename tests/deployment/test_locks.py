"""The locks name all that is needed: what extras bring too, which `pip check` does not look for."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.deployment.files import PROJECT
from tests.deployment.licences import pins

PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
EXTRAS = {"app": (), "embedded": ("embedded",), "dev": ("embedded", "dev")}


def text_of(lock: str) -> str:
    return (PROJECT / f"requirements/{lock}.lock").read_text()


def entries(lock: str) -> set[str]:
    """What a lock says of each: version, condition, hashes."""
    return set(re.split(r"\n(?=[a-z0-9])", text_of(lock).strip()))


def wanted(lock: str) -> list[Requirement]:
    """What the product itself asks for."""
    extra = PYPROJECT["optional-dependencies"]
    lists = [PYPROJECT["dependencies"], *(extra[name] for name in EXTRAS[lock])]
    return [Requirement(line) for lines in lists for line in lines]


def closure(open_ones: list[Requirement]) -> Iterator[Requirement]:
    """All that these need here, and what that needs; what is installed says it."""
    seen: set[str] = set()
    while open_ones:
        requirement = open_ones.pop()
        if str(requirement) not in seen:
            seen.add(str(requirement))
            yield requirement
            open_ones += _needs(requirement)


def _needs(requirement: Requirement) -> Iterator[Requirement]:
    for line in distribution(requirement.name).requires or []:
        need = Requirement(line)
        contexts = [{"extra": extra} for extra in ("", *requirement.extras)]
        if need.marker is None or any(need.marker.evaluate(context) for context in contexts):
            yield need


@pytest.mark.parametrize("lock", EXTRAS)
def test_lock_has_all_that_is_needed_in_a_version_that_will_do(lock: str) -> None:
    locked = pins(lock)
    wrong = [
        str(requirement)
        for requirement in closure(wanted(lock))
        if not requirement.specifier.contains(
            locked.get(canonicalize_name(requirement.name), "none"), prereleases=True
        )
    ]
    assert wrong == []


@pytest.mark.parametrize(("smaller", "larger"), [("app", "embedded"), ("embedded", "dev")])
def test_larger_lock_only_adds_to_the_smaller(smaller: str, larger: str) -> None:
    """So `make test` adds to what `make run` installed, and nothing that runs is replaced."""
    assert entries(smaller) <= entries(larger)
