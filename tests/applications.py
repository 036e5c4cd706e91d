"""Brings an application to any stage through the functions that pages and activities use."""

from dataclasses import dataclass
from datetime import UTC, datetime

from activities.enrolment import EnrolmentActivities
from activities.orders import StepOrder
from db.approvals import record_decision
from db.drafts import save_draft, verify_address
from db.invitations import InvitationRequest, request_invitation
from db.links import token_for
from db.submissions import submit_form
from db.terms import current_terms
from domain.application_form import ApplicationForm
from domain.passwords import hash_password
from domain.stages import Choice
from domain.tokens import Purpose
from settings import Settings

APPLICANT = "tanaka@shinki-shokuhin.example"
CONTACT = "suzuki@mihon-oroshi.example"
PASSWORD = "correct-horse-battery-staple"

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


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Applications:
    """Makes applications in the database that is open, by the settings of the test."""

    settings: Settings

    def order(self, number: str) -> StepOrder:
        return StepOrder(number, self.settings.policy)

    async def invited(self, mail_address: str = APPLICANT, at: datetime | None = None) -> str:
        """An applicant has asked for the link."""
        at = at or now()
        terms = await current_terms(at)
        return await request_invitation(
            InvitationRequest(
                mail_address=mail_address,
                searched_name="新規食品",
                same_name_found=False,
                terms_version=terms.version,
                terms_sha256=terms.text_sha256,
            ),
            keys=self.settings.link_keys,
            lifetime=self.settings.policy.link_lifetime,
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
        await save_draft(number, {}, hash_password(PASSWORD), now())
        await submit_form(number, form, link_generation=1, now=now())

    async def awaiting_approval(
        self, mail_address: str = APPLICANT, form: ApplicationForm = FORM
    ) -> str:
        """The wholesaler's contact is asked."""
        number = await self.submitted(mail_address, form)
        await EnrolmentActivities(self.settings).ask_wholesaler(self.order(number))
        return number

    async def decided(self, choice: Choice = Choice.APPROVE, reason: str = "") -> str:
        """The contact has decided; its workflow has not heard of it yet."""
        number = await self.awaiting_approval()
        await self._decide(number, choice, reason)
        return number

    async def approve(self, number: str) -> None:
        await self._decide(number, Choice.APPROVE, "")

    async def decline(self, number: str) -> None:
        await self._decide(number, Choice.DECLINE, "取引の予定がありません。")

    async def _decide(self, number: str, choice: Choice, reason: str) -> None:
        await record_decision(number, choice, reason, revision=1, link_generation=1, now=now())

    async def enrolled(self) -> str:
        """The IDs are issued."""
        number = await self.decided()
        await EnrolmentActivities(self.settings).issue_ids(self.order(number))
        return number

    async def token(self, purpose: Purpose, number: str, generation: int | None = None) -> str:
        """The secret part of a link that a mail carries."""
        return await token_for(self.settings.link_keys, purpose, number, generation)
