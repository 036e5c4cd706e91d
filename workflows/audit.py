"""The nightly look of the auditor."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.audit import AuditActivities
    from workflows.notice import Notice
    from workflows.steps import (
        A_LOOK_AT_EVERYTHING,
        UNTIL_LONG_WORK_IS_GIVEN_UP,
        UNTIL_THE_DATABASE_IS_BACK,
    )


@workflow.defn
class Audit:
    """One look at everything; a schedule starts it every night."""

    def __init__(self) -> None:
        self._notice = Notice()

    @workflow.run
    async def run(self) -> None:
        """Have every law looked after, and say how many were broken."""
        self._notice.say("## 監査しています。")
        broken = await self._notice.steps.execute(
            AuditActivities.look_for_breaches,
            start_to_close_timeout=A_LOOK_AT_EVERYTHING,
            heartbeat_timeout=UNTIL_LONG_WORK_IS_GIVEN_UP,
            retry_policy=UNTIL_THE_DATABASE_IS_BACK,
            summary="いつも成り立つべきことの監査",
        )
        self._notice.say(f"## 完了しました。\n\n- 成り立っていないこと: {broken}件")
