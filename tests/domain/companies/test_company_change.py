"""A request for other company data, as its procedure says it: no database, no Temporal, no mail."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.audit_tags import AuditTag
from domain.companies.company_change import (
    BETWEEN_ALERTS,
    MAILS_WHEN_REQUESTED,
    OUTCOMES,
    ChangeChoice,
    ChangeProgress,
    DecisionOutcome,
)
from domain.companies.outcome import CompanyMail
from domain.durations import Duration
from domain.mail_kinds import MailKind

ASKED_AT = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
UNDECIDED = ChangeProgress(ASKED_AT)


def alert_at(nth: int) -> datetime:
    return Duration((nth - 1) * BETWEEN_ALERTS.amount, BETWEEN_ALERTS.unit).after(ASKED_AT)


def test_the_first_alert_comes_with_the_request() -> None:
    assert (CompanyMail(MailKind.COMPANY_CHANGE_ALERT, 1),) == MAILS_WHEN_REQUESTED


def test_the_administrators_are_alerted_every_third_business_day() -> None:
    assert UNDECIDED.next_alert == alert_at(2)
    assert UNDECIDED.alert_due(alert_at(2) - SECOND) is None
    assert UNDECIDED.alert_due(alert_at(2)) == CompanyMail(MailKind.COMPANY_CHANGE_ALERT, 2)
    assert replace(UNDECIDED, alerts=2).next_alert == alert_at(3)


def test_of_alerts_that_fell_due_meanwhile_one_goes() -> None:
    late = UNDECIDED.alert_due(alert_at(4) + SECOND)
    assert late == CompanyMail(MailKind.COMPANY_CHANGE_ALERT, 4)


@pytest.mark.parametrize("choice", ChangeChoice)
def test_a_decision_is_done_once_and_alerts_nobody(choice: ChangeChoice) -> None:
    decided = replace(UNDECIDED, choice=choice)
    assert decided.alert_due(alert_at(9)) is None
    assert decided.outcome_due() == OUTCOMES[choice]
    assert replace(decided, closed=True).outcome_due() is None


def test_nothing_is_done_before_somebody_decides() -> None:
    assert UNDECIDED.outcome_due() is None


SETTLED = CompanyMail(MailKind.COMPANY_CHANGE_SETTLED)


def test_only_an_approval_changes_the_company_and_who_withdrew_gets_no_mail() -> None:
    assert {
        ChangeChoice.APPROVE: DecisionOutcome(
            AuditTag.WORKFLOW_COMPANY_CHANGE_APPROVE,
            applies=True,
            mails=(CompanyMail(MailKind.COMPANY_CHANGE_APPROVED), SETTLED),
        ),
        ChangeChoice.DECLINE: DecisionOutcome(
            AuditTag.WORKFLOW_COMPANY_CHANGE_DECLINE,
            applies=False,
            mails=(CompanyMail(MailKind.COMPANY_CHANGE_DECLINED), SETTLED),
        ),
        ChangeChoice.WITHDRAW: DecisionOutcome(
            AuditTag.WORKFLOW_COMPANY_CHANGE_WITHDRAW, applies=False, mails=(SETTLED,)
        ),
    } == OUTCOMES
