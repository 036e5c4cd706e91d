"""Every order, a little; `make explore` goes on for as long as it is given."""

import asyncpg
import pytest

from activities.enrolment import EnrolmentActivities
from activities.orders import StepOrder
from db.outbox import tell
from domain.enrolment.facts import Facts
from domain.enrolment.stages import Stage
from rig.applications import STEPS, now
from rig.explore.runs import WORLDS, explore, follow
from rig.explore.situation import FACTS, LEFT_OUT, SUMS

TRANSITIONS = {"applications": 1_200, "company": 400}
ENOUGH = 20_000
"""Without what is looked for a search ends there."""

SEED = 1


@pytest.mark.parametrize("world", WORLDS)
async def test_whatever_the_order_the_laws_hold(template: str, world: str) -> None:
    report = await explore(template, world, SEED, transitions=TRANSITIONS[world])
    assert report.violation is None
    assert report.transitions >= TRANSITIONS[world]
    assert report.transitions > len(report.met) > report.gone_into > 0
    assert report.refused
    assert report.quiet or world == "company"


async def test_a_fault_is_told_by_the_acts_that_it_needs(
    template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the guard two withdrawals are one too many."""
    ever = property(lambda facts: facts.revision > 0 and not facts.stage.closed)
    monkeypatch.setattr(Facts, "may_be_withdrawn", ever)
    report = await explore(template, "applications", SEED, transitions=ENOUGH)
    assert report.violation is not None
    assert report.violation.kind == "UniqueViolationError"
    names = [act.name for act in report.violation.path]
    assert names[:-2] == ["ask_for_the_link", "save", "submit"]
    assert {*names[-2:]} <= {"withdraw", "withdraw_for_them"}
    again = await follow(template, "applications", report.violation.path)
    assert again is not None
    assert again.kind == report.violation.kind


async def test_what_should_have_followed_is_missed(
    template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workflow that takes a step for another leaves an application where it is."""
    monkeypatch.setitem(STEPS, Stage.SUBMITTED, EnrolmentActivities.issue_ids)
    assert await fault_found(template) == "acts_are_followed"


async def test_a_step_that_does_more_the_second_time_is_found(
    template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def screen(steps: EnrolmentActivities, order: StepOrder) -> object:
        await tell(order.application_number, "need_changed", now())
        return await steps.screen(order)

    monkeypatch.setitem(STEPS, Stage.SUBMITTED, screen)
    assert await fault_found(template) == "twice is not once"


async def fault_found(template: str) -> str:
    report = await explore(template, "applications", SEED, transitions=ENOUGH, shortens=False)
    assert report.violation is not None
    return report.violation.kind


async def test_a_situation_knows_every_table(pool: str) -> None:
    """A new table belongs to the facts, or to what no situation differs by."""
    connection = await asyncpg.connect(pool)
    try:
        rows = await connection.fetch(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
    finally:
        await connection.close()
    left_out = [table for tables in LEFT_OUT.values() for table in tables]
    assert {row["table_name"] for row in rows} - {*FACTS, *SUMS, *left_out} == set()
    assert not {*left_out} & {*FACTS, *SUMS}
