"""Mails of every kind, written without a database."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

from db.mail_facts import MailFacts
from db.mails import ClaimedMail
from domain.stages import Choice
from mail.letters import letter_for
from mail.links import Links, SecretLink
from mail.rendering import render
from settings import Helpdesk

NUMBER = "261122-000001-5"
DEADLINE = datetime(2026, 12, 2, 11, 4, tzinfo=UTC)
DEADLINE_SHOWN = "2026年12月2日(水) 20:04（日本時間）"
MAIL_FROM = "no-reply@inforex.example"
HELPDESK = Helpdesk(telephone="03-3548-3854", mail_address="support@jii-inforex.jp")

FACTS = MailFacts(
    application_number=NUMBER,
    mail_address="tanaka@shinki-shokuhin.example",
    deadline=DEADLINE,
    submitted_at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
    company_name="新規食品株式会社",
    head_office="東京都",
    jan_maker_code="4598765",
    wholesaler_name="見本食品卸株式会社",
    contact_department="仕入部",
    contact_name="鈴木 一郎",
    contact_mail_address="suzuki@mihon-oroshi.example",
    manager_name="田中 花子",
    choice=Choice.DECLINE,
    reason="お取引の記録がありません。\n担当部署をご確認ください。",
    decided_at=datetime(2026, 11, 24, 0, 30, tzinfo=UTC),
    company_id="00000017",
    account_id="001",
)

SUBJECTS = {
    "invitation": "【Inforex】加入手続きのご案内",
    "invitation_reminder": "【Inforex】加入申請の期限が近づいています",
    "receipt": "【Inforex】加入申請を受け付けました",
    "approval_request": "【Inforex】お取引確認のお願い",
    "welcome": "【Inforex】会員登録完了のお知らせ",
    "decision_receipt": "【Inforex】お取引確認の結果を受け付けました",
    "declined": "【Inforex】お取引確認の結果について",
    "lapsed": "【Inforex】加入申請の期限が過ぎました",
    "approval_lapsed": "【Inforex】お取引確認の受付を終了しました",
}


@dataclass(frozen=True)
class KnownLinks(Links):
    """Links whose tokens are known beforehand."""

    async def status(self) -> str:
        return f"{self.base_url}/status/token-s"

    async def apply(self) -> SecretLink:
        return SecretLink(f"{self.base_url}/apply/token-a", DEADLINE)

    async def approval(self) -> SecretLink:
        return SecretLink(f"{self.base_url}/approval/token-w", DEADLINE)


LINKS = KnownLinks("https://inforex.test", (), NUMBER, 1)


async def written(kind: str, facts: MailFacts = FACTS) -> EmailMessage:
    """A mail of one kind, as its receiver's program parses it."""
    message = render(
        await letter_for(kind, facts, LINKS),
        ClaimedMail(f"{NUMBER}/{kind}/1", NUMBER, kind, 1, facts.mail_address),
        mail_from=MAIL_FROM,
        helpdesk=HELPDESK,
        now=datetime(2026, 11, 22, 11, 4, tzinfo=UTC),
    )
    return parsed(message.as_bytes())


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
        wholesaler_name=text,
        contact_department=text,
        contact_name=text,
        manager_name=text,
        reason=text,
    )
