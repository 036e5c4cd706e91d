"""The issue of the IDs: company, company ID and the ID manager's account, in one transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import audit
from db.access.asking import Asking, begin_address_change
from db.companies.company_ids import next_company_ids
from db.console_acts import Why
from db.engine import transaction
from db.enrolment.facts import hold
from db.enrolment.progress import move
from db.enrolment.receipts import queue_receipt
from db.enrolment.telling import tell_applicant
from db.members.held_account import hold_account
from db.tables.administration import Administrator, ConsoleAct
from db.tables.companies import Account, Company
from db.tables.enrolment import Application, FormRevision
from domain.access_changes import Ground
from domain.company_names import loose_search_key, search_key
from domain.durations import Duration
from domain.identifiers import account_id
from domain.stages import Stage

FIRST_ACCOUNT = account_id(1)


@dataclass(frozen=True)
class Issuing:
    """What an issue needs by the settings; `alert_to`: where the administrators' mails go.

    `access_change_wait`: how long an address waits that the operator put in its place.
    """

    keys: Sequence[bytes]
    access_change_wait: Duration
    alert_to: str


async def issue_ids(application_number: str, issuing: Issuing, now: datetime) -> None:
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
        if row["proved_address"]:
            await _change_to_corrected(issued, row, issuing, now)
        await _forget_password(application_number)
        await tell_applicant(facts, "welcome", now)
        await queue_receipt(facts, issuing.keys, now)
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
    issued: str, row: dict[str, Any], issuing: Issuing, now: datetime
) -> None:
    """Have the mailbox that sent the form asked about what was put in its place (S48)."""
    act = await (
        ConsoleAct.select(ConsoleAct.done_by, ConsoleAct.reason, ConsoleAct.after)
        .where(
            ConsoleAct.application == row["application"],
            ConsoleAct.tag == "administrator:address:correct",
        )
        .order_by(ConsoleAct.id, ascending=False)
        .first()
    )
    if act is None:
        raise LookupError(f"nobody corrected the address of {row['application']}")
    ground = Ground(frozenset(), json.loads(act["after"]).get("evidence", ""))
    asking = Asking(
        Why(act["done_by"], act["reason"], await _administrator(act["done_by"])),
        ground,
        issuing.access_change_wait,
        issuing.alert_to,
        issuing.keys,
        now,
    )
    held = await hold_account(issued, FIRST_ACCOUNT)
    await begin_address_change(held, row["mail_address"], asking)


async def _administrator(mail_address: str) -> int:
    """The key of a person of the console; 0 for whoever acted on the command line."""
    row = await (
        Administrator.select(Administrator.id)
        .where(Administrator.mail_address == mail_address)
        .first()
    )
    return int(row["id"]) if row else 0
