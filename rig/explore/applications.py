"""A world of two or three applications of one company, and of all who may do something to them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from activities.orders import TimeOrder
from db.audit import ActReason
from db.console.acts_on_request import approve_on_behalf
from db.console.disputes import settle_on_its_own
from db.console.mails_again import send_mail_again
from db.console.revocations import (
    agree_to_revocation,
    ask_for_revocation,
    call_off_revocation,
)
from db.console.wholesaler_answers import answer_question
from db.enrolment.applicant_acts import request_resend
from db.enrolment.application_form import (
    newest_form,
    save_draft,
    submit_form,
    verify_address,
)
from db.enrolment.approvals import dispute_decision, load_approval_request, record_decision
from db.enrolment.contact_requests import Colleague, hand_over, mail_link_to_all
from db.enrolment.facts import load_facts
from db.enrolment.outcomes import StepSettings
from db.enrolment.wholesaler_questions import ask_about_wholesaler
from db.mailing import mails
from db.mailing.bounces import record_bounced
from db.mailing.sending import claim_while_true
from db.purging import applications_to_forget, forget_application
from db.tables.enrolment import Application
from db.tables.operation import Mail
from domain.enrolment.form import ApplicationForm, Missing
from domain.enrolment.stages import Choice
from domain.tokens import Purpose
from rig.applications import FORM, HASH, STEPS, now
from rig.console.acts import WHY
from rig.explore.choices import Choices
from rig.explore.staff import two_administrators
from rig.explore.worlds import Clock
from rig.lives.application import CONTACTS, ApplicationLife, NothingThereError

ADDRESSES = ("a@shinki-shokuhin.example", "b@shinki-shokuhin.example")
MOST_APPLICATIONS = 3
MANY_DAYS = timedelta(days=3)
A_YEAR = timedelta(days=400)

TELLING = ("approval_request", "approval_reminder", "approval_resend", "invitation", "receipt")
"""The kinds of mails of which each is lost on its own; what becomes of others changes little."""


@dataclass
class ApplicationsWorld(ApplicationLife):
    """Acts by one after the other, each upon one of the applications."""

    chance: Choices = field(default_factory=Choices)
    clock: Clock = field(default_factory=Clock)
    last_steps: dict[str, Callable[[], Awaitable[object]]] = field(default_factory=dict)
    again: Callable[[], Awaitable[object]] | None = None
    staff: tuple[ActReason, ...] = (WHY,)
    machine = frozenset({"workflow_goes_on", "mails_go"})
    left_out = frozenset(
        {"apply", "take_steps", "send_mails", "refuse_a_mail", "bounce", "what_is_due"}
    )
    ways = (
        (
            "ask_for_the_link mails_go verify save submit workflow_goes_on mails_go approve"
            " workflow_goes_on mails_go dispute"
        ),
        (
            "ask_for_the_link verify save submit:0,2 workflow_goes_on clear workflow_goes_on"
            " mails_go decline workflow_goes_on correct workflow_goes_on withdraw workflow_goes_on"
        ),
        (
            "ask_for_the_link verify save submit workflow_goes_on ask_for_the_link:1 verify:1"
            " save:1 submit:1 workflow_goes_on:1"
        ),
        "ask_for_the_link mails_go verify save deadline_passes workflow_goes_on",
        "ask_for_the_link save submit workflow_goes_on mails_go deadline_passes workflow_goes_on",
    )

    async def make(self) -> None:
        """Two administrators."""
        self.staff = await two_administrators()

    @property
    def kept(self) -> Any:
        return tuple(self.numbers), dict(self.last_steps)

    def restore(self, kept: Any) -> None:
        self.numbers, self.last_steps = list(kept[0]), dict(kept[1])

    # The applicant.

    async def do_ask_for_the_link(self) -> None:
        number = await self.applications.asks_for_the_link(self.chance.choice(ADDRESSES))
        if number is not None and number not in self.numbers:
            if len(self.numbers) == MOST_APPLICATIONS:
                raise NothingThereError
            self.numbers.append(number)

    async def do_verify(self) -> None:
        await verify_address(self._number(), now())

    async def do_save(self) -> None:
        await save_draft(self._number(), {"company_name": "新規食品"}, HASH, now())

    async def do_submit(self) -> None:
        number, contact = self._number(), self.chance.choice(CONTACTS)
        form = replace(FORM, contact_mail_address=contact)
        generation = (await load_facts(number)).newest_link(Purpose.APPLY)
        await submit_form(number, form, link_generation=generation, now=now())

    async def do_ask_about_wholesaler(self) -> None:
        policy = self.applications.settings.policy
        await ask_about_wholesaler(
            self._number(), Missing.WHOLESALER, "別の卸", "", policy=policy, now=now()
        )

    async def do_ask_for_a_resend(self) -> None:
        await request_resend(self._number(), now())

    # The contact.

    async def do_approve(self) -> None:
        await self._decide(Choice.APPROVE)

    async def do_decline(self) -> None:
        await self._decide(Choice.DECLINE)

    async def do_disown(self) -> None:
        await self._decide(Choice.NO_TRADE)

    async def do_approve_on_an_old_page(self) -> None:
        await self._decide(Choice.APPROVE, before=1)

    async def _decide(self, choice: Choice, before: int = 0) -> None:
        number = self._number()
        facts = await load_facts(number)
        if not facts.newest_link(Purpose.APPROVAL):
            raise NothingThereError
        await record_decision(
            number,
            choice,
            "理由",
            revision=facts.revision - before,
            link_generation=facts.newest_link(Purpose.APPROVAL),
            now=now(),
        )

    async def do_hand_over(self) -> None:
        number, colleague = self._number(), self.chance.choice(CONTACTS[1:])
        revision = (await load_facts(number)).revision
        await hand_over(
            number, Colleague("総務部", "加藤 三郎", colleague), revision=revision, now=now()
        )

    async def do_dispute(self) -> None:
        number = self._number()
        links = (await load_facts(number)).newest_link(Purpose.DISPUTE)
        if not links:
            raise NothingThereError
        generation = self.chance.choice(range(links, 0, -1))
        link = await self.applications.link(Purpose.DISPUTE, number, generation)
        await dispute_decision(link, self.applications.settings.alert_mail_address, now())

    async def do_ask_for_all_requests(self) -> None:
        number = self._number()
        facts = await load_facts(number)
        if not facts.newest_link(Purpose.APPROVAL):
            raise NothingThereError
        asked = await load_approval_request(number, facts.revision)
        await mail_link_to_all(asked, keys=self.applications.settings.link_keys, now=now())

    # Administrators.

    async def do_approve_on_behalf(self) -> None:
        number, why = self._number(), self.chance.choice((WHY, *self.staff))
        revision = (await load_facts(number)).revision
        await approve_on_behalf(number, "電話", revision=revision, why=why, now=now())

    async def do_answer_about_wholesaler(self) -> None:
        settings = self.applications.settings
        await answer_question(
            self._number(), 1, WHY, keys=settings.link_keys, policy=settings.policy, now=now()
        )

    async def do_send_mail_again(self) -> None:
        mail = await self._mail_of(self._number(), self.chance.choice(TELLING), "sent", "refused")
        number, _, name = mail.partition("/")
        await send_mail_again(number, name, WHY, now())

    async def do_settle_disputes(self) -> None:
        await settle_on_its_own(self._number(), WHY, now())

    async def do_ask_for_revocation(self) -> None:
        alert_to = self.applications.settings.alert_mail_address
        why = self.chance.choice(self.staff)
        await ask_for_revocation(self._number(), "電話", why, alert_to=alert_to, now=now())

    async def do_agree_to_revocation(self) -> None:
        settings, why = self.applications.settings, self.chance.choice(self.staff)
        recording = StepSettings(
            settings.link_keys, settings.access_change_wait, settings.alert_mail_address
        )
        await agree_to_revocation(self._number(), why, recording, now())

    async def do_call_off_revocation(self) -> None:
        await call_off_revocation(self._number(), WHY, now())

    # The machine.

    async def do_workflow_goes_on(self) -> None:
        """What `workflows/enrolment.py` has done next, if anything."""
        number = self._number()
        steps, order = self.applications.steps, self.applications.order(number)
        state = await steps.where_the_facts_stand(order)
        if state.stage.waits:
            until = min(state.next_due or state.ends_at, state.ends_at)
            if until > now():
                return
            step = steps.do_what_is_due if until < state.ends_at else steps.end_wait
            await self._step(number, lambda: step(TimeOrder(number, until)))
        elif not state.stage.closed:
            what = STEPS[state.stage]
            await self._step(number, lambda: what(steps, order))

    async def _step(self, number: str, step: Callable[[], Awaitable[object]]) -> None:
        self.last_steps[number] = self.again = step
        await step()

    async def do_last_step_again(self) -> None:
        """A worker that was thought to be dead goes on with what it had in hand."""
        step = self.last_steps.get(self._number())
        if step is None:
            raise NothingThereError
        await step()

    async def do_mails_go(self) -> None:
        """Those to the company that it led to, too."""
        number = self._number()
        rows = await Mail.raw(
            """
            SELECT key FROM mail WHERE state = 'queued' AND (application = {} OR company IN (
                SELECT company_id FROM company WHERE application_number = {}
            )) ORDER BY queued_at, key
            """,
            number,
            number,
        )
        for row in rows:
            if await claim_while_true(row["key"], self.applications.settings.policy, now()):
                await mails.record_sent(row["key"], "250 ok", now())

    # What goes wrong.

    async def do_sender_dies(self) -> None:
        for key in (await mails.due(self._number()))[:1]:
            await claim_while_true(key, self.applications.settings.policy, now())

    async def do_mail_is_refused(self) -> None:
        key = await self._mail_of(self._number(), self.chance.choice(TELLING), "queued")
        if await claim_while_true(key, self.applications.settings.policy, now()):
            await mails.record_refused(key, "550 no such user", now())

    async def do_mail_comes_back(self) -> None:
        key = await self._mail_of(self._number(), self.chance.choice(TELLING), "sent")
        await record_bounced(key, "550 no such user", now())

    # Time.

    async def do_time_passes(self) -> None:
        """The clock passes the next deadline, or whatever else is waited for."""
        if self.clock.next_moment is None:
            raise NothingThereError
        self.clock.now = max(self.clock.next_moment, self.clock.now) + timedelta(seconds=1)

    async def do_deadline_passes(self) -> None:
        """Nobody is there, not even the worker, until an application's time is over."""
        deadline = (await load_facts(self._number())).deadline
        if deadline is None or deadline < now():
            raise NothingThereError
        self.clock.now = deadline.replace(microsecond=0) + timedelta(seconds=1)

    async def do_days_pass(self) -> None:
        self.clock.now += MANY_DAYS

    async def do_a_year_passes(self) -> None:
        """What is over is forgotten."""
        if await Application.exists().where(Application.closed_at.is_null()):
            raise NothingThereError
        self.clock.now += A_YEAR
        for number in await applications_to_forget(self.applications.settings.purge, now(), 10):
            await forget_application(number, now())
            self.numbers.remove(number)

    def _number(self) -> str:
        if not self.numbers:
            raise NothingThereError
        return super()._number()

    async def _form(self) -> tuple[str, ApplicationForm, int]:
        number, contact = self._number(), self.chance.choice(CONTACTS)
        revision = (await load_facts(number)).revision
        if not revision:
            raise NothingThereError
        return number, replace(await newest_form(number), contact_mail_address=contact), revision

    async def _mail_of(self, number: str, kind: str, *states: str) -> str:
        """The newest such mail."""
        row = (
            await Mail.select(Mail.key)
            .where(Mail.application == number, Mail.kind == kind, Mail.state.is_in(list(states)))
            .order_by(Mail.key, ascending=False)
            .first()
        )
        if row is None:
            raise NothingThereError
        return str(row["key"])
