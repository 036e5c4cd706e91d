"""The daily purge of personal data that was kept long enough (S43)."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio import workflow
from temporalio.types import MethodAsyncNoParam

with workflow.unsafe.imports_passed_through():
    from activities.purge import PurgeActivities as Steps
    from workflows.notice import Notice
    from workflows.steps import UNTIL_THE_DATABASE_IS_BACK


@dataclass
class Purged:
    """How many were deleted so far."""

    applications: int = 0
    companies: int = 0


@workflow.defn
class Purge:
    """Deletes in batches until nothing is due; a schedule starts it every night."""

    def __init__(self) -> None:
        self._notice = Notice()

    @workflow.run
    async def run(self, so_far: Purged | None = None) -> None:
        """Applications without IDs, then companies that left, then what has served.

        `so_far`: by the histories before, when there was much to delete.
        """
        purged = so_far or Purged()
        while batch := await self._batch(Steps.purge_applications, "IDのない申請の削除"):
            purged.applications += batch
            _begin_anew_if_long(purged)
        while batch := await self._batch(Steps.purge_companies, "解約した企業の削除"):
            purged.companies += batch
            _begin_anew_if_long(purged)
        await self._notice.steps.execute(
            Steps.delete_leftovers,
            start_to_close_timeout=timedelta(minutes=5),
            retry_policy=UNTIL_THE_DATABASE_IS_BACK,
            summary="不要になった記録の削除",
        )
        self._notice.say(
            f"## 完了しました。\n\n- 削除した申請: {purged.applications}件\n"
            f"- 削除した企業: {purged.companies}社"
        )

    async def _batch(self, step: MethodAsyncNoParam[Steps, int], summary: str) -> int:
        """Have a batch deleted; gives how many it was, 0 when nothing is due any more."""
        return await self._notice.steps.execute(
            step,
            start_to_close_timeout=timedelta(minutes=5),
            retry_policy=UNTIL_THE_DATABASE_IS_BACK,
            summary=summary,
        )


def _begin_anew_if_long(purged: Purged) -> None:
    if workflow.info().is_continue_as_new_suggested():
        workflow.continue_as_new(purged)
