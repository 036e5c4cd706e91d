"""Mails to members: one act's mails, however many, each once, at a set rate."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.mails import MailActivities
    from activities.orders import LetterOrder
    from workflows.mails import (
        MAIL_QUEUE,
        UNTIL_A_SENDER_IS_GIVEN_UP,
        UNTIL_THE_MAIL_IS_TAKEN,
    )
    from workflows.messages import StartCorrespondence
    from workflows.notice import Notice

BATCH_SIZE = 25
"""How many mails go out together; then there is a pause that makes the rate."""


@workflow.defn
class Correspondence:
    """The mails of one process, such as the invitations of an import; its id is the process."""

    def __init__(self) -> None:
        self._notice = Notice()

    @workflow.run
    async def run(self, start: StartCorrespondence) -> None:
        """Send until nothing is left; mails that were deferred are tried again last.

        What is left stands in the database, so that a long history can be left behind.
        """
        order = LetterOrder(start.process, BATCH_SIZE)
        about = start.about or "会員へのメール"
        summary = f"メール: {about} ({BATCH_SIZE}通まで)"
        pause = timedelta(minutes=BATCH_SIZE / start.mails_per_minute)
        while left := await self._send(order, summary):
            self._notice.say(
                f"## メールを送っています。\n\n- メール: {about}\n- 残り: {left}通\n"
                f"- 速さ: 1分に{start.mails_per_minute}通まで"
            )
            await workflow.sleep(pause, summary="次のメールまで")
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(start)
        self._notice.say("## 完了しました。\n\nすべてのメールを送りました。")

    async def _send(self, order: LetterOrder, summary: str) -> int:
        return await self._notice.steps.execute(
            MailActivities.send_letters,
            order,
            task_queue=MAIL_QUEUE,
            start_to_close_timeout=timedelta(minutes=5),
            heartbeat_timeout=UNTIL_A_SENDER_IS_GIVEN_UP,
            retry_policy=UNTIL_THE_MAIL_IS_TAKEN,
            summary=summary,
        )
