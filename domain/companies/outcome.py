"""Whom a step of a process about a company tells; what is told goes with it in one transaction."""

from dataclasses import dataclass

from domain.mail_kinds import MailKind


@dataclass(frozen=True)
class CompanyMail:
    """A mail to the ID manager or the administrators, as its kind says.

    Unlike an application's `NewMail` it has no number of a form: `nth` tells mails of one kind
    apart.
    """

    kind: MailKind
    nth: int = 1


CompanyMails = tuple[CompanyMail, ...]
