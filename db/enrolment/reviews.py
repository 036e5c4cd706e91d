"""What waits for an administrator, and what the administrator decides."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db import outbox
from db.console_acts import Concern, Why, record_act
from db.engine import transaction
from db.enrolment.facts import hold
from db.enrolment.revisions import add_revision, newest_form
from db.tables.review import Review, ReviewDecision, ScreeningFinding
from domain.enrolment.facts import Facts
from domain.enrolment.stages import Author, Part, ReviewCause, ReviewChoice, Stage
from domain.refusals import NothingToReviewError


@dataclass(frozen=True)
class Verdict:
    """An administrator's decision; `parts` are named when it is returned for correction."""

    choice: ReviewChoice
    why: Why
    parts: tuple[Part, ...] = ()


async def open_review(facts: Facts, cause: ReviewCause, now: datetime) -> int:
    """Open a wait for an administrator; the caller holds the application. Gives its number."""
    rows = await Review.insert(
        Review(
            application=facts.application_number,
            revision=facts.revision,
            cause=cause.value,
            opened_at=now,
        )
    ).returning(Review.id)
    return int(rows[0]["id"])


async def decide_review(application_number: str, verdict: Verdict, now: datetime) -> None:
    """Record an administrator's decision about an application under review.

    Raises `NothingToReviewError` with where it stands when it waits for no administrator any
    more, and `LookupError` when there is no such application.
    """
    async with transaction():
        facts = await hold(application_number)
        if facts.stage is not Stage.UNDER_REVIEW or facts.review is None:
            raise NothingToReviewError(facts.stage)
        await ReviewDecision.insert(
            ReviewDecision(
                review=facts.review,
                choice=verdict.choice.value,
                reason=verdict.why.reason,
                parts=[part.value for part in verdict.parts],
                decided_by=verdict.why.done_by,
                decided_at=now,
            )
        )
        await _ask_anew(facts, verdict, now)
        await outbox.tell(application_number, "review_decided", now, review=facts.review)
        await record_act(
            f"administrator:review:{verdict.choice.value}",
            verdict.why,
            Concern(application_number),
            now,
            before={"stage": facts.stage.value, "review": facts.review},
            after={"choice": verdict.choice.value, "parts": ",".join(verdict.parts)},
        )


async def _ask_anew(facts: Facts, verdict: Verdict, now: datetime) -> None:
    """A decision that was made stays with its revision; clearing it asks about a new one."""
    if verdict.choice is ReviewChoice.CLEAR and facts.choice is not None:
        form = await newest_form(facts.application_number)
        await add_revision(facts, form, Author.ADMINISTRATOR, now)


async def findings(application_number: str) -> Sequence[tuple[int, str, dict[str, str]]]:
    """What screening found, as (revision, reason, evidence), the oldest first."""
    rows = (
        await ScreeningFinding.select()
        .where(ScreeningFinding.application == application_number)
        .order_by(ScreeningFinding.id)
    )
    return [(row["revision"], row["reason"], json.loads(row["evidence"])) for row in rows]
