"""The drawing of the stages in docs/procedure.md, against the facts and what was recorded."""

import base64
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest

from domain.enrolment.facts import Facts
from domain.enrolment.stages import Choice, ReviewChoice, Stage
from tests.deployment.citations import document
from tests.deployment.files import PROJECT

HISTORIES = sorted((PROJECT / "tests/histories").glob("*.json"))
ARROW = re.compile(r"^ +([a-z_]+) --> ([a-z_]+)", re.MULTILINE)
DRAWN = {(Stage(a), Stage(b)) for a, b in ARROW.findall(document("docs/procedure.md"))}
SEEN = {stage for stage in Stage if not (stage.waits or stage.closed)}

Fact = bool | Choice | ReviewChoice | None


def facts(recorded: Stage, **known: Any) -> Facts:
    now, in_hand = datetime(2026, 1, 1, tzinfo=UTC), int(recorded is not Stage.INVITED)
    return Facts(
        application_number="260101-000001-8",
        recorded=recorded,
        deadline=now,
        mail_address="",
        contact_mail_address="",
        company_name="",
        wholesaler_name="",
        decided_at=now,
        decision_reason="",
        made_by=None,
        review=1,
        review_reason="",
        review_parts=(),
        return_cause=None,
        links=(),
        mails_due=(),
        next_due=None,
        revision_in_hand=in_hand,
        revision=in_hand + known.pop("newer"),
        **known,
    )


def whatever_people_do(recorded: Stage) -> Iterator[Facts]:
    """All that may be known of an application since its stage was written."""
    names = ("newer", "withdrawn", "disputed", "undeliverable", "choice", "review_choice")
    yes_or_no: tuple[Fact, ...] = (False, True)
    # Before the first form there is nothing to withdraw, decide or dispute.
    later: tuple[Fact, ...] = (False,) if recorded is Stage.INVITED else yes_or_no
    for known in product(yes_or_no, later, later, later, (None, *Choice), (None, *ReviewChoice)):
        yield facts(recorded, **dict(zip(names, known, strict=True)))


def stages_of(history: Path) -> list[Stage]:
    """The stages that the steps of an application came to, one after the other."""
    read = [*_payloads(json.loads(history.read_text()))]
    stages = [payload["stage"] for payload in read if "revision" in payload and "stage" in payload]
    return [Stage(stage) for stage in stages]


def _payloads(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, list):
        for one in part:
            yield from _payloads(one)
    elif isinstance(part, dict) and "metadata" in part and "data" in part:
        content = json.loads(base64.b64decode(part["data"]))
        if isinstance(content, dict):
            yield content
    elif isinstance(part, dict):
        yield from _payloads([*part.values()])


def reached(stage: Stage) -> set[Stage]:
    """Where the drawing leads from a stage, past those that are merely seen."""
    found: set[Stage] = set()
    ahead = [stage]
    while ahead:
        here = ahead.pop()
        after = {b for a, b in DRAWN if a is here} - found
        found |= after
        ahead += after & SEEN
    return found


def test_every_stage_is_drawn() -> None:
    assert {stage for arrow in DRAWN for stage in arrow} == set(Stage)


def test_it_draws_all_that_people_can_do_and_nothing_else() -> None:
    follows = {
        (recorded, known.stage)
        for recorded in Stage
        if recorded.waits
        for known in whatever_people_do(recorded)
        if known.stage is not recorded
    }
    assert {(a, b) for a, b in DRAWN if a.waits and b in SEEN} == follows


def test_nothing_leads_on_from_an_end_and_something_from_all_else() -> None:
    """But that what was issued wrongly is taken back."""
    leads_on = {stage for stage in Stage if not stage.closed} | {Stage.ENROLLED}
    assert {a for a, _ in DRAWN} == leads_on
    assert {b for a, b in DRAWN if a is Stage.ENROLLED} == {Stage.REVOKED}


@pytest.mark.parametrize("history", HISTORIES, ids=lambda path: path.stem)
def test_what_was_recorded_follows_the_drawing(history: Path) -> None:
    for before, after in pairwise(stages_of(history)):
        assert after is before or after in reached(before)


def test_the_recordings_show_most_of_the_ends() -> None:
    """Else nothing was read."""
    ends = {stages[-1] for stages in map(stages_of, HISTORIES) if stages}
    # No workflow brings an application there: it has ended.
    assert {stage for stage in Stage if stage.closed} - {Stage.REVOKED} == ends
