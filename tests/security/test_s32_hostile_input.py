"""Whatever is sent to any form or address is refused or taken as text (security.md S32, S33)."""

import pytest
from litestar import MediaType, get, post
from litestar.params import FromQuery

from db.tables.operation import AuditEvent
from rig.applications import Applications
from rig.security.asking import Answer
from rig.security.attack import Attack, faults, odd_addresses, odd_bodies, odd_headers, whole_forms
from rig.security.doors import doors, expected
from rig.security.forms import walk
from rig.security.hostile import FEW, FEW_BODIES, TEXTS
from rig.security.people import Person, everybody
from rig.site import Site
from settings import Settings
from web.app import create_app
from web.guards import PUBLIC

SENDERS = ("nobody", "applicant", "contact", "mailbox", "newcomer", "principal", "administrator")
"""Each form is tried by the first of them who sees it."""


async def test_s32_no_form_fails_or_takes_markup_or_changes_anything_when_it_refuses(
    site: Site, applications: Applications
) -> None:
    people, every = await everybody(site.app, applications), doors(site.app)
    tried: set[object] = set()
    wrong: list[str] = []
    for name in SENDERS:
        who = people[name]
        found = await walk(who, every, follow=False)
        attack = Attack(who, wrong=found.failed)
        for kind, form in found.forms.items():
            if kind not in tried:
                await attack.send(whole_forms(form, who.token, FEW))
        tried |= found.forms.keys()
        wrong += attack.wrong
    assert wrong == []
    assert len(tried) > 80


async def test_s32_no_body_makes_an_address_fail(site: Site, applications: Applications) -> None:
    people = await everybody(site.app, applications)
    wrong: list[str] = []
    for door in doors(site.app):
        if "POST" in door.methods:
            may = (people[name] for name in SENDERS if expected(door, "POST", people[name]) in IN)
            who = next(may, people["nobody"])
            attack = Attack(who)
            await attack.send(odd_bodies(door, who, FEW_BODIES))
            wrong += attack.wrong
    assert wrong == []


IN = {"in", "open"}


async def test_s32_no_header_and_no_cookie_makes_a_page_fail(site: Site) -> None:
    attack = Attack(Person("nobody", site.app, {}))
    await attack.send(odd_headers(attack.who, TEXTS))
    assert attack.wrong == []


async def test_s32_a_login_that_fails_may_say_so_in_the_audit_log(
    site: Site, applications: Applications
) -> None:
    people, every = await everybody(site.app, applications), doors(site.app)
    attack = Attack(people["nobody"])
    found = await walk(attack.who, every, follow=False, starts=["/console/login"])
    (form,) = (form for form in found.forms.values() if form.shape == "/console/login")
    await attack.send(whole_forms(form, attack.who.token, {"punycode": TEXTS["punycode"]}))
    assert await AuditEvent.exists().where(AuditEvent.tag == "administrator:login:fail")
    assert attack.wrong == []


@pytest.mark.parametrize(
    ("headers", "cookies", "found"),
    [
        ({"location": "/address/%0D%0ASet-Cookie:zz9=1"}, (), []),
        ({"location": "/address/\r\nSet-Cookie:zz9=1"}, (), ["what was typed became a header"]),
        ({"x-anything": "zz9=1"}, (), ["what was typed became a header"]),
        ({}, ("zz9=1",), ["what was typed became a header"]),
    ],
)
def test_s32_what_becomes_a_header_is_found_and_an_address_that_has_it_encoded_is_none(
    headers: dict[str, str], cookies: tuple[str, ...], found: list[str]
) -> None:
    assert list(faults(Answer(303, headers, "", 0, cookies))) == found


async def test_s32_what_fails_is_found(site: Site, settings: Settings) -> None:
    """A page that fails, and one that shows what was typed as markup."""

    @post("/fails", opt=PUBLIC)
    async def fails() -> str:
        raise ValueError("embedded null byte")

    @get("/shows", opt=PUBLIC, media_type=MediaType.HTML)
    async def shows(name: FromQuery[str]) -> str:
        return f"<p>{name}</p>"

    app = create_app(settings)
    app.register(fails)
    app.register(shows)
    app.state.update(site.app.state.dict())
    who = Person("nobody", app, {})
    await who.enter()
    attack = Attack(who)
    for door in doors(app):
        if door.path == "/fails":
            await attack.send(odd_bodies(door, who, ["doubled"]))
        if door.path == "/shows":
            await attack.send(odd_addresses(door, who, ["name"]))
    assert "nobody: doubled to /fails: status 500" in attack.wrong
    assert "nobody: markup in the query of /shows: what was typed stands in the page as markup" in (
        attack.wrong
    )
