"""An administrator gives more time for the form, its correction, or the contact's answer."""

from datetime import datetime, timedelta

from db.console.application_acts import finish_act
from db.console_acts import Why
from db.engine import transaction
from db.enrolment.deadlines import move_deadline
from db.enrolment.facts import hold
from db.tables.review import Due
from domain.days import refuse_unless_later
from domain.enrolment.facts import Facts
from domain.refusals import MovedOnError
from domain.tokens import Purpose


async def extend_deadline(
    application_number: str, until: datetime, why: Why, now: datetime
) -> None:
    """Move the end of the present wait, and with it the link's and what is counted back from it.

    Raises `MovedOnError` when nothing is waited for any more, `InvalidInput` unless `until` is
    later than the present deadline and at most 60 days ahead.
    """
    async with transaction():
        facts = await hold(application_number)
        if not facts.stage.waits or facts.deadline is None:
            raise MovedOnError(facts.stage)
        refuse_unless_later(until, facts.deadline, now)
        await move_deadline(facts, until)
        await _move_reminder(facts, until - facts.deadline)
        await finish_act(
            "administrator:deadline:extend",
            why,
            facts,
            now,
            before={"stage": facts.stage.value, "deadline": facts.deadline.isoformat()},
            after={"deadline": until.isoformat()},
        )


async def _move_reminder(facts: Facts, by: timedelta) -> None:
    """The applicant's reminder is counted back from the deadline; a contact's, from the request."""
    await Due.update({Due.due_at: Due.due_at + by}).where(
        Due.application == facts.application_number,
        Due.purpose == Purpose.APPLY.value,
        Due.done_at.is_null(),
    )
