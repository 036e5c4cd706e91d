"""All accounts of a company for a file, and the trace that somebody took them out."""

from datetime import datetime

from db import audit
from db.engine import transaction
from db.tables.companies import Account
from domain.account_export import ExportedAccount


async def export_accounts(company_id: str, by: str, now: datetime) -> tuple[ExportedAccount, ...]:
    """Read all accounts in the order of their numbers, and record that `by` did so."""
    async with transaction():
        rows = (
            await Account.select(
                Account.account_id,
                Account.person_name,
                Account.person_name_kana,
                Account.department,
                Account.mail_address,
                Account.state,
                Account.last_login_at,
            )
            .where(Account.company == company_id)
            .order_by(Account.account_id)
        )
        await audit.record(
            "id_manager:accounts:export",
            now,
            company_id=company_id,
            account_id=by,
            accounts=len(rows),
        )
    return tuple(ExportedAccount(**row) for row in rows)
