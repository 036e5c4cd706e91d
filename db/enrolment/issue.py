"""The issue of the IDs: company, company ID and the ID manager's account, in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from db import audit
from db.companies.company_ids import next_company_ids
from db.engine import transaction
from db.enrolment.facts import hold
from db.enrolment.progress import move
from db.enrolment.receipts import queue_receipt
from db.enrolment.telling import tell_applicant
from db.tables.companies import Account, Company
from db.tables.enrolment import Application, FormRevision
from domain.company_names import loose_search_key, search_key
from domain.identifiers import account_id
from domain.stages import Stage

FIRST_ACCOUNT = account_id(1)


async def issue_ids(application_number: str, keys: Sequence[bytes], now: datetime) -> None:
    """Issue the company ID and account 001 of an approved application, and queue the mails.

    Exactly once: a second call, or one at the same moment, finds the application gone from its
    stage and changes nothing.
    """
    async with transaction():
        facts = await hold(application_number)
        if facts.stage is not Stage.APPROVED:
            return
        await move(facts, Stage.ENROLLED, now, None)
        row = await _row(application_number)
        issued = await _new_company(row, now)
        await _new_id_manager(issued, row, now)
        await _forget_password(application_number)
        await tell_applicant(facts, "welcome", now)
        await queue_receipt(facts, keys, now)
        await audit.record(
            "workflow:ids:issue",
            now,
            application_number=application_number,
            company_id=issued,
            account_id=FIRST_ACCOUNT,
        )


async def _row(application_number: str) -> dict[str, Any]:
    rows = await FormRevision.raw(
        """
        SELECT form_revision.*, application.mail_address, application.manager_password_hash
        FROM form_revision JOIN application ON application_number = form_revision.application
        WHERE application = {} ORDER BY revision DESC LIMIT 1
        """,
        application_number,
    )
    row: dict[str, Any] = rows[0]
    return row


async def _new_company(row: dict[str, Any], now: datetime) -> str:
    (issued,) = await next_company_ids(1)
    await Company.insert(
        Company(
            company_id=issued,
            name=row["company_name"],
            name_kana=row["company_name_kana"],
            search_key=search_key(row["company_name"]),
            loose_search_key=loose_search_key(row["company_name"]),
            corporate_number=row["corporate_number"],
            head_office=row["head_office"],
            postal_code=row["postal_code"],
            address=row["address"],
            telephone=row["telephone"],
            jan_maker_code=row["jan_maker_code"],
            application_number=row["application"],
            enrolled_at=now,
        )
    )
    return issued


async def _new_id_manager(issued: str, row: dict[str, Any], now: datetime) -> None:
    await Account.insert(
        Account(
            company=issued,
            account_id=FIRST_ACCOUNT,
            role="id_manager",
            state="active",
            department=row["manager_department"],
            person_name=row["manager_name"],
            person_name_kana=row["manager_name_kana"],
            mail_address=row["mail_address"],
            password_hash=row["manager_password_hash"],
            created_at=now,
        )
    )


async def _forget_password(application_number: str) -> None:
    await Application.update({Application.manager_password_hash: None}).where(
        Application.application_number == application_number
    )
