"""Changes of who gets in, for the tests: asked for by the operator, told, answered, and due."""

from dataclasses import replace
from datetime import datetime, timedelta

from db.access.answers import confirm_new_mailbox
from db.access.facts import AccessChangeRequest, load_access_change, open_changes_of
from db.access.requests import AskedBy, ask_for_address, ask_to_remove_second_factor
from db.access.steps import advance_access_change
from db.mailing import mails
from db.members.account_links import FoundAccountLink, find_account_link
from db.tables.companies import Account
from db.tables.members import AccountLink
from db.tables.operation import Mail
from domain.companies.access_acts import Ground
from domain.console_roles import Role, permissions_of
from domain.durations import Duration
from domain.logins import MEMBERS
from domain.tokens import Purpose
from rig.applications import Applications, now
from rig.console.acts import GROUND, NEW_ADDRESS, WHY
from rig.members import Ids
from rig.own_data import link_of
from rig.second_factors import turned_on
from settings import Settings

WAIT = Duration(24, "h")
DAY = timedelta(days=1)
COLLEAGUE = "sato@shinki-shokuhin.example"
HELPDESK = Ground(permissions_of(Role.HELPDESK))


def asking(settings: Settings, at: datetime | None = None, **changes: object) -> AskedBy:
    """An administrator asks, against evidence."""
    made = AskedBy(WHY, GROUND, WAIT, settings.alert_mail_address, settings.link_keys, at or now())
    return replace(made, **changes)  # type: ignore[arg-type]  # whatever a test wants to differ


async def address_asked_for(applications: Applications, ids: Ids) -> AccessChangeRequest:
    """An administrator asked for `NEW_ADDRESS`; the mails that tell of it are taken."""
    await ask_for_address(
        ids.company_id, ids.account_id, NEW_ADDRESS, asking(applications.settings)
    )
    return await told(await change_of(ids))


async def change_of(ids: Ids) -> AccessChangeRequest:
    """What is under way in the company."""
    (change,) = await open_changes_of(ids.company_id)
    return change


async def told(change: AccessChangeRequest) -> AccessChangeRequest:
    """The mail server takes every mail that waits; gives the change as it stands then."""
    for key in await waiting(change):
        assert await mails.claim(key, now()) is not None
        await mails.record_sent(key, "250 ok", now())
    return await load_access_change(change.change_id)


async def refused(change: AccessChangeRequest) -> AccessChangeRequest:
    """No mailbox is there: the mail server refuses every mail that waits."""
    for key in await waiting(change):
        await mails.record_refused(key, "550 no such user", now())
    return await load_access_change(change.change_id)


async def waiting(change: AccessChangeRequest) -> list[str]:
    rows = await Mail.select(Mail.key).where(Mail.process == change.process, Mail.state == "queued")
    return [row["key"] for row in rows]


async def settled(
    applications: Applications, change: AccessChangeRequest, after: timedelta
) -> AccessChangeRequest:
    """What the process of a change does so long after it was asked for."""
    at, settings = change.progress.asked_at + after, applications.settings
    await advance_access_change(
        change.change_id, at, settings.link_keys, settings.alert_mail_address, at
    )
    return await load_access_change(change.change_id)


async def link_to(applications: Applications, ids: Ids, change: AccessChangeRequest) -> str:
    """The path of the page by which this account's mailbox answers to a change."""
    (row,) = await AccountLink.select(AccountLink.generation).where(
        AccountLink.access_change == change.change_id,
        AccountLink.account == (await ids.account()).id,
        AccountLink.purpose == Purpose.ACCESS.value,
    )
    return await link_of(applications, ids, Purpose.ACCESS, row["generation"])


async def found(path: str, purpose: Purpose = Purpose.ACCESS) -> FoundAccountLink:
    """The link as its page finds it."""
    link = await find_account_link(path.rpartition("/")[2], purpose)
    assert link is not None
    return link


async def kinds_to(change: AccessChangeRequest) -> set[tuple[str, str]]:
    """The kind and recipient of every mail of a change."""
    rows = await Mail.select(Mail.kind, Mail.recipient).where(Mail.process == change.process)
    return {(row["kind"], row["recipient"]) for row in rows}


async def confirmed(applications: Applications, ids: Ids, generation: int = 1) -> None:
    """The new mailbox has confirmed a change of address."""
    path = await link_of(applications, ids, Purpose.ADDRESS, generation)
    assert await confirm_new_mailbox(await found(path, Purpose.ADDRESS), now())


async def with_second_factor(applications: Applications, ids: Ids) -> str:
    """Turn on the second factor of an account, and give whose it is."""
    owner = MEMBERS.owner((await ids.account()).id)
    await turned_on(owner, applications.settings, now())
    return owner


async def removal_asked_for(applications: Applications, ids: Ids) -> AccessChangeRequest:
    """An administrator asked to remove a second factor; the mails that tell of it are taken."""
    await ask_to_remove_second_factor(*account_of(ids), asking(applications.settings))
    return await told(await change_of(ids))


async def managers(ids: Ids) -> list[str]:
    """The アカウントID of every ID manager of a company."""
    rows = await Account.select(Account.account_id).where(
        Account.company == ids.company_id, Account.role == "id_manager"
    )
    return [row["account_id"] for row in rows]


def account_of(ids: Ids) -> tuple[str, str]:
    """The IDs by which the operator names an account."""
    return ids.company_id, ids.account_id
