"""The issue of the IDs: company, company ID and the ID manager's account, in one transaction."""

import json
from datetime import datetime
from typing import Any

from db import audit
from db.access.requests import AskedBy, begin_address_change
from db.audit import ActReason
from db.companies.company_ids import next_company_ids
from db.enrolment.outcomes import StepSettings
from db.members.account_facts import lock_account
from db.tables.administration import Administrator, ConsoleAct
from db.tables.companies import Account, Company
from db.tables.enrolment import Application, FormRevision
from domain.audit_tags import AuditTag
from domain.companies.access_acts import Ground
from domain.company_names import loose_search_key, search_key
from domain.enrolment.facts import Facts
from domain.identifiers import account_id

FIRST_ACCOUNT = account_id(1)


async def issue_ids(facts: Facts, settings: StepSettings, now: datetime) -> None:
    """Issue the company ID and account 001; the caller moved the application to its end.

    The caller has locked the application, so it happens once: a second call finds it gone from its
    stage.
    """
    number = facts.application_number
    row = await _row(number)
    issued = await _new_company(row, now)
    await _new_id_manager(issued, row, now)
    if row["proved_address"]:
        await _change_to_corrected(issued, row, settings, now)
    await _forget_password(number)
    await audit.record(
        AuditTag.WORKFLOW_IDS_ISSUE,
        now,
        application_number=number,
        company_id=issued,
        account_id=FIRST_ACCOUNT,
    )


async def _row(application_number: str) -> dict[str, Any]:
    rows = await FormRevision.raw(
        """
        SELECT form_revision.*, application.mail_address, application.proved_address,
            application.manager_password_hash
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
            mail_address=row["proved_address"] or row["mail_address"],
            password_hash=row["manager_password_hash"],
            created_at=now,
        )
    )


async def _forget_password(application_number: str) -> None:
    await Application.update({Application.manager_password_hash: None}).where(
        Application.application_number == application_number
    )


async def _change_to_corrected(
    issued: str, row: dict[str, Any], settings: StepSettings, now: datetime
) -> None:
    """Have the mailbox that sent the form asked about what was put in its place (S48)."""
    act = await (
        ConsoleAct.select(ConsoleAct.done_by, ConsoleAct.reason, ConsoleAct.after)
        .where(
            ConsoleAct.application == row["application"],
            ConsoleAct.tag == AuditTag.ADMINISTRATOR_ADDRESS_CORRECT,
        )
        .order_by(ConsoleAct.id, ascending=False)
        .first()
    )
    if act is None:
        raise LookupError(f"nobody corrected the address of {row['application']}")
    ground = Ground(frozenset(), json.loads(act["after"]).get("evidence", ""))
    asking = AskedBy(
        ActReason(act["done_by"], act["reason"], await _administrator(act["done_by"])),
        ground,
        settings.access_change_wait,
        settings.alert_to,
        settings.keys,
        now,
    )
    locked = await lock_account(issued, FIRST_ACCOUNT)
    await begin_address_change(locked, row["mail_address"], asking)


async def _administrator(mail_address: str) -> int:
    """The key of a person of the console; 0 for whoever acted on the command line."""
    row = await (
        Administrator.select(Administrator.id)
        .where(Administrator.mail_address == mail_address)
        .first()
    )
    return int(row["id"]) if row else 0
