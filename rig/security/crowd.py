"""Everybody there is, for the instruments: each kind of person, who is half in, and each stage."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from litestar import Litestar

from db.identity.credentials import Credentials, load_credentials_of
from db.tables.members import SecondFactor
from domain.logins import ADMINISTRATORS
from rig.applications import Applications, now
from rig.console.staff import person
from rig.members import id_manager_of
from rig.second_factors import ask_for_code, turned_on
from rig.security.doors import Door, doors
from rig.security.people import Person, everybody, logging_in, still_with
from rig.security.stages import OfAllCompanies, at_each_stage
from web.cookies import full_name

Doors = Sequence[Door]


async def crowd(app: Litestar, applications: Applications) -> AsyncIterator[tuple[Person, Doors]]:
    """Each person, with the doors that are looked at as this one; what others see is left out."""
    for who in (await everybody(app, applications)).values():
        yield who, doors(app)
    async for who, theirs in passing(app, applications):
        yield who, theirs


async def passing(app: Litestar, applications: Applications) -> AsyncIterator[tuple[Person, Doors]]:
    """Those who are half in, and who holds links at each stage: what they are passes."""
    every = doors(app)
    links = [door for door in every if door.guard == "link"]
    async for who, guard in _half_in(app, applications):
        yield who, [door for door in every if door.guard == guard or "/code" in door.path]
    async for who in at_each_stage(app, applications):
        yield who, links


async def _half_in(
    app: Litestar, applications: Applications
) -> AsyncIterator[tuple[Person, str | None]]:
    """Those of whom a code is asked, and a newcomer who has set the password already."""
    keys, at = applications.settings.link_keys, app.state.clock()
    number = await OfAllCompanies(applications.settings).enrolled()
    member = await (await id_manager_of(number)).credentials()
    await turned_on(member.owner, applications.settings, at)
    new: dict[str, Any] = {"keys": keys, "password_is_first": False}
    coded = await _credentials_of(await person(mail_address="coded@inforex.example", **new))
    begun = await _credentials_of(await person(mail_address="begun@inforex.example", **new))
    await SecondFactor.delete().where(SecondFactor.owner == begun.owner)
    half = {
        "nobody: code of a member": (await _asked_for(app, member), None),
        "nobody: code of the console": (await _asked_for(app, coded), None),
        "newcomer: password set": (await logging_in(app, begun)(now()), "console_newcomer"),
    }
    for name, (cookies, guard) in half.items():
        who = Person(name, app, {}, enters=still_with(cookies))
        await who.enter()
        yield who, guard


async def _credentials_of(who: Any) -> Credentials:
    credentials = await load_credentials_of(ADMINISTRATORS, who.administrator)
    assert credentials is not None
    return credentials


async def _asked_for(app: Litestar, credentials: Credentials) -> dict[str, str]:
    token = await ask_for_code(credentials, app.state.clock())
    assert token is not None
    return {full_name(app.state.settings, credentials.kind.code_cookie): token}
