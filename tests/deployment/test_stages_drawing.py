"""The drawing of the stages in docs/procedure.md, against the facts and what was recorded."""

import base64
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby, pairwise, product
from pathlib import Path
from typing import Any

import pytest

from domain.enrolment.facts import Facts
from domain.enrolment.process_map import process_map
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
    # Before the first form was screened there is nothing to decide or dispute.
    later: tuple[Fact, ...] = (False,) if recorded is Stage.INVITED else yes_or_no
    choices = ((None, *Choice), (None, *ReviewChoice))
    for newer, withdrawn, *known in product(yes_or_no, yes_or_no, later, later, *choices):
        # What is not there cannot be withdrawn.
        if newer or not withdrawn or recorded is not Stage.INVITED:
            yield facts(recorded, **dict(zip(names, (newer, withdrawn, *known), strict=True)))


STEPS = {
    "screen": Stage.SUBMITTED,
    "ask_wholesaler": Stage.CLEARED,
    "send_back": Stage.SENT_BACK,
    "close_turned_down": Stage.TURNED_DOWN,
    "issue_ids": Stage.APPROVED,
    "return_refused": Stage.REFUSED,
    "freeze_disowned": Stage.DISOWNED,
    "return_undeliverable": Stage.UNDELIVERABLE,
    "freeze_disputed": Stage.DISPUTED,
    "close_withdrawn": Stage.WITHDRAWING,
}
"""The stage that each step of the workflow is for."""


def way_of(history: Path) -> list[Stage]:
    """The stages that an application came to, those too that its steps were for."""
    came_to: list[Stage] = []
    for step, stage in _steps(json.loads(history.read_text())["events"]):
        came_to += [STEPS[step], stage] if step in STEPS else [stage]
    return [stage for stage, _ in groupby(came_to)]


def _steps(recorded: list[dict[str, Any]]) -> Iterator[tuple[str, Stage]]:
    """What the workflow had done for an application, and the stage that it was told then."""
    for event in recorded:
        details = event.get("markerRecordedEventAttributes", {}).get("details", {})
        if "result" in details:
            done, result = (_content(details[name]) for name in ("data", "result"))
            if isinstance(result, dict) and "revision" in result:
                yield done["activity_type"], Stage(result["stage"])


def _content(payloads: dict[str, Any]) -> Any:
    return json.loads(base64.b64decode(payloads["payloads"][0]["data"]))


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
def test_what_was_recorded_is_a_way_on_the_map(history: Path) -> None:
    assert {*pairwise(way_of(history))} <= DRAWN


def test_the_recordings_show_most_of_the_ends() -> None:
    """Else nothing was read."""
    ends = {way[-1] for way in map(way_of, HISTORIES) if way}
    # No workflow brings an application there: it has ended.
    assert {stage for stage in Stage if stage.closed} - {Stage.REVOKED} == ends


def test_the_drawing_is_the_map() -> None:
    assert {(arrow.before, arrow.after) for arrow in process_map() if arrow.before} == DRAWN
