"""Mails that fall due after an application's life is over; `Aftermath` sends them by now.

Those that an earlier release began end here as they began.
"""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.enrolment import EnrolmentActivities
    from activities.orders import StepOrder
    from workflows.mails import Mails
    from workflows.messages import StartLateMails
    from workflows.notice import Notice


@workflow.defn
class LateMails:
    """Sends whatever is due for one application; one workflow for each piece of news."""

    def __init__(self) -> None:
        self._notice = Notice()

    @workflow.run
    async def run(self, start: StartLateMails) -> None:
        """Send what is due, and end when all is settled."""
        steps = self._notice.steps
        state = await steps.record(
            EnrolmentActivities.where_the_facts_stand,
            StepOrder(start.application_number, start.policy),
            "事実の確認",
        )
        mails = Mails(start.application_number, steps, when_refused=lambda: None)
        mails.send(state.mails_due)
        await mails.all_settled()
