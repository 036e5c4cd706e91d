"""People of a company for the tests of deputies, and what is recorded and told of them."""

from datetime import datetime, timedelta

from db.members.deputies import accept
from db.tables.members import DeputyAppointment
from db.tables.operation import AuditEvent, Mail
from rig.applications import Applications, now
from rig.deputies import BOUNDS, logged_in
from rig.members import Ids, colleague, id_manager

LATER = timedelta(days=8)
"""So much later, what nobody answered has lapsed."""


async def three(applications: Applications) -> tuple[Ids, Ids, Ids]:
    manager = await id_manager(applications)
    return manager, await colleague(manager, "002"), await colleague(manager, "003")


async def role_of(ids: Ids) -> str:
    return str((await ids.account()).role)


async def endings() -> list[tuple[str, str | None, str]]:
    rows = await DeputyAppointment.select().order_by(DeputyAppointment.id)
    return [(row["account_id"], row["ending"], row["ended_by"]) for row in rows]


async def tags() -> list[str]:
    """What the audit log says of deputies, in its order."""
    rows = await AuditEvent.select(AuditEvent.tag).order_by(AuditEvent.id)
    return [row["tag"] for row in rows if "deputy" in row["tag"]]


async def told(kind: str) -> set[str]:
    """The アカウントID of everybody whom a mail of this kind is for."""
    rows = await Mail.raw(
        "SELECT account_id FROM mail JOIN account ON account.id = mail.account WHERE kind = {}",
        kind,
    )
    return {row["account_id"] for row in rows}


async def consent(person: Ids, at: datetime | None = None) -> str:
    member, session = await logged_in(person)
    return (await accept(member, BOUNDS.most, session=session, now=at or now())).identifier
