"""A request for another 企業名 or 代表JANメーカーコード, until what was decided is done."""

from collections.abc import Awaitable, Callable

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.company import CompanyActivities as Steps
    from activities.orders import CompanyOrder
    from domain.business_calendar import format_jst
    from domain.companies.company_change import ChangeChoice, CompanyChangeState
    from domain.processes import ProcessKind, process_id
    from workflows.company_display import CompanyPage, show
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
        self._news = NewFacts()
        self._standing: CompanyChangeState | None = None

    @workflow.run
    async def run(self, start: StartCompanyChange) -> ChangeChoice | None:  # noqa: ARG002 -- @workflow.init has it
        """From wherever the facts stand to the end; alerts go out until somebody decides."""
        standing = await self._do(Steps.where_change_stands, "事実の確認")
        while not standing.closed:
            self._mails.send(standing.mails_due)
            if standing.choice is not None:
                standing = await self._do(Steps.close_change, "判断の反映")
            elif await self._news.by(standing.next_alert, "管理者への再通知まで"):
                standing = await self._do(Steps.where_change_stands, "事実の確認")
            else:
                standing = await self._do(Steps.alert_again, "管理者への再通知")
        self._mails.send(standing.mails_due)
        await self._mails.all_settled()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return standing.choice

    async def _do(self, step: Step, summary: str) -> CompanyChangeState:
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

    def _page(self, standing: CompanyChangeState) -> CompanyPage:
        undecided = standing.choice is None
        lines = ["", "企業名・代表JANメーカーコードの変更の申し込みです。"]
        if undecided:
            lines[:0] = [f"- 判断がない場合の再通知: {format_jst(standing.next_alert)}"]
            lines += ["", "管理画面で内容を確かめ、承認するかどうかを決めてください。"]
        return CompanyPage(
            stage="awaiting_decision" if standing.choice is None else standing.choice.value,
            company_name=standing.company_name,
            deadline=standing.next_alert if undecided else None,
            needs_attention=undecided,
            title=TITLES[standing.choice],
            lines=lines,
        )

    @workflow.signal
    def change_decided(self, news: ChangeDecided) -> None:  # noqa: ARG002 -- the facts say more
        """An administrator decided, or the ID manager withdrew."""
        self._news.hear()
