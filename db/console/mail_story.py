"""One mail as it was, and its way: when it fell due, each try with the server's answer, its end."""

from dataclasses import dataclass, fields
from datetime import datetime

from db.console.mail_log import LoggedMail
from db.tables.operation import Mail, MailTry


@dataclass(frozen=True)
class MailAttempt:
    """One try; `outcome`: `deferred`, or what the mail became by it."""

    at: datetime
    outcome: str
    server_answer: str


@dataclass(frozen=True)
class MailStory:
    """A mail; `subject`, `body`: None where it was not written yet, or before copies were kept."""

    mail: LoggedMail
    subject: str | None
    body: str | None
    attempts: tuple[MailAttempt, ...]


async def load_mail_story(key: str) -> MailStory:
    """Read one mail; raises `LookupError` where there is none of this key."""
    columns = ", ".join(field.name for field in fields(LoggedMail))
    rows = await Mail.raw(
        f"SELECT {columns}, subject, body FROM mail"  # noqa: S608 -- the names of fields are put in
        " LEFT JOIN mail_copy ON mail_copy.mail = key WHERE key = {}",
        key,
    )
    if not rows:
        raise LookupError(f"there is no mail {key}")
    subject, body = rows[0].pop("subject"), rows[0].pop("body")
    attempts = (
        await MailTry.select(MailTry.at, MailTry.outcome, MailTry.server_answer)
        .where(MailTry.mail == key)
        .order_by(MailTry.id)
    )
    return MailStory(
        LoggedMail(**rows[0]), subject, body, tuple(MailAttempt(**row) for row in attempts)
    )
