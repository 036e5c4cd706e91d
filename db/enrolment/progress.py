"""The one way from stage to stage."""

from datetime import datetime

from db import audit
from db.enrolment.facts import Facts
from db.tables.enrolment import Application
from domain.stages import Stage


async def move(facts: Facts, to: Stage, now: datetime, deadline: datetime | None) -> None:
    """Move an application on; the caller holds it, and found that the facts call for it."""
    await Application.update(
        {
            Application.stage: to.value,
            Application.stage_since: now,
            Application.deadline: deadline,
            Application.closed_at: now if to.closed else None,
            Application.revision_in_hand: facts.revision,
        }
    ).where(
        Application.application_number == facts.application_number,
        Application.stage == facts.recorded.value,
    )
    await audit.record(
        f"workflow:application:{to.value}",
        now,
        application_number=facts.application_number,
        revision=facts.revision,
    )
