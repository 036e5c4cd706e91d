"""Accounts for the tests: issued by an ID manager, in one company or in another."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from db.members.account_issue import issue_accounts
from db.members.account_links import account_token
from db.tables.companies import Account
from db.tables.operation import Mail
from domain.identifiers import account_id
from domain.tokens import Purpose
from rig import members
from rig.applications import Applications, another_form, now
from rig.members import Ids
from settings import Settings

PERSON = members.PERSON


async def invited(
    manager: Ids, settings: Settings, at: datetime | None = None, **changes: Any
) -> Ids:
    """A colleague whose account was just issued."""
    people = [replace(PERSON, **changes)]
    issued = await issue_accounts(
        manager.company_id, manager.account_id, people, settings.link_keys, at or now()
    )
    return Ids(manager.company_id, issued.account_ids[0])


async def link_of(
    ids: Ids, settings: Settings, purpose: Purpose = Purpose.INVITATION, generation: int = 1
) -> str:
    """The path of a link that a mail carries."""
    key = (await ids.account()).id
    token, _ = await account_token(settings.link_keys, purpose, key, generation)
    return f"/{purpose}/{token}"


async def other_id_manager(applications: Applications) -> Ids:
    """The ID manager of another company."""
    number = await applications.awaiting_approval("boss@betsu.example", another_form())
    await applications.approve(number)
    await applications.steps.issue_ids(applications.order(number))
    rows = await Account.raw(
        "SELECT company, account_id FROM account JOIN company ON company_id = company"
        " WHERE application_number = {}",
        number,
    )
    return Ids(rows[0]["company"], rows[0]["account_id"])


async def fill(manager: Ids, last: int, **columns: Any) -> None:
    """Accounts 002 to `last`, all in use."""
    row: dict[str, Any] = {
        "company": manager.company_id,
        "role": "user",
        "department": "営業部",
        "created_at": now(),
    }
    await Account.insert(
        *(
            Account(
                **row
                | {
                    "account_id": account_id(n),
                    "person_name": f"社員 {n}",
                    "mail_address": f"user{n}@shinki-shokuhin.example",
                }
                | columns
            )
            for n in range(2, last + 1)
        )
    )


async def mails_to_members() -> list[tuple[str, str, str]]:
    """Kind, recipient and state of every mail about an account, in the order of their keys."""
    rows = (
        await Mail.select(Mail.kind, Mail.recipient, Mail.state)
        .where(Mail.company.is_not_null())
        .order_by(Mail.key)
    )
    return [(row["kind"], row["recipient"], row["state"]) for row in rows]
