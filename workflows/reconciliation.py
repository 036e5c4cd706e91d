"""The hourly look whether all workflows go by the facts."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.reconciling import ReconcilingActivities
    from workflows.notice import Notice
    from workflows.steps import (
        A_LOOK_AT_EVERYTHING,
        UNTIL_LONG_WORK_IS_GIVEN_UP,
        UNTIL_THE_DATABASE_IS_BACK,
    )


@workflow.defn
class Reconciliation:
    """One look; a schedule starts it every hour."""

    def __init__(self) -> None:
        self._notice = Notice()

    @workflow.run
    async def run(self) -> None:
        """Compare, and mend what does not agree."""
        self._notice.say("## データベースの記録と照合しています。")
        differing = await self._notice.steps.execute(
            ReconcilingActivities.reconcile,
            start_to_close_timeout=A_LOOK_AT_EVERYTHING,
            heartbeat_timeout=UNTIL_LONG_WORK_IS_GIVEN_UP,
            retry_policy=UNTIL_THE_DATABASE_IS_BACK,
            summary="データベースの記録との照合",
        )
        self._notice.say(f"## 完了しました。\n\n- 記録とずれていたワークフロー: {differing}件")
