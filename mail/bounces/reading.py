"""Reads what comes back to the return path of our mails: a bounce, a machine's answer, a person."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import HeaderParser

from mail.bounces.automatic import is_automatic_reply, is_delivery_report, is_from_mail_system
from mail.bounces.keys import find_key
from mail.bounces.parts import OpenedMail, open_mail
from mail.one_line import one_line
from mail.refusals import is_about_us

_MOST_BLOCKS = 50
_STATUS = re.compile(r"[45]\.[0-9]{1,3}\.[0-9]{1,3}")
# In words of any language: an enhanced code (RFC 3463), else a bare answer of SMTP; no IP address.
_QUOTED_STATUS = re.compile(
    r"(?<![0-9A-Za-z.-])(?:[45][0-5][0-9][ -]#?)?(?P<enhanced>[45]\.[0-7]\.[0-9]{1,3})(?!\.?[0-9])"
    r"|(?<![0-9A-Za-z.-])(?P<class>[45])[0-5][0-9](?!\.?[0-9A-Za-z])"
)


@dataclass(frozen=True)
class Bounced:
    """A mail server could not deliver one of our mails, or not yet.

    `key`: of the mail, as in `db.mailing.mails`; it passed every check but whether there is such
    a mail.
    `permanent`: the server has given up, at once (5.x.x) or after days of trying (4.x.x).
    `status`: an enhanced status code (RFC 3463), such as 5.1.1; 5.0.0 where only 550 was said.
    `diagnostic`: what the server said, on one line; may be empty, may contain the address.
    """

    key: str
    permanent: bool
    status: str
    diagnostic: str

    @property
    def about_us(self) -> bool:
        """Whether the server refused us, whatever the address."""
        return is_about_us(self.status, self.diagnostic)


@dataclass(frozen=True)
class Automatic:
    """A machine answered for somebody; it decides nothing and changes nothing (S41)."""


@dataclass(frozen=True)
class Unrecognised:
    """For people to read: most likely a person answered."""


def read(raw: bytes) -> Bounced | Automatic | Unrecognised:
    """Tell what a mail is that came back; never raises, whatever the bytes."""
    mail = open_mail(raw)
    if is_automatic_reply(mail):
        return Automatic()
    return _reported(mail) or _complained(mail) or Unrecognised()


def _reported(mail: OpenedMail) -> Bounced | None:
    """Read a delivery status notification (RFC 3464); of several recipients the worst counts."""
    key = _key_of(mail)
    if key is None or not is_delivery_report(mail):
        return None
    return max(_recipients(mail, key), key=lambda bounced: bounced.permanent, default=None)


def _key_of(mail: OpenedMail) -> str | None:
    names = ("In-Reply-To", "References", "Delivered-To", "X-Original-To", "To")
    texts = [part.text for part in mail.parts] + [" ".join(mail.fields(name)) for name in names]
    return next((found.key for text in texts if (found := find_key(text))), None)


def _recipients(mail: OpenedMail, key: str) -> Iterator[Bounced]:
    report = next(part for part in mail.parts if part.content_type.endswith("delivery-status"))
    for block in report.text.split("\n\n", _MOST_BLOCKS)[:_MOST_BLOCKS]:
        fields = HeaderParser().parsestr(block.strip())
        action = fields.get("Action", "").strip().lower()
        status = _STATUS.match(fields.get("Status", "").strip())
        if action.startswith(("failed", "delayed")) and status:
            permanent = action.startswith("failed")
            yield Bounced(key, permanent, status[0], one_line(fields.get("Diagnostic-Code", "")))


def _complained(mail: OpenedMail) -> Bounced | None:
    """Read what a mail server says in words of its own, before the mail that it quotes."""
    text = "\n".join(part.text for part in mail.parts if part.content_type != "text/html")
    quoted = find_key(text)
    if quoted is None or not is_from_mail_system(mail):
        return None
    # The trace of the returned mail is full of numbers that look like answers.
    words = text[: quoted.position].partition("\nReceived:")[0]
    said = _QUOTED_STATUS.search(words)
    if said is None:
        return None
    status = said["enhanced"] or f"{said['class']}.0.0"
    return Bounced(quoted.key, status.startswith("5"), status, one_line(_line_at(words, said)))


def _line_at(text: str, found: re.Match[str]) -> str:
    start = text.rfind("\n", 0, found.start()) + 1
    return text[start:].partition("\n")[0]
