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
        NeedChanged,
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
        self._state: EnrolmentState | None = None
        self._new_facts = NewFacts()
        self._address_verified = carried.address_verified
        self._submitted_revision = 0
        self._decisions: dict[int, Choice] = {}

    @workflow.run
    async def run(self, start: StartEnrolment) -> Stage:  # noqa: C901, PLR0912 -- a line a stage
        """From wherever the facts stand to the end."""
        state = await self._do(Steps.where_the_facts_stand, "事実の確認")
        while not state.stage.closed:
            self._begin_anew_if_long(start)
            self._mails.send(state.mails_due)
            match state.stage:
                case Stage.INVITED:
                    state = await self._wait(state, "申請期限・お知らせまで")
                case Stage.SUBMITTED:
                    state = await self._do(Steps.screen, "審査と卸担当者への確認依頼")
                case Stage.UNDER_REVIEW:
                    state = await self._wait(state, "管理者の判断期限まで")
                case Stage.CLEARED:
                    state = await self._do(Steps.ask_wholesaler, "卸担当者への確認依頼")
                case Stage.SENT_BACK:
                    state = await self._do(Steps.send_back, "管理者からの差し戻し")
                case Stage.TURNED_DOWN:
                    state = await self._do(Steps.close_turned_down, "管理者の判断で終了")
                case Stage.AWAITING_APPROVAL:
                    state = await self._wait(state, "卸担当者の回答期限・お知らせまで")
                case Stage.APPROVED:
                    state = await self._do(Steps.issue_ids, "企業ID・アカウントIDの発行")
                case Stage.REFUSED:
                    state = await self._do(Steps.return_refused, "承認されず差し戻し")
                case Stage.DISOWNED:
                    state = await self._do(Steps.freeze_disowned, "「取引がない」ため凍結")
                case Stage.DISPUTED:
                    state = await self._do(Steps.freeze_disputed, "「心当たりがない」ため凍結")
                case Stage.UNDELIVERABLE:
                    state = await self._do(Steps.return_undeliverable, "不達による差し戻し")
                case Stage.RETURNED:
                    state = await self._wait(state, "修正期限まで")
                case Stage.WITHDRAWING:
                    state = await self._do(Steps.close_withdrawn, "取り下げにより終了")
        await self._finish(state)
        return state.stage

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

    async def _wait(self, state: EnrolmentState, summary: str) -> EnrolmentState:
        """Wait for somebody until the deadline, and do what falls due meanwhile."""
        deadline = state.ends_at
        until = min(state.next_due or deadline, deadline)
        if await self._new_facts.wait_until(until, summary):
            told = self._stage_told(state)
            if told is not None:
                return replace(state, stage=told)
            return await self._do(Steps.where_the_facts_stand, "事実の確認")
        order = TimeOrder(self._order.application_number, until)
        if until < deadline:
            return await self._record(Steps.do_what_is_due, order, "お知らせ")
        return await self._record(Steps.end_wait, order, "期限切れ")

    def _stage_told(self, state: EnrolmentState) -> Stage | None:
        """Whose step to try by the signals, without a look at the facts: the step looks anyway."""
        if self._submitted_revision > state.revision:
            return Stage.SUBMITTED
        choice = self._decisions.get(state.revision)
        if state.stage is Stage.AWAITING_APPROVAL and choice is not None:
            return DECIDED[choice]
        return None

    async def _do(self, step: Step[StepOrder], summary: str) -> EnrolmentState:
        return await self._record(step, self._order, summary)

    async def _record(self, step: Step[Order], order: Order, summary: str) -> EnrolmentState:
        # The step reads the facts after this line, so it sees whatever the news so far were about.
        self._new_facts.clear()
        self._state = await self._steps.record(step, order, summary)
        self._show()
        return self._state

    async def _finish(self, state: EnrolmentState) -> None:
        self._mails.send(state.mails_due)
        await self._mails.all_settled()
        self._show()
        await workflow.wait_condition(workflow.all_handlers_finished)

    def _show(self) -> None:
        if self._state is None:
            show_notice(NOTHING_READ_YET, self._steps.lines)
            return
        self._display.show(
            self._state,
            address_verified=self._address_verified,
            refused_mails=self._mails.refused,
            failing=self._steps.lines,
        )

    def _hear(self) -> None:
        self._new_facts.set()

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

    @workflow.signal
    def need_changed(self, news: NeedChanged) -> None:  # noqa: ARG002 -- the facts say more
        """A person is needed, or is needed no more."""
        self._hear()
