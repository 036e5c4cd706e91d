"""The life of one application, as the procedure tells it."""

from dataclasses import replace

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.enrolment import EnrolmentActivities as Steps
    from activities.orders import StepOrder, TimeOrder
    from domain.enrolment.facts import DECIDED
    from domain.enrolment.stages import Choice, Stage
    from domain.enrolment.state import EnrolmentState
    from workflows.display import NOTHING_READ_YET, Display
    from workflows.mails import Mails
    from workflows.messages import (
        AddressVerified,
        AdministratorActed,
        Carried,
        ContactDecided,
        Disputed,
        FormSubmitted,
        LinkRenewed,
        MailBounced,
        ResendRequested,
        ReviewDecided,
        StartEnrolment,
        Withdrawn,
    )
    from workflows.notice import show_notice
    from workflows.steps import Order, Step, StepExecutor
    from workflows.waiting import NewFacts


@workflow.defn
class Enrolment:
    """One application; its id is the application number (受付番号).

    The facts are in the database. A signal says that there are new ones, and at most which step
    is the one to try: each step asks the facts again before it acts, so a signal that is late,
    doubled, crossed or false changes nothing.
    """

    @workflow.init
    def __init__(self, start: StartEnrolment) -> None:
        self._order = StepOrder(start.application_number, start.policy)
        self._steps = StepExecutor(when_failing=self._show)
        carried = start.carried or Carried()
        self._mails = Mails(start.application_number, self._steps, when_refused=self._hear)
        self._mails.refused.extend(carried.refused_mails)
        self._display = Display(start.application_number, carried.shown_since)
        self._standing: EnrolmentState | None = None
        self._news = NewFacts()
        self._address_verified = carried.address_verified
        self._submitted_revision = 0
        self._decisions: dict[int, Choice] = {}

    @workflow.run
    async def run(self, start: StartEnrolment) -> Stage:  # noqa: C901, PLR0912 -- a line a stage
        """From wherever the facts stand to the end."""
        standing = await self._do(Steps.where_the_facts_stand, "事実の確認")
        while not standing.stage.closed:
            self._begin_anew_if_long(start)
            self._mails.send(standing.mails_due)
            match standing.stage:
                case Stage.INVITED:
                    standing = await self._wait(standing, "申請期限・お知らせまで")
                case Stage.SUBMITTED:
                    standing = await self._do(Steps.screen, "審査と卸担当者への確認依頼")
                case Stage.UNDER_REVIEW:
                    standing = await self._wait(standing, "管理者の判断期限まで")
                case Stage.CLEARED:
                    standing = await self._do(Steps.ask_wholesaler, "卸担当者への確認依頼")
                case Stage.SENT_BACK:
                    standing = await self._do(Steps.send_back, "管理者からの差し戻し")
                case Stage.TURNED_DOWN:
                    standing = await self._do(Steps.close_turned_down, "管理者の判断で終了")
                case Stage.AWAITING_APPROVAL:
                    standing = await self._wait(standing, "卸担当者の回答期限・お知らせまで")
                case Stage.APPROVED:
                    standing = await self._do(Steps.issue_ids, "企業ID・アカウントIDの発行")
                case Stage.REFUSED:
                    standing = await self._do(Steps.return_refused, "承認されず差し戻し")
                case Stage.DISOWNED:
                    standing = await self._do(Steps.freeze_disowned, "「取引がない」ため凍結")
                case Stage.DISPUTED:
                    standing = await self._do(Steps.freeze_disputed, "「心当たりがない」ため凍結")
                case Stage.UNDELIVERABLE:
                    standing = await self._do(Steps.return_undeliverable, "不達による差し戻し")
                case Stage.RETURNED:
                    standing = await self._wait(standing, "修正期限まで")
                case Stage.WITHDRAWING:
                    standing = await self._do(Steps.close_withdrawn, "取り下げにより終了")
        await self._say_how_it_ended(standing)
        return standing.stage

    def _begin_anew_if_long(self, start: StartEnrolment) -> None:
        """Go on in a new history, from the facts, once this one is long: much was corrected.

        Not while a mail is on its way: what becomes of it is told to who sent it.
        """
        if workflow.info().is_continue_as_new_suggested() and self._mails.idle:
            carried = Carried(
                address_verified=self._address_verified,
                refused_mails=tuple(self._mails.refused),
                shown_since=self._display.since,
            )
            workflow.continue_as_new(replace(start, carried=carried))

    async def _wait(self, standing: EnrolmentState, summary: str) -> EnrolmentState:
        """Wait for somebody until the deadline, and do what falls due meanwhile."""
        deadline = standing.ends_at
        until = min(standing.next_due or deadline, deadline)
        if await self._news.by(until, summary):
            told = self._stage_told(standing)
            if told is not None:
                return replace(standing, stage=told)
            return await self._do(Steps.where_the_facts_stand, "事実の確認")
        order = TimeOrder(self._order.application_number, until)
        if until < deadline:
            return await self._record(Steps.do_what_is_due, order, "お知らせ")
        return await self._record(Steps.end_wait, order, "期限切れ")

    def _stage_told(self, standing: EnrolmentState) -> Stage | None:
        """Whose step to try by the signals, without a look at the facts: the step looks anyway."""
        if self._submitted_revision > standing.revision:
            return Stage.SUBMITTED
        choice = self._decisions.get(standing.revision)
        if standing.stage is Stage.AWAITING_APPROVAL and choice is not None:
            return DECIDED[choice]
        return None

    async def _do(self, step: Step[StepOrder], summary: str) -> EnrolmentState:
        return await self._record(step, self._order, summary)

    async def _record(self, step: Step[Order], order: Order, summary: str) -> EnrolmentState:
        # The step reads the facts after this line, so it sees whatever the news so far were about.
        self._news.forget()
        self._standing = await self._steps.record(step, order, summary)
        self._show()
        return self._standing

    async def _say_how_it_ended(self, standing: EnrolmentState) -> None:
        self._mails.send(standing.mails_due)
        await self._mails.all_settled()
        self._show()
        await workflow.wait_condition(workflow.all_handlers_finished)

    def _show(self) -> None:
        if self._standing is None:
            show_notice(NOTHING_READ_YET, self._steps.lines)
            return
        self._display.show(
            self._standing,
            address_verified=self._address_verified,
            refused_mails=self._mails.refused,
            failing=self._steps.lines,
        )

    def _hear(self) -> None:
        self._news.hear()

    @workflow.signal
    def address_verified(self, news: AddressVerified) -> None:  # noqa: ARG002 -- it says all
        """The applicant proved the address and began the form."""
        self._address_verified = True
        self._show()

    @workflow.signal
    def form_submitted(self, news: FormSubmitted) -> None:
        """A revision of the form was acknowledged."""
        self._submitted_revision = max(self._submitted_revision, news.revision)
        self._hear()

    @workflow.signal
    def decision_made(self, news: ContactDecided) -> None:
        """A decision was acknowledged; the first one about a revision stands."""
        self._decisions.setdefault(news.revision, news.choice)
        self._hear()

    @workflow.signal
    def link_renewed(self, news: LinkRenewed) -> None:  # noqa: ARG002 -- the facts say more
        """The deadline has moved: a new link was asked for, or a mail went late."""
        self._hear()

    @workflow.signal
    def review_decided(self, news: ReviewDecided) -> None:  # noqa: ARG002 -- the facts say more
        """An administrator decided."""
        self._hear()

    @workflow.signal
    def resend_requested(self, news: ResendRequested) -> None:  # noqa: ARG002 -- it says all
        """The request to the contact is to be mailed again."""
        self._hear()

    @workflow.signal
    def withdrawn(self, news: Withdrawn) -> None:  # noqa: ARG002 -- it says all
        """The applicant withdrew."""
        self._hear()

    @workflow.signal
    def disputed(self, news: Disputed) -> None:  # noqa: ARG002 -- the facts say more
        """A decision was disputed."""
        self._hear()

    @workflow.signal
    def mail_bounced(self, news: MailBounced) -> None:
        """A mail came back."""
        self._mails.refused.append(news.key)
        self._hear()

    @workflow.signal
    def administrator_acted(self, news: AdministratorActed) -> None:  # noqa: ARG002 -- the facts say more
        """An administrator moved a deadline, sent mails again, or changed something else."""
        self._hear()
