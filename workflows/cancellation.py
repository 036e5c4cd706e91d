"""解約: a company leaves the service, after a time to think."""

from collections.abc import Awaitable, Callable

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.company import CompanyActivities as Steps
    from activities.orders import CompanyOrder
    from domain.business_calendar import format_jst
    from domain.companies.cancellation import CancellationStage, CancellationState
    from domain.processes import ProcessKind, process_id
    from workflows.company_display import CompanyPage, company_page, show
    from workflows.company_messages import CancellationUndone, StartCancellation
    from workflows.display import NOTHING_READ_YET
    from workflows.mails import Mails
    from workflows.notice import show_notice
    from workflows.steps import StepExecutor
    from workflows.waiting import NewFacts

Step = Callable[[Steps, CompanyOrder], Awaitable[CancellationState]]

TITLES = {
    CancellationStage.WAITING: "解約の取り消しができる期間です。",
    CancellationStage.UNDONE: "終了しました。解約は取り消されました。",
    CancellationStage.ENDED: "終了しました。すべてのアカウントを停止しました。",
}


@workflow.defn
class Cancellation:
    """One 解約; its facts are in the database, signals only say that there are new ones."""

    @workflow.init
    def __init__(self, start: StartCancellation) -> None:
        self._number = start.number
        process = process_id(ProcessKind.CANCELLATION, start.number)
        self._steps = StepExecutor(when_failing=self._show)
        self._mails = Mails(process, self._steps, when_refused=self._show)
        self._new_facts = NewFacts()
        self._state: CancellationState | None = None

    @workflow.run
    async def run(self, start: StartCancellation) -> CancellationStage:  # noqa: ARG002 -- @workflow.init has it
        """From wherever the facts stand to the end: reminder, then the end of all accounts."""
        state = await self._do(Steps.where_cancellation_stands, "事実の確認")
        while state.stage is CancellationStage.WAITING:
            self._mails.send(state.mails_due)
            if await self._new_facts.wait_until(state.next_step_at, "お知らせ・解約まで"):
                state = await self._do(Steps.where_cancellation_stands, "事実の確認")
            elif state.ends_at > workflow.now():
                state = await self._do(Steps.remind_of_cancellation, "解約前のお知らせ")
            else:
                state = await self._do(Steps.end_company, "すべてのアカウントの停止")
        self._mails.send(state.mails_due)
        await self._mails.all_settled()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return state.stage

    async def _do(self, step: Step, summary: str) -> CancellationState:
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

    def _page(self, state: CancellationState) -> CompanyPage:
        waits = state.stage is CancellationStage.WAITING
        lines = []
        if waits and state.reminder_at is not None:
            lines.append(f"- 解約前のお知らせ: {format_jst(state.reminder_at)}")
        if waits:
            lines.append(f"- すべてのアカウントの停止: {format_jst(state.ends_at)}")
            lines += ["", "それまでは、ID管理ユーザーが会員ページで取り消せます。"]
        return CompanyPage(
            stage=state.stage.value,
            company_name=state.company_name,
            deadline=state.ends_at if waits else None,
            needs_attention=False,
            title=TITLES[state.stage],
            lines=lines,
            page=company_page(state.company_id),
        )

    @workflow.signal
    def cancellation_undone(self, news: CancellationUndone) -> None:  # noqa: ARG002 -- it says all
        """The company stays."""
        self._new_facts.set()
