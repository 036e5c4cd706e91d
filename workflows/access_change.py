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
    from workflows.company_display import CompanyPage, show
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
        self._news = NewFacts()
        self._standing: AccessChangeState | None = None

    @workflow.run
    async def run(self, start: StartAccessChange) -> AccessStage:  # noqa: ARG002 -- @workflow.init has it
        """From wherever the facts stand to the end: tell, wait, make the change."""
        standing = await self._do(Steps.where_access_change_stands, "事実の確認")
        while not standing.stage.over:
            self._mails.send(standing.mails_due)
            if standing.stage is AccessStage.TELLING:
                # Nobody could have stopped it yet: the wait begins when somebody is told.
                await self._mails.all_settled()
            elif standing.stage is not AccessStage.READY:
                await self._news.by(standing.until, WAITS_FOR[standing.stage])
            standing = await self._do(Steps.settle_access_change, "手続きの確認と反映")
        self._mails.send(standing.mails_due)
        await self._mails.all_settled()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return standing.stage

    async def _do(self, step: Step, summary: str) -> AccessChangeState:
        self._news.forget()
        order = CompanyOrder(self._number, workflow.now())
        self._standing = await self._steps.record(step, order, summary)
        self._show()
        return self._standing

    def _show(self) -> None:
        if self._standing is None:
            show_notice(NOTHING_READ_YET, self._steps.lines)
        else:
            show(self._page(self._standing), self._mails.refused, self._steps.lines)

    def _page(self, standing: AccessChangeState) -> CompanyPage:
        waits = not standing.stage.over
        lines = [f"- 変更の内容: {ACCESS_ACTS[standing.act]}"]
        if waits:
            lines.append(f"- 変更する日時: {format_jst(standing.effective_from)}")
            lines += ["", "それまでは、企業の方も、管理画面からも、取りやめることができます。"]
        return CompanyPage(
            stage=standing.stage.value,
            company_name=standing.company_name,
            deadline=standing.until if waits else None,
            needs_attention=standing.stage is AccessStage.ALONE,
            title=ACCESS_STAGES[standing.stage],
            lines=lines,
        )

    @workflow.signal
    def access_answered(self, news: AccessAnswered) -> None:  # noqa: ARG002 -- the facts say more
        """A mailbox or a person concerned answered."""
        self._news.hear()
