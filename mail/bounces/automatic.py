"""Tells the mails of machines from those of people."""

import re
from email.errors import HeaderParseError
from email.header import decode_header

from mail.bounces.parts import OpenedMail, decoded

_MAIL_SYSTEM = re.compile(
    r"mail(er)?-?daemon|postmaster@|mail delivery|microsoftexchange", re.IGNORECASE
)
_AUTOMATIC_SUBJECT = re.compile(
    r"自動返信|自動応答|out of office|automatic reply|auto[- ]?reply", re.IGNORECASE
)
_MOST_OF_A_SUBJECT = 500


def is_from_mail_system(mail: OpenedMail) -> bool:
    """Tell whether a mail server wrote this, by its sender or as a report (RFC 3464)."""
    return is_delivery_report(mail) or bool(_MAIL_SYSTEM.search(mail.field("From")))


def is_delivery_report(mail: OpenedMail) -> bool:
    """Tell whether this is a `multipart/report` on a delivery (RFC 6522), not on a reading."""
    return mail.header.get_content_type() == "multipart/report" and any(
        part.content_type.endswith("delivery-status") for part in mail.parts
    )


def is_automatic_reply(mail: OpenedMail) -> bool:
    """Tell whether somebody's machine answered: by RFC 3834, or the older ways of saying so."""
    return not is_from_mail_system(mail) and (
        mail.field("Auto-Submitted").lower() not in {"", "no"}
        or bool(mail.fields("X-Autoreply") or mail.fields("X-Autorespond"))
        or mail.field("Precedence").lower() in {"auto_reply", "bulk", "junk"}
        or bool(_AUTOMATIC_SUBJECT.search(_subject(mail)))
    )


def _subject(mail: OpenedMail) -> str:
    written = mail.field("Subject")[:_MOST_OF_A_SUBJECT]
    try:
        words = decode_header(written)
    except HeaderParseError:
        return written
    return "".join(
        word if isinstance(word, str) else decoded(word, charset or "") for word, charset in words
    )
