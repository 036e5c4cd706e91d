"""Changes of who gets in, for the tests: asked for by the operator, told, answered, and due."""

from dataclasses import replace
from datetime import datetime, timedelta

from db.access.facts import AccessChangeRequest, load_access_change, open_changes_of
from db.access.requests import AskedBy, ask_for_address
from db.access.steps import advance_access_change
from db.mailing import mails
from db.members.account_links import FoundAccountLink, find_account_link
from db.tables.members import AccountLink
from db.tables.operation import Mail
from domain.durations import Duration
from domain.tokens import Purpose
from rig.applications import Applications, now
from rig.console.acts import GROUND, NEW_ADDRESS, WHY
from rig.members import Ids
from rig.own_data import link_of
from settings import Settings

WAIT = Duration(24, "h")
DAY = timedelta(days=1)


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
