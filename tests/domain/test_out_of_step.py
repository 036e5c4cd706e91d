"""A workflow that runs and the facts of its process: where they differ, and where they only may."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.out_of_step import DifferenceKind, InFacts, InTemporal, difference

NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
BEHIND, OVER = DifferenceKind.BEHIND, DifferenceKind.OVER
LATE, MOMENT = timedelta(minutes=10), timedelta(microseconds=1)

WAITS = InFacts(recorded="invited", stage="invited", ends_at=NOW)
SHOWS = InTemporal("run", "invited", busy=False, sends=False)


def test_what_goes_by_the_facts_is_no_difference() -> None:
    assert difference(WAITS, SHOWS, NOW) is None
    assert difference(replace(WAITS, ends_at=None), SHOWS, NOW) is None


def test_what_shows_no_stage_is_compared_with_none() -> None:
    assert difference(InFacts(), replace(SHOWS, stage=""), NOW) is None
    assert difference(InFacts(), SHOWS, NOW) is None


WRONG = {
    "another stage is shown": (WAITS, replace(SHOWS, stage="submitted")),
    "no stage is shown": (WAITS, replace(SHOWS, stage="")),
    "people have acted": (replace(WAITS, stage="withdrawing"), SHOWS),
    "people have acted on what shows none": (InFacts(stage="decided"), replace(SHOWS, stage="")),
    "the wait is over": (replace(WAITS, ends_at=NOW - LATE - MOMENT), SHOWS),
    "mails were not tried": (replace(WAITS, mails_untried=True), SHOWS),
}


@pytest.mark.parametrize(("facts", "temporal"), WRONG.values(), ids=WRONG)
def test_any_one_of_these_is_behind(facts: InFacts, temporal: InTemporal) -> None:
    assert difference(facts, temporal, NOW) is BEHIND


@pytest.mark.parametrize(("facts", "temporal"), WRONG.values(), ids=WRONG)
def test_who_is_about_to_act_is_not_behind(facts: InFacts, temporal: InTemporal) -> None:
    assert difference(facts, replace(temporal, busy=True), NOW) is None
    waits_for_mails = replace(facts, until_sent=True)
    assert difference(waits_for_mails, replace(temporal, sends=True), NOW) is None
    assert difference(waits_for_mails, temporal, NOW) is BEHIND


def test_what_may_still_be_on_its_way_is_not_late() -> None:
    assert difference(replace(WAITS, ends_at=NOW - LATE), SHOWS, NOW) is None


def test_mails_that_are_on_their_way_are_being_tried() -> None:
    sends = replace(SHOWS, sends=True)
    assert difference(replace(WAITS, mails_untried=True), sends, NOW) is None
    assert difference(replace(WAITS, stage="withdrawing"), sends, NOW) is BEHIND


def test_what_is_over_has_no_workflow_but_for_its_last_mails() -> None:
    over = replace(WAITS, stage="withdrawn", over=True)
    assert difference(over, SHOWS, NOW) is OVER
    assert difference(over, replace(SHOWS, sends=True), NOW) is None
    assert difference(over, replace(SHOWS, busy=True), NOW) is None
