"""What is over and kept long enough is deleted; the audit log, without personal data, stays (S43).

A company that left keeps an empty row, so that its 企業ID is never given again; the row's search
key is then the 企業ID itself.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from db import audit
from db.engine import transaction
from db.tables.companies import Account, Company
from db.tables.enrolment import Application
from db.tables.operation import Mail, Outbox, Trouble
from domain.audit_tags import AuditTag
from domain.enrolment.policy import PurgePolicy

FORGOTTEN_NAME = "退会した企業"

# What a company's row does not take with it, since the row stays; accounts take theirs along.
_OF_A_COMPANY = (
    "DELETE FROM company_change WHERE company = {}",
    "DELETE FROM cancellation WHERE company = {}",
    "DELETE FROM cancellation_proposal WHERE company = {}",
    "DELETE FROM member_consent WHERE company = {}",
    "DELETE FROM note WHERE company = {}",
    "DELETE FROM resting_number WHERE company = {}",
    "DELETE FROM deputy_appointment WHERE company = {}",
    "DELETE FROM account_import WHERE company = {}",
    "DELETE FROM account_batch WHERE company = {}",
    "DELETE FROM access_change WHERE company = {}",
    "DELETE FROM revocation WHERE company = {}",
    "DELETE FROM mail WHERE company = {}",
    "DELETE FROM console_act WHERE company = {}",
    "DELETE FROM account WHERE company = {}",
)

DAY = timedelta(days=1)
"""Longer than any window of the throttle, any session, and any code that is asked for."""

DELIVERED_NEWS_KEPT = timedelta(days=30)
FLOODS_KEPT = timedelta(days=30)
FAILED_RUNS_KEPT = timedelta(days=30)
"""Longer than Temporal is asked about them, so that none is told of twice."""

_A_DAY_OLD = (
    "DELETE FROM throttle WHERE window_started_at < {}",
    "DELETE FROM login_challenge WHERE made_at < {}",
    "DELETE FROM login_session WHERE created_at < {}",
    "DELETE FROM administrator_session WHERE created_at < {}",
    # A preview that nobody went on with holds names and addresses, as much as one that is done.
    "DELETE FROM account_import WHERE coalesce(done_at, made_at) < {}",
    "DELETE FROM account_batch WHERE coalesce(done_at, made_at) < {}",
    "DELETE FROM kept_answer WHERE kept_at < {}",
    "DELETE FROM saved_filter WHERE name = '' AND saved_at < {}",
)
_AS_OLD_AS_WHAT_IS_CLOSED = (
    "DELETE FROM login_record WHERE at < {}",
    "DELETE FROM case_in_hand WHERE taken_at < {}",
)


async def applications_to_forget(policy: PurgePolicy, now: datetime, most: int) -> tuple[str, ...]:
    """The applications without IDs that were kept long enough, the oldest first."""
    rows = await Application.raw(
        """
        SELECT application_number FROM application
        WHERE (stage = 'expired' AND closed_at <= {})
            OR (stage IN ('declined', 'withdrawn', 'lapsed') AND closed_at <= {})
        ORDER BY closed_at LIMIT {}
        """,
        policy.unfinished_after.before(now),
        policy.closed_after.before(now),
        most,
    )
    return tuple(row["application_number"] for row in rows)


async def forget_application(application_number: str, now: datetime) -> None:
    """Delete a closed application with all that people entered about it, and its mails."""
    async with transaction():
        await _delete_processes([application_number])
        await audit.record(
            AuditTag.WORKFLOW_APPLICATION_PURGE, now, application_number=application_number
        )


async def companies_to_forget(policy: PurgePolicy, now: datetime, most: int) -> tuple[str, ...]:
    """The companies that left long enough ago, the earliest first.

    What a company was told when it left counts, whatever the policy says since.
    """
    rows = await Company.raw(
        """
        SELECT company_id FROM company
        WHERE ended_at <= {} AND search_key <> company_id AND coalesce(
            (
                SELECT max(kept_until) FROM cancellation
                WHERE cancellation.company = company_id AND cancellation.ended_at IS NOT NULL
            ) <= {},
            ended_at <= {}
        )
        ORDER BY ended_at LIMIT {}
        """,
        now,
        now,
        policy.ended_companies_after.before(now),
        most,
    )
    return tuple(row["company_id"] for row in rows)


async def processes_of(company_id: str) -> tuple[str, ...]:
    """The processes that were about a company, the application for its IDs among them."""
    rows = await Mail.raw(
        """
        SELECT process FROM mail WHERE company = {}
        UNION SELECT 'change-' || id FROM company_change WHERE company = {}
        UNION SELECT 'cancellation-' || id FROM cancellation WHERE company = {}
        UNION SELECT 'access-' || id FROM access_change WHERE company = {}
        UNION SELECT application_number FROM company
            WHERE company_id = {} AND application_number IS NOT NULL
        """,
        *[company_id] * 5,
    )
    return tuple(row["process"] for row in rows)


async def forget_company(company_id: str, processes: Sequence[str], now: datetime) -> None:
    """Delete all there is of a company that left, but for its 企業ID and when it came and went.

    `processes`: those of the company, its application among them.
    """
    async with transaction():
        for statement in _OF_A_COMPANY:
            await Account.raw(statement, company_id)
        await _delete_processes(processes)
        await _empty(company_id)
        await audit.record(AuditTag.WORKFLOW_COMPANY_PURGE, now, company_id=company_id)


async def _delete_processes(processes: Sequence[str]) -> None:
    """Delete applications, with all that hangs on them, and what was told to any process."""
    await Trouble.delete().where(Trouble.process.is_in(list(processes)))
    await Outbox.delete().where(Outbox.process.is_in(list(processes)))
    await Application.delete().where(Application.application_number.is_in(list(processes)))


async def _empty(company_id: str) -> None:
    await Company.update(
        {
            Company.name: FORGOTTEN_NAME,
            Company.name_kana: "",
            Company.search_key: company_id,
            Company.loose_search_key: company_id,
            Company.corporate_number: None,
            Company.postal_code: "",
            Company.address: "",
            Company.telephone: "",
            Company.jan_maker_code: None,
            Company.application_number: None,
        }
    ).where(Company.company_id == company_id, Company.ended_at.is_not_null())


async def delete_leftovers(policy: PurgePolicy, now: datetime) -> None:
    """Delete what is of no use any more, and old records of logins and of cases in hand."""
    async with transaction():
        for statement in _A_DAY_OLD:
            await Outbox.raw(statement, now - DAY)
        for statement in _AS_OLD_AS_WHAT_IS_CLOSED:
            await Outbox.raw(statement, policy.closed_after.before(now))
        await Outbox.raw("DELETE FROM outbox WHERE delivered_at < {}", now - DELIVERED_NEWS_KEPT)
        await Outbox.raw("DELETE FROM flood WHERE seen_at < {}", now - FLOODS_KEPT)
        await Outbox.raw("DELETE FROM failed_run WHERE closed_at < {}", now - FAILED_RUNS_KEPT)
