"""The issue of the IDs: company, company ID and the ID manager's account, in one transaction."""

from datetime import datetime
from typing import Any

from db import audit
from db.engine import transaction
from db.progress import decided, leave_stage, tell_both
from db.tables.companies import Account, Company
from db.tables.enrolment import Application, FormRevision
from domain.company_names import loose_search_key, search_key
from domain.identifiers import account_id, company_id
from domain.stages import Choice, Stage

FIRST_ACCOUNT = account_id(1)


async def issue_ids(application_number: str, now: datetime) -> None:
    """Issue the company ID and account 001 of an approved application, and queue the mails.

    Exactly once: a second call, or one at the same moment, finds the application gone from its
    stage and changes nothing.
    """
    async with transaction():
        approved = await decided(application_number, Choice.APPROVE)
        if not approved or not await leave_stage(
            application_number, Stage.AWAITING_APPROVAL, Stage.ENROLLED, now, None
        ):
            return
        facts = await _facts(application_number)
        issued = await _new_company(facts, now)
        await _new_id_manager(issued, facts, now)
        await _forget_password(application_number)
        await tell_both(application_number, "welcome", "decision_receipt", now)
        await audit.record(
            "workflow:ids:issue",
            now,
            application_number=application_number,
            company_id=issued,
            account_id=FIRST_ACCOUNT,
        )


async def _facts(application_number: str) -> dict[str, Any]:
    rows = await FormRevision.raw(
        """
        SELECT form_revision.*, application.mail_address, application.manager_password_hash
        FROM form_revision JOIN application ON application_number = form_revision.application
        WHERE application = {} ORDER BY revision DESC LIMIT 1
        """,
        application_number,
    )
    facts: dict[str, Any] = rows[0]
    return facts


async def _new_company(facts: dict[str, Any], now: datetime) -> str:
    serial = (await Company.raw("SELECT nextval('company_serial') AS serial"))[0]["serial"]
    issued = company_id(serial)
    await Company.insert(
        Company(
            company_id=issued,
            name=facts["company_name"],
            name_kana=facts["company_name_kana"],
            search_key=search_key(facts["company_name"]),
            loose_search_key=loose_search_key(facts["company_name"]),
            corporate_number=facts["corporate_number"],
            head_office=facts["head_office"],
            postal_code=facts["postal_code"],
            address=facts["address"],
            telephone=facts["telephone"],
            jan_maker_code=facts["jan_maker_code"],
            application_number=facts["application"],
            enrolled_at=now,
        )
    )
    return issued


async def _new_id_manager(issued: str, facts: dict[str, Any], now: datetime) -> None:
    await Account.insert(
        Account(
            company=issued,
            account_id=FIRST_ACCOUNT,
            role="id_manager",
            state="active",
            department=facts["manager_department"],
            person_name=facts["manager_name"],
            person_name_kana=facts["manager_name_kana"],
            mail_address=facts["mail_address"],
            password_hash=facts["manager_password_hash"],
            created_at=now,
        )
    )


async def _forget_password(application_number: str) -> None:
    await Application.update({Application.manager_password_hash: None}).where(
        Application.application_number == application_number
    )
