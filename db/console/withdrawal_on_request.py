"""An administrator withdraws an application because its applicant asked for that."""

from datetime import datetime

from db.console_acts import Concern, Why, record_act
from db.engine import transaction
from db.enrolment.facts import hold
from db.enrolment.withdrawals import record_withdrawal


async def withdraw_on_request(application_number: str, why: Why, now: datetime) -> None:
    """Record the withdrawal as the applicant's own; the applicant and the contact are told.

    Raises `MovedOnError` when the application is closed, withdrawn, or was never submitted.
    """
    async with transaction():
        facts = await hold(application_number)
        await record_withdrawal(facts, now)
        await record_act(
            "administrator:application:withdraw",
            why,
            Concern(application_number),
            now,
            before={"stage": facts.stage.value},
        )
