"""A change of who gets into a company, which the operator asked for, until it is made or is off."""

from collections.abc import Awaitable, Callable

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.access import AccessActivities as Steps
    from activities.orders import CompanyOrder
    from domain.business_calendar import format_jst
    from domain.companies.access_change import AccessChangeState, AccessStage
    from domain.processes import ProcessKind, process_id
    from texts.access_changes import ACCESS_ACTS, ACCESS_STAGES
    from workflows.company_display import CompanyPage, company_page, show
    from workflows.company_messages import AccessAnswered, StartAccessChange
    from workflows.display import NOTHING_READ_YET
    from workflows.mails import Mails
    from workflows.notice import show_notice
    from workflows.steps import StepExecutor
    from workflows.waiting import NewFacts

Step = Callable[[Steps, CompanyOrder], Awaitable[AccessChangeState]]

WAITS_FOR = {
    AccessStage.UNCONFIRMED: "新しいメールアドレスの確認の期限まで",
    AccessStage.WAITING: "変更の反映まで",
    AccessStage.ALONE: "別の管理者の同意の期限まで",
}


@workflow.defn
class AccessChange:
    """One change; its facts are in the database, signals only say that there are new ones."""

    @workflow.init
    def __init__(self, start: StartAccessChange) -> None:
        self._number = start.number
        process = process_id(ProcessKind.ACCESS_CHANGE, start.number)
        self._steps = StepExecutor(when_failing=self._show)
        self._mails = Mails(process, self._steps, when_refused=self._show)
        self._new_facts = NewFacts()
        self._state: AccessChangeState | None = None

    @workflow.run
    async def run(self, start: StartAccessChange) -> AccessStage:  # noqa: ARG002 -- @workflow.init has it
        """From wherever the facts stand to the end: tell, wait, make the change."""
        state = await self._do(Steps.where_access_change_stands, "事実の確認")
        while not state.stage.over:
            self._mails.send(state.mails_due)
            if state.stage is AccessStage.TELLING:
                # Nobody could have stopped it yet: the wait begins when somebody is told.
                await self._mails.all_settled()
            elif state.stage is not AccessStage.READY:
                await self._new_facts.wait_until(state.until, WAITS_FOR[state.stage])
            state = await self._do(Steps.settle_access_change, "手続きの確認と反映")
        self._mails.send(state.mails_due)
        await self._mails.all_settled()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return state.stage

    async def _do(self, step: Step, summary: str) -> AccessChangeState:
        self._new_facts.clear()
        order = CompanyOrder(self._number, workflow.now())
        self._state = await self._steps.record(step, order, summary)
        self._show()
        return self._state

    def _show(self) -> None:
        if self._state is None:
            show_notice(NOTHING_READ_YET, self._steps.lines)
        else:
            show(self._page(self._state), self._mails.refused, self._steps.lines)

    def _page(self, state: AccessChangeState) -> CompanyPage:
        waits = not state.stage.over
        lines = [f"- 変更の内容: {ACCESS_ACTS[state.act]}"]
        if waits:
            lines.append(f"- 変更する日時: {format_jst(state.effective_from)}")
            lines += ["", "それまでは、企業の方も、管理画面からも、取りやめることができます。"]
        return CompanyPage(
            stage=state.stage.value,
            company_name=state.company_name,
            deadline=state.until if waits else None,
            needs_attention=state.stage is AccessStage.ALONE,
            title=ACCESS_STAGES[state.stage],
            lines=lines,
            page=company_page(state.company_id, f"/access-changes/{self._number}"),
        )

    @workflow.signal
    def access_answered(self, news: AccessAnswered) -> None:  # noqa: ARG002 -- the facts say more
        """A mailbox or a person concerned answered."""
        self._new_facts.set()
