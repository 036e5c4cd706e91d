"""What each mail to the administrators needs; `console_url`: the page where they act."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from db.enrolment.mail_facts import MailFacts
from domain.enrolment.stages import Stage
from domain.mail_kinds import MailKind
from domain.screening import Reason
from mail.contact_letters import Contact, Request
from mail.harmless_text import Harmless, defuse
from mail.links import Links
from texts.evidence import explain


@dataclass(frozen=True)
class AlertScreening:
    """Screening found something: what it found."""

    kind: ClassVar = MailKind.ALERT_SCREENING
    request: Request
    contact: Contact
    console_url: str
    findings: tuple[str, ...]

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        # Several others may have been found for the same reason.
        reasons = dict.fromkeys(facts.findings)
        explained = tuple(explain(Reason(reason)) for reason in reasons)
        return cls(Request.of(facts), Contact.of(facts), links.console_page, explained)


@dataclass(frozen=True)
class AlertNoTrade:
    """The contact said 「取引がない」 (S26), and what else."""

    kind: ClassVar = MailKind.ALERT_NO_TRADE
    request: Request
    contact: Contact
    console_url: str
    reason: Harmless

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(Request.of(facts), Contact.of(facts), links.console_page, defuse(facts.reason))


@dataclass(frozen=True)
class AlertDispute:
    """The contact said 「心当たりがない」 before anything was issued (S27)."""

    kind: ClassVar = MailKind.ALERT_DISPUTE
    request: Request
    contact: Contact
    console_url: str

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(Request.of(facts), Contact.of(facts), links.console_page)


@dataclass(frozen=True)
class AlertSuspended:
    """The contact said 「心当たりがない」, and the IDs that had been issued are stopped (S27)."""

    kind: ClassVar = MailKind.ALERT_SUSPENDED
    request: Request
    contact: Contact
    console_url: str
    company_id: str

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(Request.of(facts), Contact.of(facts), links.console_page, facts.company_id)


@dataclass(frozen=True)
class AlertSilence:
    """The contact does not answer; `deadline` is None when the wait is over already."""

    kind: ClassVar = MailKind.ALERT_SILENCE
    request: Request
    contact: Contact
    console_url: str
    deadline: datetime | None

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        waits = facts.stage is Stage.AWAITING_APPROVAL
        deadline = facts.deadline if waits else None
        return cls(Request.of(facts), Contact.of(facts), links.console_page, deadline)
