"""The helpdesk's digest: every business morning, what needs somebody."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.digest import DigestActivities
    from activities.mails import MailActivities
    from activities.orders import LetterOrder
    from workflows.mails import (
        MAIL_QUEUE,
        UNTIL_A_SENDER_IS_GIVEN_UP,
        UNTIL_THE_MAIL_IS_TAKEN,
    )
    from workflows.notice import Notice
    from workflows.steps import UNTIL_THE_DATABASE_IS_BACK, UNTIL_THE_DIGEST_IS_WRITTEN


@workflow.defn
class HelpdeskDigest:
    """One mail a day, none on a day off; a schedule starts it every morning."""

    def __init__(self) -> None:
        self._notice = Notice()

    @workflow.run
    async def run(self) -> None:
        """Queue today's mail unless it is, and send it unless it was."""
        process = await self._notice.steps.execute(
            DigestActivities.queue_digest,
            start_to_close_timeout=UNTIL_THE_DIGEST_IS_WRITTEN,
            retry_policy=UNTIL_THE_DATABASE_IS_BACK,
            summary="今日のお知らせの用意",
        )
        if process is None:
            self._notice.say("## 今日は休業日です。\n\nメールは送りません。")
            return
        self._notice.say("## メールを送っています。")
        await self._notice.steps.execute(
            MailActivities.send_letters,
            LetterOrder(process, 1),
            task_queue=MAIL_QUEUE,
            start_to_close_timeout=timedelta(minutes=5),
            heartbeat_timeout=UNTIL_A_SENDER_IS_GIVEN_UP,
            retry_policy=UNTIL_THE_MAIL_IS_TAKEN,
            summary="今日のお知らせの送信",
        )
        self._notice.say("## 完了しました。\n\n今日のお知らせを送りました。")
