"""The life of one application, as the procedure tells it."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.enrolment import EnrolmentActivities
    from activities.orders import StepOrder, WaitOver
    from domain.stages import Choice, Stage
    from domain.standing import Standing
    from workflows.display import Display
    from workflows.messages import (
        AddressVerified,
        DecisionMade,
        FormSubmitted,
        LinkRenewed,
        StartEnrolment,
    )
    from workflows.steps import Mails, Order, Step, record


@workflow.defn
class Enrolment:
    """One application; its id is the application number (受付番号).

    The facts are in the database. Signals only say that there are new ones, so a signal that is
    late, doubled or crossed changes nothing: each step asks the facts again before it acts.
    """

    @workflow.init
    def __init__(self, start: StartEnrolment) -> None:
        self._order = StepOrder(start.application_number, start.policy)
        self._mails = Mails(start.application_number)
        self._display = Display(start.application_number)
        self._standing: Standing | None = None
        self._news = False
        self._address_verified = False
        self._submitted_revision = 0
        self._decisions: dict[int, Choice] = {}

    @workflow.run
    async def run(self, start: StartEnrolment) -> Stage:  # noqa: ARG002 -- @workflow.init has it
        """From wherever the facts stand to the end."""
        standing = await self._where_the_facts_stand()
        while not standing.stage.closed:
            self._mails.send(standing.mails_due)
            match standing.stage:
                case Stage.INVITED:
                    standing = await self._await_form(standing)
                case Stage.SUBMITTED:
                    standing = await self._ask_wholesaler()
                case Stage.AWAITING_APPROVAL:
                    standing = await self._await_decision(standing)
                case Stage.APPROVED:
                    standing = await self._issue_ids()
                case Stage.REFUSED:
                    standing = await self._close_declined()
        await self._say_how_it_ended(standing)
        return standing.stage

    async def _await_form(self, standing: Standing) -> Standing:
        """10 days for the form, and a reminder before they are over."""
        deadline = _deadline_of(standing)
        if await self._news_by(standing.reminder_at or deadline, "申請期限・お知らせまで"):
            if self._submitted_revision > standing.revision:
                return replace(standing, stage=Stage.SUBMITTED)
            return await self._where_the_facts_stand()
        if standing.reminder_at is not None:
            return await self._remind_of_invitation()
        return await self._expire_invitation(deadline)

    async def _await_decision(self, standing: Standing) -> Standing:
        """60 days for the wholesaler's decision about the newest revision."""
        deadline = _deadline_of(standing)
        if not await self._news_by(deadline, "卸担当者の回答期限まで"):
            return await self._close_lapsed(deadline)
        match self._decisions.get(standing.revision):
            case Choice.APPROVE:
                return replace(standing, stage=Stage.APPROVED)
            case Choice.DECLINE:
                return replace(standing, stage=Stage.REFUSED)
        return await self._where_the_facts_stand()

    async def _say_how_it_ended(self, standing: Standing) -> None:
        self._mails.send(standing.mails_due)
        await self._mails.all_settled()
        self._show()
        await workflow.wait_condition(workflow.all_handlers_finished)

    async def _where_the_facts_stand(self) -> Standing:
        step = EnrolmentActivities.where_the_facts_stand
        return await self._record(step, self._order, "事実の確認")

    async def _remind_of_invitation(self) -> Standing:
        step = EnrolmentActivities.remind_of_invitation
        return await self._record(step, self._order, "申請期限のお知らせ")

    async def _expire_invitation(self, deadline: datetime) -> Standing:
        step = EnrolmentActivities.expire_invitation
        return await self._record(step, WaitOver(self._order, deadline), "申請期限切れ")

    async def _ask_wholesaler(self) -> Standing:
        step = EnrolmentActivities.ask_wholesaler
        return await self._record(step, self._order, "卸担当者へ確認依頼")

    async def _issue_ids(self) -> Standing:
        step = EnrolmentActivities.issue_ids
        return await self._record(step, self._order, "企業ID・アカウントIDの発行")

    async def _close_declined(self) -> Standing:
        step = EnrolmentActivities.close_declined
        return await self._record(step, self._order, "承認されず終了")

    async def _close_lapsed(self, deadline: datetime) -> Standing:
        step = EnrolmentActivities.close_lapsed
        return await self._record(step, WaitOver(self._order, deadline), "回答期限切れ")

    async def _record(self, step: Step[Order], order: Order, summary: str) -> Standing:
        # The step reads the facts after this line, so it sees whatever the news so far were about.
        self._news = False
        self._standing = await record(step, order, summary)
        self._show()
        return self._standing

    async def _news_by(self, until: datetime, summary: str) -> bool:
        """Wait for news of the facts; False when `until` came first."""
        left = until - workflow.now()
        if not self._news and left > timedelta(0):
            with suppress(TimeoutError):
                await workflow.wait_condition(
                    lambda: self._news, timeout=left, timeout_summary=summary
                )
        return self._news

    def _show(self) -> None:
        if self._standing is not None:
            self._display.show(
                self._standing,
                address_verified=self._address_verified,
                refused_mails=self._mails.refused,
            )

    @workflow.signal
    def address_verified(self, news: AddressVerified) -> None:  # noqa: ARG002 -- it says all
        """The applicant proved the address and began the form."""
        self._address_verified = True
        self._show()

    @workflow.signal
    def link_renewed(self, news: LinkRenewed) -> None:  # noqa: ARG002 -- it says all
        """A new link with a new deadline was asked for."""
        self._news = True

    @workflow.signal
    def form_submitted(self, news: FormSubmitted) -> None:
        """A revision of the form was acknowledged."""
        self._submitted_revision = max(self._submitted_revision, news.revision)
        self._news = True

    @workflow.signal
    def decision_made(self, news: DecisionMade) -> None:
        """A decision was acknowledged; the first one about a revision stands."""
        self._decisions.setdefault(news.revision, news.choice)
        self._news = True


def _deadline_of(standing: Standing) -> datetime:
    # Every open application has a deadline; the table's constraint says so.
    return standing.deadline or workflow.now()
