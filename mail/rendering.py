"""A letter becomes a mail: subject, plain text and HTML by its folder, and the headers of all."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import ClassVar, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from db.mailing.mails import ClaimedMail
from domain.business_calendar import JST, format_jst, format_jst_day
from domain.mail_kinds import MailKind
from domain.mailbox_names import as_sent
from mail.cases import AboutACase
from mail.traces import message_id, thread_id
from settings import Helpdesk
from texts.japanese_parts import mark_japanese

# By its own 78, the library makes encoded words of 76 characters where a header goes on; RFC 2047
# allows 75.
_LINES = SMTP.clone(max_line_length=76)
_FOLDERS = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    keep_trailing_newline=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
_FOLDERS.filters["jst_en"] = lambda at: format_jst(at, "en")
_FOLDERS.filters["jst"] = lambda at: f"{format_jst(at)}（日本時間）"
_FOLDERS.filters["jst_day"] = format_jst_day


class AnyLetter(Protocol):
    """What a mail says; its `kind` is the folder of its templates."""

    kind: ClassVar[MailKind]


def render(  # noqa: PLR0913 -- what is said, to whom, in whose name, when, in which language
    letter: AnyLetter,
    mail: ClaimedMail,
    *,
    mail_from: str,
    helpdesk: Helpdesk,
    now: datetime,
    language: str = "ja",
) -> EmailMessage:
    """Write a mail as `multipart/alternative`, its parts in base64, so that no line is too long.

    What the administrators get about one case names it, and is one thread (`mail/cases.py`).
    The Message-ID comes from the mail's row, so that a retry is seen as the same mail (S40). The
    headers ask for no automatic replies (RFC 3834, and what Exchange heeds).
    """
    message = EmailMessage(policy=_LINES)
    subject = _part(letter, "subject", "txt", language).strip()
    message["From"] = Address("Inforex", addr_spec=mail_from)
    message["To"] = as_sent(mail.recipient)
    message["Subject"] = subject
    message["Date"] = now.astimezone(JST)
    message["Message-ID"] = message_id(mail.key, mail.salt, mail_from)
    if isinstance(letter, AboutACase):
        message.replace_header("Subject", f"{subject}（{letter.case.words}）")
        thread = thread_id(mail.process, mail_from)
        message["In-Reply-To"] = message["References"] = thread
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    text = _part(letter, "body", "txt", language, subject=subject, helpdesk=helpdesk)
    html = _part(letter, "body", "html", language, subject=subject, helpdesk=helpdesk)
    if language == "en":
        html = mark_japanese(html)
    message.set_content(text, cte="base64")
    message.add_alternative(html, subtype="html", cte="base64")
    # Not before: headers of this name would have moved into the first part.
    message["Content-Language"] = language
    return message


def _part(letter: AnyLetter, part: str, form: str, language: str, **context: object) -> str:
    file = f"{part}.{form}" if language == "ja" else f"{part}.{language}.{form}"
    return _FOLDERS.get_template(f"{letter.kind}/{file}").render(letter=letter, **context)
