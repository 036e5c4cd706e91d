"""A request for another 企業名 or 代表JANメーカーコード, until what was decided is done."""

from collections.abc import Awaitable, Callable

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.company import CompanyActivities as Steps
    from activities.orders import CompanyOrder
    from domain.business_calendar import format_jst
    from domain.companies.company_change import ChangeChoice, CompanyChangeState
    from domain.processes import ProcessKind, process_id
    from workflows.company_display import CompanyPage, company_page, show
    from workflows.company_messages import ChangeDecided, StartCompanyChange
    from workflows.display import NOTHING_READ_YET
    from workflows.mails import Mails
    from workflows.notice import show_notice
    from workflows.steps import StepExecutor
    from workflows.waiting import NewFacts

Step = Callable[[Steps, CompanyOrder], Awaitable[CompanyChangeState]]

TITLES = {
    None: "管理者の判断を待っています。",
    ChangeChoice.APPROVE: "承認されました。",
    ChangeChoice.DECLINE: "承認されませんでした。",
    ChangeChoice.WITHDRAW: "取り下げられました。",
}


@workflow.defn
class CompanyChange:
    """One request; its facts are in the database, signals only say that there are new ones."""

    @workflow.init
    def __init__(self, start: StartCompanyChange) -> None:
        self._number = start.number
        process = process_id(ProcessKind.COMPANY_CHANGE, start.number)
        self._steps = StepExecutor(when_failing=self._show)
        self._mails = Mails(process, self._steps, when_refused=self._show)
        self._new_facts = NewFacts()
        self._state: CompanyChangeState | None = None

    @workflow.run
    async def run(self, start: StartCompanyChange) -> ChangeChoice | None:  # noqa: ARG002 -- @workflow.init has it
        """From wherever the facts stand to the end; alerts go out until somebody decides."""
        state = await self._do(Steps.where_change_stands, "事実の確認")
        while not state.closed:
            self._mails.send(state.mails_due)
            if state.choice is not None:
                state = await self._do(Steps.close_change, "判断の反映")
            elif await self._new_facts.wait_until(state.next_alert, "管理者への再通知まで"):
                state = await self._do(Steps.where_change_stands, "事実の確認")
            else:
                state = await self._do(Steps.alert_again, "管理者への再通知")
        self._mails.send(state.mails_due)
        await self._mails.all_settled()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return state.choice

    async def _do(self, step: Step, summary: str) -> CompanyChangeState:
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

    def _page(self, state: CompanyChangeState) -> CompanyPage:
        undecided = state.choice is None
        lines = ["", "企業名・代表JANメーカーコードの変更の申し込みです。"]
        if undecided:
            lines[:0] = [f"- 判断がない場合の再通知: {format_jst(state.next_alert)}"]
            lines += ["", "管理画面で内容を確かめ、承認するかどうかを決めてください。"]
        return CompanyPage(
            stage="awaiting_decision" if state.choice is None else state.choice.value,
            company_name=state.company_name,
            deadline=state.next_alert if undecided else None,
            needs_attention=undecided,
            title=TITLES[state.choice],
            lines=lines,
            page=company_page(state.company_id, f"/requests/{self._number}"),
        )

    @workflow.signal
    def change_decided(self, news: ChangeDecided) -> None:  # noqa: ARG002 -- the facts say more
        """An administrator decided, or an ID manager withdrew."""
        self._new_facts.set()
