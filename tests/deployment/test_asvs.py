"""docs/asvs.md has every requirement of ASVS 5.0's levels 1 and 2, and cites what is there."""

from tests.deployment.asvs_numbers import levels
from tests.deployment.asvs_page import PAGE, STATES, Requirement, page, requirements
from tests.deployment.citations import catalogue
from tests.deployment.files import PROJECT

LEVEL_1, LEVEL_2 = 70, 183


def test_all_requirements_of_both_levels_are_there_once_and_in_order() -> None:
    assert [each.number for each in requirements()] == sorted(levels(), key=_in_order)
    counted = list(levels().values())
    assert (counted.count(1), counted.count(2)) == (LEVEL_1, LEVEL_2)


def _in_order(number: str) -> list[int]:
    return [int(part) for part in number.split(".")]


def test_each_says_how_it_is_met_or_why_not() -> None:
    wrong = {each.number: faults(each) for each in requirements()}
    assert {number: found for number, found in wrong.items() if found} == {}


def faults(each: Requirement) -> list[str]:
    """What is wrong with a row."""
    empty = [name for name in ("asks", "how") if not getattr(each, name)]
    cites_nothing = each.state == "met" and not (each.lines or each.files)
    return [
        *(f"no {name}" for name in empty),
        *(f"{each.state} is no state" for _ in range(each.state not in STATES)),
        *("what is met is met by something" for _ in range(cites_nothing)),
        *(f"{cited} is not there" for cited in lost(each)),
    ]


def lost(each: Requirement) -> list[str]:
    """What it cites and is not there."""
    files = [file for file in each.files if not (PROJECT / file).exists()]
    return files + [line for line in each.lines if line not in catalogue()]


def test_what_is_not_there_is_noticed() -> None:
    nowhere = f"S{99} and `tests/security/test_s{99}.py`"
    assert len(faults(Requirement("1.1.1", "met", "anything", nowhere))) == 2
    assert faults(Requirement("1.1.1", "met", "anything", "of course")) != []
    assert faults(Requirement("1.1.1", "nearly", "", "S01")) == ["no asks", "nearly is no state"]


def test_writing_the_page_anew_changes_nothing() -> None:
    """`make lists` writes it anew."""
    assert PAGE.read_text() == page()
