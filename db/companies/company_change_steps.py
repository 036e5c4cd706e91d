"""What follows from a request to change a company's name or code, step by step.

Every step holds the company and acts only if the facts call for it, so twice is once.
"""

from datetime import datetime

from db import audit
from db.companies.company_change_facts import Change, hold_change, load_change
from db.companies.company_changes import change_process
from db.companies.company_letters import call_off_letters, tell
from db.company_data import load_company
from db.engine import transaction
from db.mailing.letters import next_letters
from db.tables.companies import Company
from db.tables.members import CompanyChange
from db.tables.operation import Mail
from domain.companies.company_change import ChangeProgress, CompanyChangeState
from domain.company_names import loose_search_key, search_key

MOST_MAILS = 20


async def where_change_stands(change_id: int) -> CompanyChangeState:
    """Read where a request stands; raises `LookupError` when there is none of this number."""
    change = await load_change(change_id)
    company = await load_company(change.company_id)
    return CompanyChangeState.of(
        await _progress(change),
        company_name=company.name,
        mails_due=await next_letters(change_process(change_id), MOST_MAILS),
    )


async def alert_again(change_id: int, until: datetime, alert_to: str, now: datetime) -> None:
    """Alert the administrators once more, if an alert fell due by `until` (UTC); of several one."""
    async with transaction():
        change = await hold_change(change_id)
        alert = (await _progress(change)).alert_due(until)
        if alert is not None:
            process, company = change_process(change_id), change.company_id
            await tell(process, (alert,), company, now, alert_to=alert_to)


async def close_change(change_id: int, now: datetime) -> None:
    """Do what was decided, once: change the company, tell its ID manager.

    A request that was withdrawn, by the ID manager or with the company's end, tells nobody.
    """
    async with transaction():
        change = await hold_change(change_id)
        outcome = (await _progress(change)).outcome_due()
        if outcome is None:
            return
        process = change_process(change_id)
        await call_off_letters(process, now)
        if outcome.applies:
            await _apply(change)
        await tell(process, outcome.mails, change.company_id, now)
        await CompanyChange.update({CompanyChange.closed_at: now}).where(
            CompanyChange.id == change_id
        )
        await audit.record(
            f"workflow:company_change:{change.choice}",
            now,
            company_id=change.company_id,
            change=change_id,
        )


async def _apply(change: Change) -> None:
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


async def _progress(change: Change) -> ChangeProgress:
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
