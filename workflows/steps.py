"""How a workflow has its steps done: records at once and quietly, mails in their own time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.enrolment import EnrolmentActivities
    from activities.mails import MailActivities
    from activities.orders import MailOrder
    from domain.standing import Standing

ENROLMENT_QUEUE = "enrolment"
MAIL_QUEUE = "mail"

Order = TypeVar("Order")
Step = Callable[[EnrolmentActivities, Order], Awaitable[Standing]]

AT_ONCE = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_attempts=3)
UNTIL_THE_DATABASE_IS_BACK = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30)
)
UNTIL_THE_MAIL_IS_TAKEN = RetryPolicy(
    initial_interval=timedelta(seconds=2), maximum_interval=timedelta(hours=1)
)


async def record(step: Step[Order], order: Order, summary: str) -> Standing:
    """Do a step that is only a record; gives where the facts stand after it.

    It is a local activity, which costs one event. With the database away it becomes an ordinary
    one, which waits without filling the history.
    """
    try:
        return await workflow.execute_local_activity_method(
            step,
            order,
            start_to_close_timeout=timedelta(seconds=5),
            schedule_to_close_timeout=timedelta(seconds=8),
            retry_policy=AT_ONCE,
            summary=summary,
        )
    except ActivityError:
        return await workflow.execute_activity_method(
            step,
            order,
            start_to_close_timeout=timedelta(seconds=30),
            retry_policy=UNTIL_THE_DATABASE_IS_BACK,
            summary=summary,
        )


class Mails:
    """The mails of one application that are on their way; nothing else waits for them."""

    def __init__(self, application_number: str) -> None:
        self._application_number = application_number
        self._ordered: set[str] = set()
        self._under_way: list[asyncio.Task[Any]] = []
        self.refused: list[str] = []

    def send(self, due: tuple[str, ...]) -> None:
        """Have the mails sent that are due and not on their way yet."""
        keys = tuple(key for key in due if key not in self._ordered)
        if keys:
            self._ordered.update(keys)
            self._under_way.append(asyncio.create_task(self._sent(keys)))

    async def _sent(self, keys: tuple[str, ...]) -> None:
        report = await workflow.execute_activity_method(
            MailActivities.send_mails,
            MailOrder(self._application_number, keys),
            task_queue=MAIL_QUEUE,
            start_to_close_timeout=timedelta(minutes=5),
            retry_policy=UNTIL_THE_MAIL_IS_TAKEN,
            summary=", ".join(key.partition("/")[2] for key in keys),
        )
        self.refused.extend(report.refused)

    async def all_settled(self) -> None:
        """Wait until every mail was taken or refused for good."""
        await asyncio.gather(*self._under_way)
