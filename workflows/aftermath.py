"""What comes after an application's life: late mails, and a case that a person has to close."""

from collections.abc import Sequence

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from activities.enrolment import EnrolmentActivities
    from activities.orders import StepOrder
    from domain.enrolment.state import EnrolmentState
    from workflows.display import NOTHING_READ_YET, Display
    from workflows.mails import Mails
    from workflows.messages import StartAftermath
    from workflows.notice import show_notice
    from workflows.steps import StepExecutor


@workflow.defn
class Aftermath:
    """Begun by news of a closed application; ends when its mails are settled and no case is open.

    Like `Enrolment` it goes by the facts: a signal, whichever it is, says that they may be new.
    """

    @workflow.init
    def __init__(self, start: StartAftermath) -> None:
        self._order = StepOrder(start.application_number, start.policy)
        self._steps = StepExecutor(when_failing=self._show)
        self._mails = Mails(start.application_number, self._steps, when_refused=self._hear)
        self._display = Display(start.application_number)
        self._state: EnrolmentState | None = None
        self._heard = False

    @workflow.run
    async def run(self, start: StartAftermath) -> None:
        """Send what is due, and wait for as long as somebody is needed."""
        needed = True
        while needed or self._heard or not self._mails.idle:
            self._heard = False
            state = await self._steps.record(
                EnrolmentActivities.where_the_facts_stand, self._order, "事実の確認"
            )
            self._state, needed = state, bool(state.needs)
            self._mails.send(state.mails_due)
            self._show()
            if workflow.info().is_continue_as_new_suggested() and self._mails.idle:
                workflow.continue_as_new(start)
            await workflow.wait_condition(self._has_to_look if needed else self._may_go_on)

    def _has_to_look(self) -> bool:
        return self._heard

    def _may_go_on(self) -> bool:
        return self._heard or self._mails.idle

    def _show(self) -> None:
        if self._state is None:
            show_notice(NOTHING_READ_YET, self._steps.lines)
            return
        self._display.show(
            self._state,
            address_verified=True,
            refused_mails=self._mails.refused,
            failing=self._steps.lines,
        )

    def _hear(self) -> None:
        self._heard = True

    @workflow.signal(dynamic=True)
    def news(self, name: str, news: Sequence[RawValue]) -> None:  # noqa: ARG002 -- the facts say more
        """Something has happened to the application, or to the company that it led to."""
        self._hear()
