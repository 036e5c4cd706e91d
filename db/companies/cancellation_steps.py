"""What the 解約 of a company needs done while it waits, and when its time has come.

Every step holds the company and acts only if the facts call for it, so twice is once.
"""

from datetime import datetime

from db import audit
from db.companies.cancellation_facts import hold_cancellation, load_cancellation
from db.companies.company_changes import withdraw_company_change
from db.companies.company_letters import tell
from db.company_data import load_company
from db.engine import transaction
from db.mailing.letters import next_letters
from db.members.sessions import end_sessions_of_company
from db.tables.companies import Account, Company
from db.tables.members import Cancellation
from domain.companies.cancellation import MAILS_OF_STEPS, CancellationState, CancellationStep

MOST_MAILS = 20

# Nobody can come in any more, and no half-finished login or import brings anybody back.
_REMOVED = (
    """
    WITH people AS (SELECT 'account:' || id AS owner FROM account WHERE company = {}),
        of_logins AS (DELETE FROM login_challenge WHERE owner IN (SELECT owner FROM people)),
        of_factors AS (DELETE FROM second_factor WHERE owner IN (SELECT owner FROM people))
    DELETE FROM recovery_code WHERE owner IN (SELECT owner FROM people)
    """,
    "DELETE FROM account_import WHERE company = {}",
    "UPDATE account SET state = 'stopped', password_hash = NULL WHERE company = {}",
)
_CALLED_OFF = (
    """
    UPDATE account_link SET revoked_at = {} FROM account
    WHERE account.id = account_link.account AND account.company = {}
        AND used_at IS NULL AND revoked_at IS NULL
    """,
    """
    UPDATE mail SET state = 'void', finished_at = {}, claimed_until = NULL
    WHERE state = 'queued' AND company = {}
    """,
)


async def where_cancellation_stands(cancellation_id: int) -> CancellationState:
    """Read where a 解約 stands; raises `LookupError` when there is none of this number."""
    request = await load_cancellation(cancellation_id)
    company = await load_company(request.company_id)
    return CancellationState.of(
        request.progress,
        company_name=company.name,
        mails_due=await next_letters(request.process, MOST_MAILS),
    )


async def remind_of_cancellation(cancellation_id: int, until: datetime, now: datetime) -> None:
    """Remind the ID manager once, if the reminder was due by `until` (UTC)."""
    async with transaction():
        request = await hold_cancellation(cancellation_id)
        step = request.progress.step_due(until)
        if step is not CancellationStep.REMIND:
            return
        await Cancellation.update({Cancellation.reminded_at: now}).where(
            Cancellation.id == cancellation_id
        )
        await tell(request.process, MAILS_OF_STEPS[step], request.company_id, now)


async def end_company(cancellation_id: int, until: datetime, alert_to: str, now: datetime) -> None:
    """End all accounts of a company whose time to think was over by `until` (UTC).

    The ID manager and the administrators are told. An undecided request for a change is
    withdrawn with it.
    """
    async with transaction():
        request = await hold_cancellation(cancellation_id)
        step = request.progress.step_due(until)
        if step is not CancellationStep.END:
            return
        company_id, process = request.company_id, request.process
        await withdraw_company_change(company_id, None, now)
        await _end_accounts(company_id, now)
        await Company.update({Company.ended_at: now}).where(Company.company_id == company_id)
        await Cancellation.update({Cancellation.ended_at: now}).where(
            Cancellation.id == cancellation_id
        )
        await tell(process, MAILS_OF_STEPS[step], company_id, now, alert_to=alert_to)
        await audit.record(
            "workflow:cancellation:end", now, company_id=company_id, cancellation=cancellation_id
        )


async def _end_accounts(company_id: str, now: datetime) -> None:
    await end_sessions_of_company(company_id)
    for statement in _REMOVED:
        await Account.raw(statement, company_id)
    for statement in _CALLED_OFF:
        await Account.raw(statement, now, company_id)
