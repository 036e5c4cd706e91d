"""Mails of every kind, written without a database."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

from db.access.facts import AccessChangeRequest as AccessChange
from db.companies.cancellations import CancellationRequest
from db.companies.company_changes import CompanyChangeRequest
from db.enrolment.mail_facts import Colleague, LastDone, MailFacts
from db.mailing.mails import ClaimedMail
from db.mailing.member_facts import MemberFacts
from db.members.deputy_facts import Appointment
from domain.companies.access_acts import AccessAct
from domain.companies.access_change import AccessStage, Progress
from domain.companies.company_change import ChangeChoice
from domain.companies.company_data import Identity
from domain.companies.deputies import Ending
from domain.enrolment.stages import Choice, Part, Stage
from mail.letters import LETTERS, language_of, letter_for
from mail.links import Links, SecretLink
from mail.member_letters import MEMBER_LETTERS
from mail.member_links import MemberLinks
from mail.rendering import AnyLetter, render
from rig.mail_reading import parsed
from settings import Helpdesk

NUMBER = "261122-000001-5"
DEADLINE = datetime(2026, 12, 2, 11, 4, tzinfo=UTC)
DEADLINE_SHOWN = "2026年12月2日(水) 20:04（日本時間）"
MAIL_FROM = "no-reply@inforex.example"
HELPDESK = Helpdesk(telephone="03-3548-3854", mail_address="support@jii-inforex.jp")

FACTS = MailFacts(
    application_number=NUMBER,
    mail_address="tanaka@shinki-shokuhin.example",
    stage=Stage.AWAITING_APPROVAL,
    deadline=DEADLINE,
    submitted_at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
    applied_at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
    company_name="新規食品株式会社",
    company_name_kana="シンキショクヒン",
    corporate_number="7000012050002",
    postal_code="100-0001",
    head_office="東京都",
    address="千代田区千代田1-1",
    telephone="03-0000-1234",
    jan_maker_code="4598765",
    wholesaler_name="見本食品卸株式会社",
    contact_department="仕入部",
    contact_name="鈴木 一郎",
    contact_mail_address="suzuki@mihon-oroshi.example",
    manager_department="商品部",
    manager_name="田中 花子",
    manager_name_kana="タナカ ハナコ",
    choice=Choice.DECLINE,
    reason="お取引の記録がありません。\n担当部署をご確認ください。",
    decided_at=datetime(2026, 11, 24, 0, 30, tzinfo=UTC),
    return_reason="住所の番地が入力されていません。\nご確認ください。",
    return_parts=(Part.COMPANY, Part.JAN),
    verdict_reason="JANメーカーコードの貸与を受けた企業と異なります。",
    findings=("jan_maker_code_taken", "jan_maker_code_taken", "contact_mail_is_free"),
    company_id="00000017",
    account_id="001",
    successor=Colleague(
        "営業部",
        "佐藤 次郎",
        "sato@mihon-oroshi.example",
        datetime(2026, 11, 24, 2, 0, tzinfo=UTC),
    ),
    missed_wholesaler="株式会社北国食品卸",
    named_wholesaler="北国食品卸株式会社",
    wholesaler_answer="正式な企業名で登録しました。",
    last_done=LastDone(
        "administrator:review:clear",
        "admin@inforex.example",
        datetime(2026, 11, 24, 3, 0, tzinfo=UTC),
    ),
)


@dataclass(frozen=True)
class KnownLinks(Links):
    """Links whose tokens are known beforehand."""

    async def status_of(self, application_number: str) -> str:
        return f"{self.base_url}/status/token-s" if application_number else ""

    async def apply(self) -> SecretLink:
        return SecretLink(f"{self.base_url}/apply/token-a", DEADLINE)

    async def approval(self) -> SecretLink:
        return SecretLink(f"{self.base_url}/approval/token-w", DEADLINE)

    async def requests(self) -> SecretLink:
        return SecretLink(f"{self.base_url}/requests/token-r", DEADLINE)

    async def dispute(self) -> str:
        return f"{self.base_url}/dispute/token-d"


@dataclass(frozen=True)
class KnownMemberLinks(MemberLinks):
    """Links to members whose tokens are known beforehand."""

    async def invitation(self) -> SecretLink:
        return SecretLink(f"{self.base_url}/invitation/token-i", DEADLINE)

    async def password(self) -> SecretLink:
        return SecretLink(f"{self.base_url}/password/token-p", DEADLINE)

    async def address(self) -> SecretLink:
        return SecretLink(f"{self.base_url}/address/token-m", DEADLINE)

    async def access(self) -> SecretLink:
        return SecretLink(f"{self.base_url}/access/token-c", DEADLINE)


LINKS = KnownLinks("https://inforex.test", (), NUMBER, 1)
MEMBER_LINKS = KnownMemberLinks("https://inforex.test", (), 2, 1)


async def written(kind: str, facts: MailFacts = FACTS) -> EmailMessage:
    """A mail of one kind, as its receiver's program parses it."""
    return parsed(await raw(kind, facts))


async def raw(kind: str, facts: MailFacts = FACTS) -> bytes:
    """A mail of one kind, as the mail server gets it."""
    message = render(
        await _letter(kind, facts),
        ClaimedMail(
            key=f"{NUMBER}/{kind}/1",
            process=NUMBER,
            kind=kind,
            generation=1,
            revision=1,
            company=None,
            account=None,
            recipient=facts.mail_address,
            salt=UUID(int=1),
            queued_at=datetime(2026, 11, 22, 11, 4, tzinfo=UTC),
        ),
        mail_from=MAIL_FROM,
        helpdesk=HELPDESK,
        now=datetime(2026, 11, 22, 11, 4, tzinfo=UTC),
        language=language_of(kind, facts) if kind in LETTERS else "ja",
    )
    return message.as_bytes()


async def _letter(kind: str, facts: MailFacts) -> AnyLetter:
    if kind in MEMBER_LETTERS:
        return await MEMBER_LETTERS[kind].about(_of_member(facts), MEMBER_LINKS)
    return await letter_for(kind, facts, LINKS)


def _of_member(facts: MailFacts) -> MemberFacts:
    """The same texts, where a mail to a member shows them."""
    return MemberFacts(
        process="letters-12",
        recipient=facts.mail_address,
        queued_at=datetime(2026, 11, 22, 1, 0, tzinfo=UTC),
        company_id=facts.company_id,
        company_name=facts.company_name,
        account=2,
        account_id="002",
        person_name=facts.contact_name,
        department=facts.contact_department,
        mail_address=facts.contact_mail_address,
        manager_name=facts.manager_name,
        manager_department=facts.manager_name,
        change=CompanyChangeRequest(
            change_id=7,
            company_id=facts.company_id,
            wanted=Identity(facts.company_name, facts.company_name, facts.jan_maker_code),
            reason=facts.reason,
            requested_by="001",
            requested_at=datetime(2026, 11, 22, 1, 0, tzinfo=UTC),
            choice=ChangeChoice.DECLINE,
            decision_reason=facts.verdict_reason,
            decided_by="admin@inforex.example",
            decided_at=datetime(2026, 11, 24, 1, 0, tzinfo=UTC),
            closed=True,
        ),
        cancellation=CancellationRequest(
            cancellation_id=7,
            company_id=facts.company_id,
            reason=facts.reason,
            requested_by="001",
            requested_at=datetime(2026, 11, 22, 1, 0, tzinfo=UTC),
            ends_at=DEADLINE,
            kept_until=DEADLINE + timedelta(days=365),
            reminded_at=None,
            undone_at=None,
            ended_at=None,
        ),
        access=_access_change(facts),
        appointment=Appointment(
            appointment_id=7,
            company_id=facts.company_id,
            account=3,
            account_id="003",
            department=facts.contact_department,
            person_name=facts.contact_name,
            asked_by="001",
            asked_by_name=facts.manager_name,
            asked_at=datetime(2026, 11, 22, 1, 0, tzinfo=UTC),
            expires_at=DEADLINE,
            accepted_at=None,
            ending=Ending.DECLINED,
            ended_by="003",
        ),
    )


def _access_change(facts: MailFacts) -> AccessChange:
    """Another ID manager, named by the same texts, whom nobody of the company could be told of."""
    return AccessChange(
        change_id=7,
        company_id=facts.company_id,
        company_name=facts.company_name,
        account=2,
        account_id="002",
        person_name=facts.contact_name,
        mail_address=facts.contact_mail_address,
        act=AccessAct.MANAGER,
        role_then="id_manager",
        address_then=facts.contact_mail_address,
        new_address="",
        new_account_id="",
        new_department=facts.contact_department,
        new_person_name=facts.manager_name,
        new_person=None,
        reason=facts.reason,
        evidence=facts.reason,
        asked_by="admin@inforex.example",
        administrator=3,
        asked_by_name=facts.manager_name,
        asked_by_role="administrator",
        seconded_by_name="",
        closed_at=DEADLINE,
        progress=Progress(
            asked_at=datetime(2026, 11, 22, 1, 0, tzinfo=UTC),
            due_at=DEADLINE,
            confirms=True,
            outcome=AccessStage.LAPSED,
        ),
    )


def facts_with_text(text: str) -> MailFacts:
    """Facts in which everything that people type freely is this text."""
    return replace(
        FACTS,
        company_name=text,
        company_name_kana=text,
        manager_department=text,
        manager_name_kana=text,
        address=text,
        successor=Colleague(text, text, text, DEADLINE),
        predecessor=Colleague(text, text, text, DEADLINE),
        wholesaler_name=text,
        contact_department=text,
        contact_name=text,
        contact_mail_address=text,
        manager_name=text,
        reason=text,
        return_reason=text,
        verdict_reason=text,
        missed_wholesaler=text,
        named_wholesaler=text,
        wholesaler_answer=text,
    )
