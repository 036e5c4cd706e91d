"""How the mails of an application are sent: in their own time, on a queue of their own."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.mails import MailActivities
    from activities.orders import MailOrder
    from texts.mails import name_mails
    from workflows.steps import StepExecutor

MOST_NAMED = 50
"""Characters; with what stands around them they are less than the 200 bytes of a summary."""

MAIL_QUEUE = "mail"

UNTIL_A_SENDER_IS_GIVEN_UP = timedelta(seconds=20)

UNTIL_THE_MAIL_IS_TAKEN = RetryPolicy(
    initial_interval=timedelta(seconds=2), maximum_interval=timedelta(hours=1)
)


class Mails:
    """The mails of one application that are on their way; nothing else waits for them."""

    def __init__(
        self, application_number: str, steps: StepExecutor, when_refused: Callable[[], None]
    ) -> None:
        self._application_number = application_number
        self._steps = steps
        self._when_refused = when_refused
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
        report = await self._steps.execute(
            MailActivities.send_mails,
            MailOrder(self._application_number, keys),
            task_queue=MAIL_QUEUE,
            start_to_close_timeout=timedelta(minutes=5),
            heartbeat_timeout=UNTIL_A_SENDER_IS_GIVEN_UP,
            retry_policy=UNTIL_THE_MAIL_IS_TAKEN,
            summary=f"メール: {name_mails(keys, MOST_NAMED)}",
        )
        if report.refused:
            self.refused.extend(report.refused)
            self._when_refused()

    @property
    def idle(self) -> bool:
        """Whether no mail is on its way."""
        return all(task.done() for task in self._under_way)

    async def all_settled(self) -> None:
        """Wait until every mail was taken or refused for good."""
        await asyncio.gather(*self._under_way)
