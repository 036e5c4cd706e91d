"""Deputies for the tests: asked, in office."""

from db.members import sessions
from db.members.deputies import Bounds, accept, appoint
from db.members.deputy_facts import open_appointment
from db.members.sessions import Member
from domain.durations import Duration
from rig.applications import now
from rig.members import Ids
from rig.own_data import session_of

BOUNDS = Bounds(3, Duration.parse("7d"))


async def logged_in(ids: Ids) -> tuple[Member, str]:
    """The member of an account, and the identifier of a session that just began."""
    identifier = await session_of(ids)
    member = await sessions.find(identifier, now())
    assert member is not None
    return member, identifier


async def member_of(ids: Ids) -> Member:
    """The member of an account, logged in."""
    return (await logged_in(ids))[0]


async def asked_to_be_deputy(manager: Ids, person: Ids) -> int:
    """Ask somebody to be a deputy; gives the number of the appointment."""
    await appoint(await member_of(manager), person.account_id, BOUNDS, now())
    appointment = await open_appointment((await person.account()).id)
    assert appointment is not None
    return appointment.appointment_id


async def deputy(manager: Ids, person: Ids) -> Ids:
    """Make somebody a deputy, who consented."""
    await asked_to_be_deputy(manager, person)
    member, session = await logged_in(person)
    await accept(member, BOUNDS.most, session=session, now=now())
    return person
