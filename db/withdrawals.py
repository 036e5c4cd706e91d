"""「申請を取り下げる」."""

from datetime import datetime

from db import audit, outbox
from db.engine import transaction
from db.facts import hold
from db.tables.review import Withdrawal
from domain.refusals import MovedOnError
from domain.stages import Stage


async def withdraw(application_number: str, now: datetime) -> None:
    """Record that the applicant withdraws; at any stage before the issue, and once.

    Raises `MovedOnError` when the application is closed or withdrawn already.
    """
    async with transaction():
        facts = await hold(application_number)
        if facts.stage.closed or facts.stage is Stage.WITHDRAWING or facts.revision == 0:
            raise MovedOnError(facts.stage)
        await Withdrawal.insert(Withdrawal(application=application_number, withdrawn_at=now))
        await outbox.tell(application_number, "withdrawn", now)
        await audit.record(
            "applicant:application:withdraw", now, application_number=application_number
        )
