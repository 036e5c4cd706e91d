"""Mails of every kind, written without a database."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
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
from domain.mail_kinds import Audience, MailKind
from mail.letters import LETTERS, language_of, letter_for
from mail.links import Links, SecretLink
from mail.member_letters import MEMBER_LETTERS
from mail.member_links import MemberLinks
from mail.rendering import AnyLetter, render
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

SUBJECTS = {
    "invitation": "【Inforex】加入手続きのご案内",
    "invitation_reminder": "【Inforex】加入申請の期限が近づいています",
    "wholesaler_answer": "【Inforex】認証先卸についてのご案内",
    "receipt": "【Inforex】加入申請を受け付けました",
    "approval_request": "【Inforex】お取引確認のお願い",
    "approval_reminder": "【Inforex】お取引確認のお願い（ご回答待ち）",
    "approval_resend": "【Inforex】お取引確認のお願い（再送）",
    "open_requests": "【Inforex】ご回答をお待ちしている申請",
    "approval_withdrawn": "【Inforex】お取引確認のお願いが取り下げられました",
    "welcome": "【Inforex】会員登録完了のお知らせ",
    "hand_over_receipt": "【Inforex】お取引確認の担当を引き継ぎました",
    "decision_receipt": "【Inforex】お取引確認へのご回答を受け付けました",
    "issue_revoked": "【Inforex】発行したIDを取り消しました",
    "declined": "【Inforex】お取引確認の結果について",
    "lapsed": "【Inforex】加入申請の期限が過ぎました",
    "approval_lapsed": "【Inforex】お取引確認の受付を終了しました",
    "returned": "【Inforex】加入申請の内容をご確認ください",
    "undeliverable": "【Inforex】認証先卸担当者へのメールが届きませんでした",
    "turned_down": "【Inforex】加入申請の審査結果について",
    "uncorrected": "【Inforex】修正期限が過ぎたため加入申請を終了しました",
    "withdrawn": "【Inforex】加入申請の取り下げを受け付けました",
    "address_corrected": "【Inforex】ご連絡先のメールアドレスを変更しました",
    "address_replaced": "【Inforex】このメールアドレスへのお知らせを終了しました",
    "alert_screening": "【Inforex管理】審査が必要な加入申請があります",
    "alert_no_trade": "【Inforex管理】「取引がない」との回答がありました",
    "alert_dispute": "【Inforex管理】「心当たりがない」との連絡がありました",
    "alert_suspended": "【Inforex管理】発行済みの企業IDを停止しました",
    "alert_revocation": "【Inforex管理】発行の取り消しに、別の管理者の同意が必要です",
    "alert_done": "【Inforex管理】対応が終わりました",
    "alert_silence": "【Inforex管理】卸担当者の回答がまだありません",
    "account_invitation": "【Inforex】アカウント発行のご案内",
    "address_registered": "【Inforex】メールアドレスを登録しました",
    "recovery": "【Inforex】ID・パスワード再設定のご案内",
    "password_reset": "【Inforex】パスワード再設定のご案内",
    "password_changed": "【Inforex】パスワードが変更されました",
    "address_confirmation": "【Inforex】メールアドレスの確認のお願い",
    "address_change_asked": "【Inforex】メールアドレス変更の手続きがありました",
    "address_changed": "【Inforex】メールアドレスが変更されました",
    "second_factor_changed": "【Inforex】二段階認証の設定が変更されました",
    "role_received": "【Inforex】ID管理ユーザーになりました",
    "role_handed_over": "【Inforex】ID管理ユーザーを引き継ぎました",
    "deputy_asked": "【Inforex】ID管理ユーザー（副担当）への就任のお願い",
    "deputy_asking": "【Inforex】ID管理ユーザー（副担当）への就任をお願いしました",
    "deputy_begun": "【Inforex】ID管理ユーザー（副担当）が就任しました",
    "deputy_off": "【Inforex】ID管理ユーザー（副担当）への就任のお願いが終了しました",
    "deputy_ended": "【Inforex】ID管理ユーザー（副担当）ではなくなりました",
    "company_change_alert": "【Inforex管理】企業情報の変更の申し込みがあります",
    "company_change_settled": "【Inforex管理】企業情報の変更の対応が終わりました",
    "company_change_approved": "【Inforex】企業情報の変更を反映しました",
    "company_change_declined": "【Inforex】企業情報の変更のお申し込みについて",
    "company_suspended": "【Inforex】Inforexの利用を停止しました",
    "company_disputed": "【Inforex】Inforexの利用を停止しました",
    "company_revoked": "【Inforex】発行したIDを取り消しました",
    "suspension_lifted": "【Inforex】Inforexの利用を再開できます",
    "cancellation_begun": "【Inforex】解約のお申し込みを受け付けました",
    "cancellation_reminder": "【Inforex】解約の日が近づいています",
    "cancellation_undone": "【Inforex】解約を取り消しました",
    "cancellation_ended": "【Inforex】解約の手続きが完了しました",
    "cancellation_proposed": "【Inforex管理】解約の手続きに、別の管理者の確認が必要です",
    "cancellation_alert": "【Inforex管理】会員企業の解約について",
    "password_link": "【Inforex】パスワード再設定のご案内",
    "manager_invited": "【Inforex】ID管理ユーザーのアカウント発行のご案内",
    "manager_appointed": "【Inforex】ID管理ユーザーになりました",
    "manager_replaced": "【Inforex】ID管理ユーザーが変更されました",
    "address_put_right": "【Inforex】メールアドレスを登録しました",
    "second_factor_removed": "【Inforex】二段階認証が解除されました",
    "access_change_asked": "【Inforex】アカウントの変更手続きの確認のお願い",
    "access_change_notice": "【Inforex】貴社のアカウントの変更手続きのお知らせ",
    "access_confirmation": "【Inforex】新しいメールアドレスの確認のお願い",
    "access_change_off": "【Inforex】アカウントの変更手続きを取りやめました",
    "access_change_alert": "【Inforex管理】会員のアカウントの変更手続きが始まりました",
    "access_change_stopped": "【Inforex管理】変更手続きの停止の連絡がありました",
}


def subject_of(kind: str, company_name: str = FACTS.company_name) -> str:
    """The whole subject: what the administrators get names the case."""
    if MailKind(kind).audience is not Audience.ADMINISTRATORS:
        return SUBJECTS[kind]
    reference = NUMBER if kind in LETTERS else FACTS.company_id
    return f"{SUBJECTS[kind]}（{reference}\u3000{company_name}）"


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


def parsed(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage) -> str:
    return _part(message, "plain")


def html_of(message: EmailMessage) -> str:
    return _part(message, "html")


def _part(message: EmailMessage, subtype: str) -> str:
    body = message.get_body((subtype,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def words_of_text(text: str) -> str:
    """The words alone: no white space, and none of the signs that stand for headings and such."""
    return _without_space(re.sub("^(■|▼|> |-{3,})", "", text, flags=re.MULTILINE))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self._in_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_head = tag == "head" or (self._in_head and tag != "body")
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        if not self._in_head:
            self.words.append(data)


def words_of_html(html: str) -> str:
    return _without_space("".join(_read(html).words))


def links_of_html(html: str) -> list[str]:
    """Everything that can be clicked or is loaded."""
    return _read(html).links


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def _without_space(text: str) -> str:
    return "".join(text.split())


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
