"""What each mail to the administrators needs; `console_url`: the page where they act."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from db.enrolment.mail_facts import MailFacts
from domain.enrolment.stages import Stage
from domain.mail_kinds import MailKind
from domain.screening import Reason
from mail.cases import Case
from mail.contact_letters import Contact, Request
from mail.harmless_text import Harmless, defuse
from mail.links import Links
from texts.applications import WAITS_FOR
from texts.audit_log import ACTS
from texts.evidence import explain


@dataclass(frozen=True)
class Alert:
    """What every alert about an application says: which, who asks whom, and where to act."""

    case: Case
    request: Request
    contact: Contact
    console_url: str

    @classmethod
    def begin(cls, facts: MailFacts, links: Links) -> dict[str, Any]:
        """What all of them have, by its name."""
        return {
            "case": Case(facts.application_number, defuse(facts.company_name)),
            "request": Request.of(facts),
            "contact": Contact.of(facts),
            "console_url": links.console_page,
        }


@dataclass(frozen=True)
class AlertScreening(Alert):
    """Screening found something: what it found."""

    kind: ClassVar = MailKind.ALERT_SCREENING
    findings: tuple[str, ...]

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        # Several others may have been found for the same reason.
        reasons = dict.fromkeys(facts.findings)
        explained = tuple(explain(Reason(reason)) for reason in reasons)
        return cls(**cls.begin(facts, links), findings=explained)


@dataclass(frozen=True)
class AlertNoTrade(Alert):
    """The contact said 「取引がない」 (S26), and what else."""

    kind: ClassVar = MailKind.ALERT_NO_TRADE
    reason: Harmless

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(**cls.begin(facts, links), reason=defuse(facts.reason))


@dataclass(frozen=True)
class AlertDispute(Alert):
    """The contact said 「心当たりがない」 of what led to no IDs (S27)."""

    kind: ClassVar = MailKind.ALERT_DISPUTE

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(**cls.begin(facts, links))


@dataclass(frozen=True)
class AlertSuspended(Alert):
    """The contact said 「心当たりがない」, and the IDs that had been issued are stopped (S27)."""

    kind: ClassVar = MailKind.ALERT_SUSPENDED
    company_id: str

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(**cls.begin(facts, links), company_id=facts.company_id)


@dataclass(frozen=True)
class AlertRevocation(AlertSuspended):
    """One administrator wants the IDs ended; another has to look, and to agree (S27, S48)."""

    kind: ClassVar = MailKind.ALERT_REVOCATION


@dataclass(frozen=True)
class AlertDone(Alert):
    """Nobody is needed any more: where the application stands, and what was done last."""

    kind: ClassVar = MailKind.ALERT_DONE
    standing: str
    last: str
    by: Harmless
    at: datetime

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        if facts.last_done is None:
            raise LookupError(f"nobody has done anything about {facts.application_number}")
        return cls(
            **cls.begin(facts, links),
            standing=WAITS_FOR[facts.stage],
            last=ACTS[facts.last_done.tag],
            by=defuse(facts.last_done.by),
            at=facts.last_done.at,
        )


@dataclass(frozen=True)
class AlertSilence(Alert):
    """The contact does not answer; `deadline` is None when the wait is over already."""

    kind: ClassVar = MailKind.ALERT_SILENCE
    deadline: datetime | None

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        waits = facts.stage is Stage.AWAITING_APPROVAL
        return cls(**cls.begin(facts, links), deadline=facts.deadline if waits else None)
