"""The end of an application's present wait, and of the link that the wait is for."""

from datetime import datetime

from db.tables.enrolment import Application, Link
from domain.enrolment.facts import Facts
from domain.enrolment.stages import Stage
from domain.tokens import Purpose

# The link of the status page, by which a form is corrected, lasts as long as its application.
_LINKS = {Stage.INVITED: Purpose.APPLY, Stage.AWAITING_APPROVAL: Purpose.APPROVAL}


async def move_deadline(facts: Facts, until: datetime) -> None:
    """Move the end of a wait; the caller holds the application, and found that it waits."""
    await Application.update({Application.deadline: until}).where(
        Application.application_number == facts.application_number,
        Application.stage == facts.stage.value,
    )
    if facts.stage in _LINKS:
        await _move_link(facts.application_number, _LINKS[facts.stage], until)


async def _move_link(application_number: str, purpose: Purpose, until: datetime) -> None:
    await Link.raw(
        """
        UPDATE link SET expires_at = {} WHERE application = {} AND purpose = {}
            AND generation = (
                SELECT max(generation) FROM link WHERE application = {} AND purpose = {}
            )
        """,
        until,
        application_number,
        purpose.value,
        application_number,
        purpose.value,
    )
