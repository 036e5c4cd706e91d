"""How a workflow has its steps done: records at once and quietly, mails in their own time."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.enrolment import EnrolmentActivities
    from domain.standing import Standing

ENROLMENT_QUEUE = "enrolment"

Steps = TypeVar("Steps")
Order = TypeVar("Order")
Outcome = TypeVar("Outcome")
Step = Callable[[EnrolmentActivities, Order], Awaitable[Standing]]

AT_ONCE = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_attempts=3)
UNTIL_THE_DATABASE_IS_BACK = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30)
)


async def record(
    step: Callable[[Steps, Order], Awaitable[Outcome]], order: Order, summary: str
) -> Outcome:
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
