"""How a workflow has its steps done: however often they fail, and seen by people while they do."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar, Unpack

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import (
    ActivityError,
    ApplicationError,
    FailureError,
    is_cancelled_exception,
)
from temporalio.workflow import ActivityConfig

with workflow.unsafe.imports_passed_through():
    from activities.enrolment import EnrolmentActivities
    from activities.orders import STEP_FAILING, StepFailing
    from domain.business_calendar import format_jst
    from domain.enrolment.state import EnrolmentState
    from workflows.console_links import stopped_lines

ENROLMENT_QUEUE = "enrolment"

Steps = TypeVar("Steps")
Order = TypeVar("Order")
Outcome = TypeVar("Outcome")
Step = Callable[[EnrolmentActivities, Order], Awaitable[EnrolmentState]]

LOCAL_RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_attempts=3)
LOCAL_ATTEMPT = timedelta(seconds=3)
LOCAL_TIMEOUT = timedelta(seconds=4)
"""Until a record becomes an ordinary activity: meanwhile it keeps the workflow's task busy."""

UNTIL_THE_DATABASE_IS_BACK = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30)
)

ATTEMPT_TIMEOUT = timedelta(seconds=15)
"""How long one attempt of a record may take; with a database that hangs, three are a minute."""

A_LOOK_AT_EVERYTHING = timedelta(hours=6)
"""Two milliseconds for each open application: half an hour for a million, or more when busy."""

UNTIL_LONG_WORK_IS_GIVEN_UP = timedelta(minutes=1)
"""Without a sign of life from the worker; then another begins it anew, or goes on with it."""

UNTIL_THE_DIGEST_IS_WRITTEN = timedelta(minutes=1)

WHAT_TO_DO = (
    "データベースなどの障害を取り除くか、プログラムを直したworkerに入れ替えてください。"
    "自動で再試行していますので、直れば続きから進みます。"
)

AFTER_THE_LAST_ATTEMPT = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)


class StepExecutor:
    """Has the steps of one workflow done; no failure of one ever reaches the workflow.

    A worker that tries a step in vain again and again tells so by a signal. `when_failing` is
    called when `lines` are other than they were.
    """

    def __init__(self, when_failing: Callable[[], None]) -> None:
        self._when_failing = when_failing
        self._under_way: Counter[str] = Counter()
        self._summaries: dict[str, str] = {}
        self._failing: dict[str, StepFailing] = {}
        workflow.set_signal_handler(STEP_FAILING, self._hear)

    async def record(
        self, step: Callable[[Steps, Order], Awaitable[Outcome]], order: Order, summary: str
    ) -> Outcome:
        """Do a step that is only a record; gives where the facts stand after it.

        It is a local activity, which costs one event. With the database away it becomes an
        ordinary one, which waits without filling the history.
        """
        try:
            return await workflow.execute_local_activity_method(
                step,
                order,
                start_to_close_timeout=LOCAL_ATTEMPT,
                schedule_to_close_timeout=LOCAL_TIMEOUT,
                retry_policy=LOCAL_RETRY,
                summary=summary,
            )
        except FailureError as failure:
            # One that failed arrives as its own error, one that took too long as an ActivityError.
            if is_cancelled_exception(failure):
                raise
        return await self.execute(
            step,
            order,
            summary=summary,
            start_to_close_timeout=ATTEMPT_TIMEOUT,
            retry_policy=UNTIL_THE_DATABASE_IS_BACK,
        )

    async def execute(
        self,
        step: Callable[..., Awaitable[Outcome]],
        *orders: Any,
        **how: Unpack[ActivityConfig],
    ) -> Outcome:
        """Have an ordinary activity done, however long that takes.

        It is tried again by its retry policy; one that was failed for good all the same, as an
        operator can do, is begun anew.
        """
        summary, pause = how.get("summary") or "", AFTER_THE_LAST_ATTEMPT
        with self._watching(step.__name__, summary):
            while True:
                try:
                    return await workflow.execute_activity_method(step, args=orders, **how)
                except ActivityError as failure:
                    if is_cancelled_exception(failure):
                        raise
                    self._hear(StepFailing(step.__name__, _name_of(failure), workflow.now()))
                await workflow.sleep(pause, summary=f"{summary}: もう一度試すまで")
                pause = min(2 * pause, LONGEST_PAUSE)

    @property
    def lines(self) -> list[str]:
        """What people are told of the steps that fail, in Markdown; empty when none does."""
        lines = [line for failing in self._failing.values() for line in self._told(failing)]
        return [*lines, *stopped_lines(), ""] if lines else []

    def _told(self, failing: StepFailing) -> list[str]:
        return [
            f"## 「{self._summaries[failing.step]}」が失敗し続けています。",
            "",
            f"- ステップ: `{failing.step}`",
            f"- エラー: `{failing.error}`",
            f"- 失敗し始めた日時: {format_jst(failing.since)}",
            f"- 対応: {WHAT_TO_DO}",
            "",
        ]

    def _hear(self, failing: StepFailing) -> None:
        if self._under_way[failing.step]:
            self._failing[failing.step] = failing
            self._when_failing()

    @contextmanager
    def _watching(self, step: str, summary: str) -> Iterator[None]:
        self._under_way[step] += 1
        self._summaries[step] = summary
        yield
        self._under_way[step] -= 1
        if not self._under_way[step] and step in self._failing:
            del self._failing[step]
            self._when_failing()


def _name_of(failure: ActivityError) -> str:
    cause = failure.cause
    return cause.type or "" if isinstance(cause, ApplicationError) else type(cause).__name__
