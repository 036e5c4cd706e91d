"""「申請を取り下げる」."""

from datetime import datetime

from db import audit, outbox
from db.engine import transaction
from db.enrolment.facts import hold
from db.tables.review import Withdrawal
from domain.enrolment.facts import Facts
from domain.refusals import MovedOnError


async def withdraw(application_number: str, now: datetime) -> None:
    """Record that the applicant withdraws; at any stage before the issue, and once.

    Raises `MovedOnError` when the application is closed or withdrawn already.
    """
    async with transaction():
        facts = await hold(application_number)
        await record_withdrawal(facts, now)
        await audit.record(
            "applicant:application:withdraw", now, application_number=application_number
        )


async def record_withdrawal(facts: Facts, now: datetime) -> None:
    """Record a withdrawal, and tell the workflow; the caller holds the application.

    Raises `MovedOnError` as `withdraw` does.
    """
    if not facts.may_be_withdrawn:
        raise MovedOnError(facts.stage)
    number = facts.application_number
    await Withdrawal.insert(Withdrawal(application=number, withdrawn_at=now))
    await outbox.tell(number, "withdrawn", now)
