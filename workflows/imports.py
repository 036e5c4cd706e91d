"""A file that was sent by the console: taken in to its end, whatever stops in between."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.imports import ImportActivities, ImportEnd, ImportOrder
    from workflows.notice import Notice
    from workflows.steps import UNTIL_LONG_WORK_IS_GIVEN_UP, UNTIL_THE_DATABASE_IS_BACK

IMPORT_QUEUE = "imports"


@dataclass(frozen=True)
class StartImport:
    """Take in the file of this run."""

    run: int


@dataclass(frozen=True)
class ImportResumed:
    """The run was stopped, and is to go on."""


IMPORT_SIGNALS = {"import_resumed": ImportResumed}


@workflow.defn
class FileImport:
    """One file; how far it is stands in the database, not here."""

    @workflow.init
    def __init__(self, start: StartImport) -> None:
        self._resumed = False
        self._notice = Notice(page=f"imports/{start.run}")

    @workflow.run
    async def run(self, start: StartImport) -> None:
        """Take the file in; while it is stopped, wait until it is resumed."""
        order = ImportOrder(start.run)
        while (outcome := await self._take_in(order)) is not ImportEnd.FINISHED:
            if outcome is ImportEnd.STOPPED:
                self._notice.say("## 停止しています。\n\n管理画面の「取込」で再開できます。")
                await workflow.wait_condition(lambda: self._resumed)
        self._notice.say("## 完了しました。\n\n最後の行まで取り込みました。")

    @workflow.signal
    def import_resumed(self, _: ImportResumed) -> None:
        """Look again whether the run goes on."""
        self._resumed = True

    async def _take_in(self, order: ImportOrder) -> ImportEnd:
        self._resumed = False
        self._notice.say(
            "## ファイルを取り込んでいます。\n\n進み具合は、管理画面の「取込」で見られます。"
        )
        return await self._notice.steps.execute(
            ImportActivities.take_in_sent,
            order,
            task_queue=IMPORT_QUEUE,
            start_to_close_timeout=timedelta(days=1),
            heartbeat_timeout=UNTIL_LONG_WORK_IS_GIVEN_UP,
            retry_policy=UNTIL_THE_DATABASE_IS_BACK,
            summary="ファイルの取込",
        )
