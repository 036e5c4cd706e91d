"""What the workflows of company changes and of 解約 have done, step by step.

Every step locks the company and acts only if the facts call for it, so twice is once.
"""

from datetime import datetime

from db import audit
from db.companies.cancellations import load_cancellation, lock_cancellation
from db.companies.company_changes import (
    CompanyChangeRequest,
    change_process,
    load_company_change,
    lock_company_change,
    withdraw_company_change,
)
from db.company_data import load_company
from db.engine import transaction
from db.mailing.letters import MOST_AT_ONCE, call_off_letters, next_letters, tell
from db.members.sessions import end_sessions_of_company
from db.tables.companies import Account, Company
from db.tables.members import Cancellation, CompanyChange
from db.tables.operation import Mail
from domain.audit_tags import AuditTag
from domain.companies.cancellation import MAILS_OF_STEPS, CancellationState, CancellationStep
from domain.companies.company_change import ChangeProgress, CompanyChangeState
from domain.company_names import loose_search_key, search_key

# Nobody can come in any more, and no half-finished login or import brings anybody back.
_REMOVED = (
    """
    WITH people AS (SELECT 'account:' || id AS owner FROM account WHERE company = {}),
        of_logins AS (DELETE FROM login_challenge WHERE owner IN (SELECT owner FROM people)),
        of_factors AS (DELETE FROM second_factor WHERE owner IN (SELECT owner FROM people))
    DELETE FROM recovery_code WHERE owner IN (SELECT owner FROM people)
    """,
    "DELETE FROM account_import WHERE company = {}",
    "DELETE FROM account_batch WHERE company = {}",
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


async def load_company_change_state(change_id: int) -> CompanyChangeState:
    """Read where a request stands; raises `LookupError` when there is none of this number."""
    change = await load_company_change(change_id)
    company = await load_company(change.company_id)
    return CompanyChangeState.of(
        await _progress(change),
        company_name=company.name,
        mails_due=await next_letters(change_process(change_id), MOST_AT_ONCE),
        company_id=change.company_id,
    )


async def alert_again(change_id: int, until: datetime, alert_to: str, now: datetime) -> None:
    """Alert the administrators once more, if an alert fell due by `until` (UTC); of several one."""
    async with transaction():
        change = await lock_company_change(change_id)
        alert = (await _progress(change)).alert_due(until)
        if alert is not None:
            process, company = change_process(change_id), change.company_id
            await tell(process, (alert,), company, now, alert_to=alert_to)


async def close_change(change_id: int, alert_to: str, now: datetime) -> None:
    """Do what was decided, once: change the company, tell its ID managers and the administrators.

    Of a request that was withdrawn, by an ID manager or with the company's end, only these hear.
    """
    async with transaction():
        change = await lock_company_change(change_id)
        outcome = (await _progress(change)).outcome_due()
        if outcome is None:
            return
        process = change_process(change_id)
        await call_off_letters(process, now)
        if outcome.applies:
            await _apply(change)
        await tell(process, outcome.mails, change.company_id, now, alert_to=alert_to)
        await CompanyChange.update({CompanyChange.closed_at: now}).where(
            CompanyChange.id == change_id
        )
        await audit.record(outcome.tag, now, company_id=change.company_id, change=change_id)


async def _apply(change: CompanyChangeRequest) -> None:
    wanted = change.wanted
    await Company.update(
        {
            Company.name: wanted.name,
            Company.name_kana: wanted.name_kana,
            Company.search_key: search_key(wanted.name),
            Company.loose_search_key: loose_search_key(wanted.name),
            Company.jan_maker_code: wanted.jan_maker_code,
        }
    ).where(Company.company_id == change.company_id)


async def _progress(change: CompanyChangeRequest) -> ChangeProgress:
    alerts = await _alerts(change.change_id)
    return ChangeProgress(change.requested_at, change.choice, change.closed, alerts)


async def _alerts(change_id: int) -> int:
    """The number of the latest alert; the first comes with the request."""
    rows = await Mail.raw(
        "SELECT coalesce(max(generation), 1) AS latest FROM mail"
        " WHERE process = {} AND kind = 'company_change_alert'",
        change_process(change_id),
    )
    return int(rows[0]["latest"])


async def load_cancellation_state(cancellation_id: int) -> CancellationState:
    """Read where a 解約 stands; raises `LookupError` when there is none of this number."""
    request = await load_cancellation(cancellation_id)
    company = await load_company(request.company_id)
    return CancellationState.of(
        request.progress,
        company_name=company.name,
        mails_due=await next_letters(request.process, MOST_AT_ONCE),
        company_id=request.company_id,
    )


async def remind_of_cancellation(cancellation_id: int, until: datetime, now: datetime) -> None:
    """Remind the ID managers once, if the reminder was due by `until` (UTC)."""
    async with transaction():
        request = await lock_cancellation(cancellation_id)
        step = request.progress.step_due(until)
        if step is not CancellationStep.REMIND:
            return
        await Cancellation.update({Cancellation.reminded_at: now}).where(
            Cancellation.id == cancellation_id
        )
        await tell(request.process, MAILS_OF_STEPS[step], request.company_id, now)


async def end_company(cancellation_id: int, until: datetime, alert_to: str, now: datetime) -> None:
    """End all accounts of a company whose time to think was over by `until` (UTC).

    The ID managers and the administrators are told. An undecided request for a change is
    withdrawn with it.
    """
    async with transaction():
        request = await lock_cancellation(cancellation_id)
        step = request.progress.step_due(until)
        if step is not CancellationStep.END:
            return
        company_id, process = request.company_id, request.process
        await end_everything_of(company_id, now)
        await Cancellation.update({Cancellation.ended_at: now}).where(
            Cancellation.id == cancellation_id
        )
        await tell(process, MAILS_OF_STEPS[step], company_id, now, alert_to=alert_to)
        await audit.record(
            AuditTag.WORKFLOW_CANCELLATION_END,
            now,
            company_id=company_id,
            cancellation=cancellation_id,
        )


async def end_everything_of(company_id: str, now: datetime) -> None:
    """End a company in the caller's transaction, which has locked it; its mails go no more.

    Nobody gets in any more, and what its ID managers asked for is withdrawn.
    """
    await withdraw_company_change(company_id, None, now)
    await _end_accounts(company_id, now)
    await Company.update({Company.ended_at: now}).where(Company.company_id == company_id)


async def _end_accounts(company_id: str, now: datetime) -> None:
    await end_sessions_of_company(company_id)
    for statement in _REMOVED:
        await Account.raw(statement, company_id)
    for statement in _CALLED_OFF:
        await Account.raw(statement, now, company_id)
