"""The helpdesk's digest: every business morning, what needs somebody."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.digest import DigestActivities
    from activities.mails import MailActivities
    from activities.orders import LetterOrder
    from workflows.mails import MAIL_QUEUE, UNTIL_THE_MAIL_IS_TAKEN
    from workflows.steps import UNTIL_THE_DATABASE_IS_BACK


@workflow.defn
class HelpdeskDigest:
    """One mail a day, none on a day off; a schedule starts it every morning."""

    @workflow.run
    async def run(self) -> None:
        """Queue today's mail unless it is, and send it unless it was."""
        process = await workflow.execute_activity_method(
            DigestActivities.queue_digest,
            start_to_close_timeout=timedelta(minutes=1),
            retry_policy=UNTIL_THE_DATABASE_IS_BACK,
            summary="今日のお知らせの用意",
        )
        if process is None:
            workflow.set_current_details("## 今日は休業日です。\n\nメールは送りません。")
            return
        workflow.set_current_details("## メールを送っています。")
        await workflow.execute_activity_method(
            MailActivities.send_letters,
            LetterOrder(process, 1),
            task_queue=MAIL_QUEUE,
            start_to_close_timeout=timedelta(minutes=5),
            retry_policy=UNTIL_THE_MAIL_IS_TAKEN,
            summary="今日のお知らせの送信",
        )
        workflow.set_current_details("## 完了しました。\n\n今日のお知らせを送りました。")
