"""Brings an application to any stage through the functions that pages and activities use."""

import itertools
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from activities.enrolment import EnrolmentActivities
from activities.orders import StepOrder, TimeOrder
from clock import utc_now
from db.audit import ActReason
from db.enrolment.applicant_acts import withdraw
from db.enrolment.application_form import save_draft, submit_form, verify_address
from db.enrolment.approvals import dispute_decision, record_decision
from db.enrolment.facts import load_facts
from db.enrolment.invitations import InvitationRequest, request_invitation
from db.enrolment.links import FoundLink, find_link, token_for
from db.enrolment.reviews import Verdict, decide_review
from db.mailing import mails
from db.tables.operation import Mail
from db.terms import current_terms
from domain.enrolment.form import ApplicationForm
from domain.enrolment.stages import Choice, Part, ReviewChoice, Stage
from domain.passwords import hash_password
from domain.tokens import Purpose
from rig.remembered import put
from settings import Settings

APPLICANT = "tanaka@shinki-shokuhin.example"
CONTACT = "suzuki@mihon-oroshi.example"
COLLEAGUE = "sato@mihon-oroshi.example"
"""To whom the contact hands a request over."""
PASSWORD = "correct-horse-battery-staple"
HASH = hash_password(PASSWORD)
"""Made once for all tests: each takes a tenth of a second."""
WHY = ActReason("admin@inforex.example", "電話で確認しました。")

FORM = ApplicationForm(
    company_name="新規食品株式会社",
    company_name_kana="シンキショクヒン",
    corporate_number="7000012050002",
    postal_code="100-0001",
    head_office="東京都",
    address="千代田区千代田1-1",
    telephone="03-0000-1234",
    jan_maker_code="4598765",
    wholesaler_id=1,
    contact_department="仕入部",
    contact_name="鈴木 一郎",
    contact_mail_address=CONTACT,
    manager_department="商品部",
    manager_name="田中 花子",
    manager_name_kana="タナカ ハナコ",
)


CLOCK: ContextVar[Callable[[], datetime]] = ContextVar("CLOCK", default=utc_now)
"""Whoever moves the time of all acts sets another."""


def now() -> datetime:
    return CLOCK.get()()


STEPS = {
    Stage.SUBMITTED: EnrolmentActivities.screen,
    Stage.CLEARED: EnrolmentActivities.ask_wholesaler,
    Stage.APPROVED: EnrolmentActivities.issue_ids,
    Stage.REFUSED: EnrolmentActivities.return_refused,
    Stage.UNDELIVERABLE: EnrolmentActivities.return_undeliverable,
    Stage.SENT_BACK: EnrolmentActivities.send_back,
    Stage.DISOWNED: EnrolmentActivities.freeze_disowned,
    Stage.DISPUTED: EnrolmentActivities.freeze_disputed,
    Stage.TURNED_DOWN: EnrolmentActivities.close_turned_down,
    Stage.WITHDRAWING: EnrolmentActivities.close_withdrawn,
}
"""The step that the workflow has done at each stage that people brought about."""


_serials = itertools.count()


def another_form(**changes: Any) -> ApplicationForm:
    """A form of another company, which meets no other one in screening."""
    serial = next(_serials)
    own = {
        "company_name": f"株式会社べつの食品{serial}",
        "corporate_number": None,
        "jan_maker_code": f"{4930000 + serial}",
    }
    return replace(FORM, **(own | changes))


OFTEN: list[str] = []
"""The names of what many tests begin with, and few are about."""

Arguments = ParamSpec("Arguments")
BringsAbout = Callable[Concatenate["Applications", Arguments], Coroutine[Any, Any, str]]


def often(bring_about: BringsAbout[Arguments]) -> BringsAbout[Arguments]:
    """Have this put into a fresh database as remembered, when nothing is said about it."""
    name = bring_about.__name__
    OFTEN.append(name)

    @wraps(bring_about)
    async def begin(
        applications: "Applications", /, *said: Arguments.args, **of: Arguments.kwargs
    ) -> str:
        number = None if said or of else await put(name, applications.settings, now())
        return number or await bring_about(applications, *said, **of)

    return begin


@dataclass(frozen=True)
class Applications:
    """Makes applications in the database that is open, by the settings of the test.

    Without a form, the first application is made of `FORM`; more need `another_form()`, or
    screening finds the same company twice.
    """

    settings: Settings

    @property
    def steps(self) -> EnrolmentActivities:
        return EnrolmentActivities(self.settings, now)

    def order(self, number: str) -> StepOrder:
        return StepOrder(number, self.settings.policy)

    async def invited(self, mail_address: str = APPLICANT, at: datetime | None = None) -> str:
        """An applicant has asked for the link, and gets it."""
        number = await self.asks_for_the_link(mail_address, at)
        assert number is not None
        return number

    async def asks_for_the_link(self, mail_address: str, at: datetime | None = None) -> str | None:
        """An applicant asks for the link; None for one who has it, and had enough mails today."""
        at = at or now()
        terms = await current_terms(at)
        return await request_invitation(
            InvitationRequest(
                mail_address=mail_address,
                searched_name="新規食品",
                terms_version=terms.version,
                terms_sha256=terms.text_sha256,
                seen=datetime.max.replace(tzinfo=UTC),  # who asks wants another mail each time
            ),
            keys=self.settings.link_keys,
            policy=self.settings.policy,
            now=at,
        )

    async def submitted(self, mail_address: str = APPLICANT, form: ApplicationForm = FORM) -> str:
        """The form is acknowledged; its workflow has not heard of it yet."""
        number = await self.invited(mail_address)
        await self.submit(number, form)
        return number

    async def submit(self, number: str, form: ApplicationForm = FORM) -> None:
        """The applicant proves the address, fills in the form and submits it."""
        await verify_address(number, now())
        await save_draft(number, {}, HASH, now())
        await submit_form(number, form, link_generation=1, now=now())

    @often
    async def awaiting_approval(
        self, mail_address: str = APPLICANT, form: ApplicationForm = FORM
    ) -> str:
        """The wholesaler's contact is asked."""
        number = await self.submitted(mail_address, form)
        await self.steps.screen(self.order(number))
        return number

    @often
    async def under_review(self, mail_address: str = APPLICANT) -> str:
        """Screening found a contact whose domain nobody registered."""
        form = another_form(contact_mail_address="contact@unregistered.example")
        return await self.awaiting_approval(mail_address, form)

    async def decided(self, choice: Choice = Choice.APPROVE, reason: str = "") -> str:
        """The contact has decided; its workflow has not heard of it yet."""
        number = await self.awaiting_approval()
        await self.decide(number, choice, reason)
        return number

    async def approve(self, number: str) -> None:
        await self.decide(number, Choice.APPROVE)

    async def decline(self, number: str) -> None:
        await self.decide(number, Choice.DECLINE, "取引の予定がありません。")

    async def decide(self, number: str, choice: Choice, reason: str = "") -> None:
        """The contact decides about the newest revision, by the newest link."""
        await self.decide_about(number, (await load_facts(number)).revision, choice, reason)

    async def decide_about(
        self,
        number: str,
        revision: int,
        choice: Choice,
        reason: str = "",
        at: datetime | None = None,
    ) -> None:
        """The contact decides about a revision that a page showed."""
        await record_decision(
            number, choice, reason, revision=revision, link_generation=1, now=at or now()
        )

    async def returned(self) -> str:
        """The wholesaler declined, and the applicant may name another one."""
        number = await self.decided(Choice.DECLINE, "取引の予定がありません。")
        await self.steps.return_refused(self.order(number))
        return number

    async def frozen(self) -> str:
        """The contact said 「取引がない」."""
        number = await self.decided(Choice.NO_TRADE, "取引がありません。")
        await self.steps.freeze_disowned(self.order(number))
        return number

    async def refused(self) -> str:
        """The contact said 「承認しない」; its workflow has not heard of it yet."""
        return await self.decided(Choice.DECLINE, "取引の予定がありません。")

    async def disowned(self) -> str:
        """The contact said 「取引がない」; its workflow has not heard of it yet."""
        return await self.decided(Choice.NO_TRADE, "取引がありません。")

    async def disputed(self) -> str:
        """The mailbox says that it did not decline; its workflow has not heard of it yet."""
        number = await self.returned()
        await self.dispute(number)
        return number

    async def dispute(self, number: str) -> None:
        """The owner of the mailbox says 「心当たりがない」 about the newest decision."""
        link = await self.link(Purpose.DISPUTE, number)
        await dispute_decision(link, self.settings.alert_mail_address, now())

    async def undeliverable(self) -> str:
        """The contact's mail server refused the request."""
        number = await self.awaiting_approval()
        await mails.record_refused(f"{number}/approval_request/1", "550 no such user", now())
        return number

    async def review(self, number: str, choice: ReviewChoice, parts: tuple[Part, ...] = ()) -> None:
        """An administrator decides about an application under review."""
        await decide_review(number, Verdict(choice, WHY, parts), now())

    async def cleared(self) -> str:
        """An administrator cleared what screening found."""
        number = await self.under_review()
        await self.review(number, ReviewChoice.CLEAR)
        return number

    async def sent_back(self) -> str:
        """An administrator returned it for correction; its workflow has not heard of it yet."""
        number = await self.under_review()
        await self.review(number, ReviewChoice.RETURN, (Part.WHOLESALER,))
        return number

    async def turned_down(self) -> str:
        """An administrator declined it; its workflow has not heard of it yet."""
        number = await self.under_review()
        await self.review(number, ReviewChoice.DECLINE)
        return number

    async def withdrawing(self) -> str:
        """The applicant withdrew; its workflow has not heard of it yet."""
        number = await self.awaiting_approval()
        await withdraw(number, now())
        return number

    @often
    async def enrolled(self) -> str:
        """The IDs are issued."""
        number = await self.decided()
        await self.steps.issue_ids(self.order(number))
        return number

    async def mails_have_gone(self, number: str, kind: str = "%") -> None:
        """The mail server took what was queued for an application, so that its waits begin."""
        await Mail.update({Mail.state: "sent", Mail.finished_at: now()}).where(
            Mail.application == number, Mail.kind.like(kind), Mail.state == "queued"
        )

    async def at_its_end(self, number: str) -> TimeOrder:
        """The mails went, and the present wait is over."""
        await self.mails_have_gone(number)
        deadline = (await load_facts(number)).deadline
        assert deadline is not None
        return TimeOrder(number, deadline)

    async def link(self, purpose: Purpose, number: str, generation: int | None = None) -> FoundLink:
        """A link as its page finds it."""
        link = await find_link(await self.token(purpose, number, generation), purpose)
        assert link is not None
        return link

    async def token(self, purpose: Purpose, number: str, generation: int | None = None) -> str:
        """The secret part of a link that a mail carries."""
        return await token_for(self.settings.link_keys, purpose, number, generation)
