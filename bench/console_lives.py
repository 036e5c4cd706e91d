"""Lives of applications as two years of use would have them, from the request to the present."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

STAGES = {
    "invited": 40,
    "under_review": 3,
    "awaiting_approval": 40,
    "returned": 15,
    "enrolled": 602,
    "expired": 220,
    "declined": 30,
    "lapsed": 25,
    "withdrawn": 25,
}
"""How many of a thousand."""

LONGEST_WAIT = {"invited": 10, "under_review": 6, "awaiting_approval": 55, "returned": 10}
"""Days that an open application has waited at most."""

DAYS = 730
LINK_DAYS, APPROVAL_DAYS = 10, 60


@dataclass(frozen=True)
class Life:
    """When what happened; None for what did not, or not yet."""

    stage: str
    requested_at: datetime
    verified_at: datetime | None
    submitted_at: datetime | None
    review_cause: str | None
    reviewed_at: datetime | None
    verdict_at: datetime | None
    asked_at: datetime | None
    answered_at: datetime | None
    corrected_at: datetime | None
    asked_again_at: datetime | None
    answered_again_at: datetime | None
    stage_since: datetime
    deadline: datetime | None


def draw_life(dice: random.Random, now: datetime) -> Life:
    """Draw one life; the same dice give the same."""
    (stage,) = dice.choices(tuple(STAGES), tuple(STAGES.values()))
    days = _steps(stage, dice)
    whole = sum(days.values())
    past = _waited(stage, dice)
    at = requested_at = now - timedelta(days=past + whole)
    reached = {}
    for step, length in days.items():
        at += timedelta(days=length)
        reached[step] = at
    wait = {"awaiting_approval": APPROVAL_DAYS}.get(stage, LINK_DAYS)
    reviewed = "verdict" in reached or stage == "under_review"
    submitted, answered = reached.get("submitted"), reached.get("answered")
    asked = reached.get("verdict", submitted) if stage not in {"under_review", "declined"} else None
    return Life(
        stage=stage,
        requested_at=requested_at,
        verified_at=reached.get("verified"),
        submitted_at=submitted,
        review_cause="screening" if reviewed else None,
        reviewed_at=submitted if reviewed else None,
        verdict_at=reached.get("verdict"),
        asked_at=asked,
        answered_at=answered,
        corrected_at=reached.get("corrected"),
        asked_again_at=reached.get("corrected"),
        answered_again_at=reached.get("answered again"),
        stage_since=at,
        deadline=at + timedelta(days=wait) if stage in LONGEST_WAIT else None,
    )


def _waited(stage: str, dice: random.Random) -> float:
    """The days since the last step; most who wait have not waited for long."""
    if stage not in LONGEST_WAIT:
        return dice.uniform(0, DAYS)
    return min(LONGEST_WAIT[stage], dice.expovariate(1 / 5))


def _steps(stage: str, dice: random.Random) -> dict[str, float]:
    """The steps that were taken, each with the days that it took."""
    steps = {}
    if dice.random() < 0.7 or stage not in {"invited", "expired"}:
        steps["verified"] = min(5.0, dice.lognormvariate(-3, 1.5))
    if stage == "expired":
        steps["expired"] = LINK_DAYS - sum(steps.values())
    elif stage != "invited":
        steps["submitted"] = min(4.9, dice.lognormvariate(-1.5, 1.2))
        steps |= _steps_of_submitted(stage, dice)
    return steps


def _steps_of_submitted(stage: str, dice: random.Random) -> dict[str, float]:
    steps = {}
    if stage == "declined" or (stage != "under_review" and dice.random() < 0.08):
        steps["verdict"] = dice.lognormvariate(-0.5, 0.8)
    if stage not in {"declined", "under_review"}:
        steps |= _answers(stage, dice, corrects=dice.random() < 0.12)
    if stage == "lapsed":
        steps["lapsed"] = APPROVAL_DAYS
    if stage == "withdrawn":
        steps["withdrawn"] = dice.uniform(0.1, 20)
    return steps


def _answers(stage: str, dice: random.Random, *, corrects: bool) -> dict[str, float]:
    """What the wholesaler's contact answered, and a second one where the form was corrected."""
    steps = {}
    if corrects or stage in {"enrolled", "returned"}:
        steps["answered"] = min(50.0, dice.lognormvariate(0.5, 1.1))
    if corrects and stage != "returned":
        steps["corrected"] = min(9.0, dice.lognormvariate(0, 0.8))
        if stage == "enrolled":
            steps["answered again"] = min(50.0, dice.lognormvariate(0.5, 1.1))
    return steps
