"""What applicants, contacts, administrators, mail servers and the workflow do to applications.

Each public method of `ApplicationLife` that starts with `do_` is one act, upon whatever
application chance picks; what cannot be done at this moment is refused in the product's words.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import timedelta

from piccolo.columns.combination import Where

from activities.orders import TimeOrder
from db.console.acts_on_request import approve_on_behalf, extend_deadline, withdraw_on_request
from db.console.acts_on_request import change_contact as change_contact_for_them
from db.console.address_correction import LinkMaking, correct_address
from db.console.company_acts import company_of, lift_suspension, suspend
from db.console.mails_again import retry_failed, send_mail_again
from db.enrolment.applicant_acts import change_contact, request_resend, submit_correction, withdraw
from db.enrolment.application_form import newest_form
from db.enrolment.contact_requests import Colleague, hand_over
from db.enrolment.facts import load_facts
from db.mailing import mails
from db.mailing.bounces import record_bounced
from db.mailing.sending import claim_while_true
from db.tables.operation import Mail
from domain.enrolment.form import ApplicationForm
from domain.enrolment.stages import Choice, Part, ReviewChoice
from domain.refusals import RefusalError
from rig.applications import STEPS, Applications, another_form, now
from rig.console.acts import GROUND, WHY

APPLICANTS = tuple(f"{name}@shinki-shokuhin.example" for name in ("a", "b", "c"))
CONTACTS = ("a@mihon-oroshi.example", "b@mihon-oroshi.example", "c@stranger.example")
OPEN = 4
"""So many applications are acted on at once."""


MOSTLY = 0.8


class NothingThereError(RefusalError):
    """Chance found nothing to act on."""


@dataclass
class ApplicationLife:
    """A few applications, and chance."""

    applications: Applications
    chance: random.Random
    numbers: list[str] = field(default_factory=list)

    async def go_on(self) -> None:
        """Let there be a few applications that are open, besides the last that were closed."""
        closed = [n for n in self.numbers if (await load_facts(n)).recorded.closed]
        for _ in range(OPEN - len(self.numbers) + len(closed)):
            form = another_form(contact_mail_address=self.chance.choice(CONTACTS))
            address = f"{form.jan_maker_code}@maker.example"
            self.numbers.append(await self.applications.submitted(address, form))
        self.numbers = [n for n in self.numbers if n not in closed[:-OPEN]]
        for number in self.numbers:
            await self._take_steps(number)

    async def do_ask_for_the_link(self) -> None:
        await self.applications.asks_for_the_link(self.chance.choice(APPLICANTS))

    async def do_apply(self) -> None:
        number = await self.applications.asks_for_the_link(self.chance.choice(APPLICANTS))
        if number is not None:
            await self.applications.submit(number, another_form())

    async def do_correct(self) -> None:
        number, form, revision = await self._form()
        await submit_correction(number, form, revision=revision, now=now())

    async def do_change_contact(self) -> None:
        number, form, revision = await self._form()
        await change_contact(number, form, revision=revision, now=now())

    async def do_ask_for_a_resend(self) -> None:
        await request_resend(self._number(), now() + timedelta(days=5))

    async def do_withdraw(self) -> None:
        await withdraw(self._now_and_then(), now())

    async def do_approve(self) -> None:
        await self.applications.decide(self._number(), Choice.APPROVE)

    async def do_decline(self) -> None:
        await self.applications.decide(self._number(), Choice.DECLINE, "理由")

    async def do_disown(self) -> None:
        await self.applications.decide(self._number(), Choice.NO_TRADE, "理由")

    async def do_hand_over(self) -> None:
        number = self._number()
        colleague = Colleague("総務部", "加藤 三郎", self.chance.choice(CONTACTS))
        revision = (await load_facts(number)).revision
        await hand_over(number, colleague, revision=revision, now=now())

    async def do_dispute(self) -> None:
        number = self._number()
        if not await Mail.exists().where(
            Mail.application == number, Mail.kind == "decision_receipt"
        ):
            raise NothingThereError
        await self.applications.dispute(number)

    async def do_clear(self) -> None:
        await self.applications.review(self._number(), ReviewChoice.CLEAR)

    async def do_return(self) -> None:
        await self.applications.review(self._number(), ReviewChoice.RETURN, (Part.WHOLESALER,))

    async def do_turn_down(self) -> None:
        await self.applications.review(self._number(), ReviewChoice.DECLINE)

    async def do_change_contact_for_them(self) -> None:
        number, form, revision = await self._form()
        await change_contact_for_them(number, form, revision=revision, why=WHY, now=now())

    async def do_extend_deadline(self) -> None:
        until = now() + timedelta(days=self.chance.randrange(1, 60))
        await extend_deadline(self._number(), until, WHY, now())

    async def do_approve_on_behalf(self) -> None:
        number = self._number()
        revision = (await load_facts(number)).revision
        await approve_on_behalf(number, "電話", revision=revision, why=WHY, now=now())

    async def do_correct_address(self) -> None:
        settings = self.applications.settings
        making = LinkMaking(settings.link_keys, settings.policy)
        address = f"{self.chance.randrange(999)}@maker.example"
        await correct_address(self._number(), address, making, WHY, ground=GROUND, now=now())

    async def do_withdraw_for_them(self) -> None:
        await withdraw_on_request(self._now_and_then(), WHY, now())

    async def do_send_mail_again(self) -> None:
        mail = await self._mail(Mail.state != "queued")
        number, _, name = str(mail.key).partition("/")
        await send_mail_again(number, name, WHY, now())

    async def do_retry(self) -> None:
        await retry_failed(self._number(), WHY, now())

    async def do_suspend(self) -> None:
        await suspend(await self._company(), WHY, now())

    async def do_lift_suspension(self) -> None:
        await lift_suspension(await self._company(), WHY, now())

    async def do_take_steps(self) -> None:
        await self._take_steps(self._number())

    async def _take_steps(self, number: str) -> None:
        """The workflow goes through its steps; each does only what the facts call for."""
        for step in STEPS.values():
            await step(self.applications.steps, self.applications.order(number))

    async def do_what_is_due(self) -> None:
        number = self._number()
        until = now() + timedelta(days=self.chance.choice((2, 5, 15)))
        await self.applications.steps.do_what_is_due(TimeOrder(number, until))

    async def do_end_wait(self) -> None:
        await self.applications.steps.end_wait(TimeOrder(self._number(), now()))

    async def do_send_mails(self) -> None:
        for _ in range(5):
            mail = await self._mail(Mail.state == "queued")
            if await claim_while_true(str(mail.key), self.applications.settings.policy, now()):
                await mails.record_sent(str(mail.key), "250 ok", now())

    async def do_refuse_a_mail(self) -> None:
        mail = await self._mail(Mail.state == "queued")
        if await claim_while_true(str(mail.key), self.applications.settings.policy, now()):
            await mails.record_refused(str(mail.key), "550 no such user", now())

    async def do_bounce(self) -> None:
        mail = await self._mail(Mail.state == "sent")
        await record_bounced(str(mail.key), "550 no such user", now())

    def _number(self) -> str:
        return self.chance.choice(self.numbers)

    def _now_and_then(self) -> str:
        """An application for what would leave the others nothing to do."""
        if self.chance.random() < MOSTLY:
            raise NothingThereError
        return self._number()

    async def _company(self) -> str:
        try:
            return await company_of(self._number())
        except LookupError as error:
            raise NothingThereError from error

    async def _form(self) -> tuple[str, ApplicationForm, int]:
        number = self._number()
        form = await newest_form(number)
        changed = replace(form, contact_mail_address=self.chance.choice(CONTACTS))
        return number, changed, (await load_facts(number)).revision

    async def _mail(self, which: Where) -> Mail:
        found = await (
            Mail.objects().where(Mail.application.is_in(self.numbers), which).order_by(Mail.key)
        )
        if not found:
            raise NothingThereError
        return self.chance.choice(found)
