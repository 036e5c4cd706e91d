"""The daily purge of personal data that was kept long enough (S43)."""

from datetime import timedelta

from temporalio import workflow
from temporalio.types import MethodAsyncNoParam

with workflow.unsafe.imports_passed_through():
    from activities.purge import PurgeActivities as Steps
    from workflows.notice import Notice
    from workflows.steps import UNTIL_THE_DATABASE_IS_BACK


@workflow.defn
class Purge:
    """Deletes in batches until nothing is due; a schedule starts it every night."""

    def __init__(self) -> None:
        self._notice = Notice()

    @workflow.run
    async def run(self) -> None:
        """Applications without IDs, then companies that left, then what has served."""
        applications = await self._all(Steps.purge_applications, "IDのない申請の削除")
        companies = await self._all(Steps.purge_companies, "解約した企業の削除")
        await self._notice.steps.execute(
            Steps.delete_leftovers,
            start_to_close_timeout=timedelta(minutes=5),
            retry_policy=UNTIL_THE_DATABASE_IS_BACK,
            summary="不要になった記録の削除",
        )
        self._notice.say(
            f"## 完了しました。\n\n- 削除した申請: {applications}件\n- 削除した企業: {companies}社"
        )

    async def _all(self, step: MethodAsyncNoParam[Steps, int], summary: str) -> int:
        """Have batch after batch deleted; gives how many were in all."""
        total = 0
        while deleted := await self._notice.steps.execute(
            step,
            start_to_close_timeout=timedelta(minutes=5),
            retry_policy=UNTIL_THE_DATABASE_IS_BACK,
            summary=summary,
        ):
            total += deleted
        return total
