"""Whoever holds the links of an application, at each of its stages.

Each application is of another company and mailbox, or screening would find one in the other.
"""

import itertools
from collections.abc import AsyncIterator, Container
from dataclasses import dataclass
from datetime import datetime, timedelta

from litestar import Litestar

from db.enrolment.application_form import verify_address
from db.enrolment.links import make_link
from db.tables.enrolment import FormRevision, Link
from domain.enrolment.form import ApplicationForm
from domain.tokens import Purpose
from rig.applications import APPLICANT, FORM, Applications, another_form, now
from rig.lives.standings import LIVES, Live, ended, factory
from rig.security.people import Person
from rig.site import Clock

_serials = itertools.count(1)


@dataclass(frozen=True)
class OfAllCompanies(Applications):
    """Makes each application of a company of its own."""

    async def invited(self, mail_address: str = APPLICANT, at: datetime | None = None) -> str:
        if mail_address == APPLICANT:
            mail_address = f"maker{next(_serials)}@maker.example"
        return await super().invited(mail_address, at)

    async def submit(self, number: str, form: ApplicationForm = FORM) -> None:
        await super().submit(number, another_form() if form is FORM else form)


async def begun(_: Clock, applications: Applications) -> str:
    """The applicant opened the link, and has typed nothing yet."""
    number = await applications.invited()
    await verify_address(number, now())
    return number


BEFORE_THE_FORM: dict[str, Live] = {
    "invited": factory("invited"),
    "begun": begun,
    "not begun in time": ended(factory("invited")),
}
"""What is no standing yet."""


async def at_each_stage(
    app: Litestar, applications: Applications, only: Container[str] | None = None
) -> AsyncIterator[Person]:
    """Have an application come to each stage, and give whoever holds its links.

    One after the other: the site's clock stands where each of them leaves it. `only`: of these
    lives.
    """
    made = OfAllCompanies(applications.settings)
    clock: Clock = app.state.clock
    stood = clock.now
    lives = BEFORE_THE_FORM | {life: live for life, (_, live) in LIVES.items()}
    for life, live in lives.items():
        if only is not None and life not in only:
            continue
        number = await live(clock, made)
        async for who in _holders(app, made, life, number):
            yield who
        clock.now = stood


async def _holders(
    app: Litestar, applications: Applications, life: str, number: str
) -> AsyncIterator[Person]:
    """Whoever holds the newest links, and whoever holds those that these took the place of."""
    await _link_to_all(applications, number)
    rows = await Link.select(Link.purpose, Link.generation).where(Link.application == number)
    nth: dict[int, dict[str, str]] = {}
    for row in sorted(rows, key=lambda row: -row["generation"]):
        purpose = Purpose(row["purpose"])
        place = sum(purpose in links for links in nth.values())
        token = await applications.token(purpose, number, row["generation"])
        nth.setdefault(place, {})[purpose] = token
    for place, links in nth.items():
        name = f"mailbox: {life}" + (f", {place} links before" if place else "")
        who = Person(name, app, {"number:str": number}, links)
        await who.enter()
        yield who


async def _link_to_all(applications: Applications, number: str) -> None:
    """Mail the link to all that waits for the contact, who is asked or was."""
    newest = await FormRevision.count().where(FormRevision.application == number)
    if newest:
        keys, until = applications.settings.link_keys, now() + timedelta(days=1)
        await make_link(
            keys, Purpose.REQUESTS, number, revision=newest, now=now(), expires_at=until
        )
