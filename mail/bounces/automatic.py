"""Tells the mails of machines from those of people."""

import re
from email.errors import HeaderParseError
from email.header import decode_header

from mail.bounces.parts import OpenedMail, decoded

_SYSTEM_ADDRESS = re.compile(
    r"mail(er)?-?daemon(@|$)|postmaster(@|$)|microsoftexchange", re.IGNORECASE
)
_SYSTEM_NAME = re.compile(r"mail(er)?-?daemon|mail delivery", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"<([^<>]*)>[^<>]*$")
_AUTOMATIC_SUBJECT = re.compile(
    r"自動返信|自動応答|out of office|automatic reply|auto[- ]?reply", re.IGNORECASE
)
_MOST_OF_A_SUBJECT = 500


def is_from_mail_system(mail: OpenedMail) -> bool:
    """Tell whether a mail server wrote this, by its sender or as a report (RFC 3464).

    Anybody may be called a mail system: the name alone counts only for what nobody can answer, as
    a bounce is sent (RFC 5321, 4.5.5).
    """
    nameless = mail.field("Return-Path") in {"", "<>"}
    return (
        is_delivery_report(mail)
        or _has_system_address(mail)
        or (nameless and bool(_SYSTEM_NAME.search(mail.field("From"))))
    )


def _has_system_address(mail: OpenedMail) -> bool:
    written = mail.field("From")
    bracketed = _IN_BRACKETS.search(written)
    address = bracketed[1] if bracketed else written.partition(" ")[0]
    return bool(_SYSTEM_ADDRESS.match(address.strip()))


def is_delivery_report(mail: OpenedMail) -> bool:
    """Tell whether this is a `multipart/report` on a delivery (RFC 6522), not on a reading."""
    return mail.header.get_content_type() == "multipart/report" and any(
        part.content_type.endswith("delivery-status") for part in mail.parts
    )


def is_automatic_reply(mail: OpenedMail) -> bool:
    """Tell whether somebody's machine answered: by RFC 3834, or the older ways of saying so.

    A bounce says so as well, but comes from the address of a mail system, or is a report.
    """
    return not (is_delivery_report(mail) or _has_system_address(mail)) and (
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
