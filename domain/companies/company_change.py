"""The procedure of a request for another 企業名 or 代表JANメーカーコード, which is decided by hand.

Nothing is done here: `db/companies/steps.py` locks the company, asks what follows
and records it; `workflows/company_change.py` says when.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from domain.audit_tags import AuditTag
from domain.companies.outcome import CompanyMail, CompanyMails
from domain.durations import Duration
from domain.mail_kinds import MailKind

BETWEEN_ALERTS = Duration(3, "bd")
"""How long after an alert without a decision the administrators are alerted again."""


class ChangeChoice(StrEnum):
    """How a request to change the name or the JAN maker code was decided."""

    APPROVE = "approve"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class DecisionOutcome:
    """What a decision leads to; mails of the process that still wait go no more.

    `applies`: the company is known by what was asked for. `tag`: what the audit log calls it.
    """

    tag: AuditTag
    applies: bool
    mails: CompanyMails


MAILS_WHEN_REQUESTED: CompanyMails = (CompanyMail(MailKind.COMPANY_CHANGE_ALERT),)

_NOBODY_IS_NEEDED = CompanyMail(MailKind.COMPANY_CHANGE_SETTLED)
"""To the administrators, whom an alert has called."""

OUTCOMES = {
    ChangeChoice.APPROVE: DecisionOutcome(
        AuditTag.WORKFLOW_COMPANY_CHANGE_APPROVE,
        applies=True,
        mails=(CompanyMail(MailKind.COMPANY_CHANGE_APPROVED), _NOBODY_IS_NEEDED),
    ),
    ChangeChoice.DECLINE: DecisionOutcome(
        AuditTag.WORKFLOW_COMPANY_CHANGE_DECLINE,
        applies=False,
        mails=(CompanyMail(MailKind.COMPANY_CHANGE_DECLINED), _NOBODY_IS_NEEDED),
    ),
    # Whoever withdrew knows; who leaves the service hears of that.
    ChangeChoice.WITHDRAW: DecisionOutcome(
        AuditTag.WORKFLOW_COMPANY_CHANGE_WITHDRAW, applies=False, mails=(_NOBODY_IS_NEEDED,)
    ),
}


@dataclass(frozen=True)
class ChangeProgress:
    """What has happened to a request so far; times are UTC.

    `choice`: None while it is undecided. `closed`: what follows from the decision was done.
    `alerts`: how many times the administrators were alerted; the first comes with the request.
    """

    requested_at: datetime
    choice: ChangeChoice | None = None
    closed: bool = False
    alerts: int = 1

    @property
    def next_alert(self) -> datetime:
        """When the next alert is due while nobody decides."""
        return self._alert_after(self.alerts)

    def alert_due(self, until: datetime) -> CompanyMail | None:
        """The alert that fell due by a moment; of several the last."""
        alerts = self.alerts
        while self._alert_after(alerts) <= until:
            alerts += 1
        if self.choice is not None or alerts == self.alerts:
            return None
        return CompanyMail(MailKind.COMPANY_CHANGE_ALERT, alerts)

    def outcome_due(self) -> DecisionOutcome | None:
        """What is to be done about a decision; None while there is none, or once it was done."""
        return None if self.choice is None or self.closed else OUTCOMES[self.choice]

    def _alert_after(self, alerts: int) -> datetime:
        wait = Duration(BETWEEN_ALERTS.amount * alerts, BETWEEN_ALERTS.unit)
        return wait.after(self.requested_at)


@dataclass(frozen=True)
class CompanyChangeState:
    """A request as its workflow needs to know it, which stands in histories: nothing personal.

    `next_alert`: when the administrators are to be alerted again while it is undecided, UTC.
    `closed`: all that follows from the decision was done. `mails_due`: keys, oldest first.
    `company_id`: empty in histories of before it was there.
    """

    company_name: str
    choice: ChangeChoice | None
    closed: bool
    next_alert: datetime
    mails_due: tuple[str, ...]
    company_id: str = ""

    @classmethod
    def of(
        cls,
        progress: ChangeProgress,
        *,
        company_name: str,
        mails_due: tuple[str, ...],
        company_id: str = "",
    ) -> Self:
        """The state, of what has happened so far."""
        return cls(
            company_name=company_name,
            choice=progress.choice,
            closed=progress.closed,
            next_alert=progress.next_alert,
            mails_due=mails_due,
            company_id=company_id,
        )
