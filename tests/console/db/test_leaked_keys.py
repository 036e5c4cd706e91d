"""A link key leaked: what it made ends, and what other keys made goes on; second factors go."""

import asyncio
import secrets
from contextvars import Context
from dataclasses import replace
from datetime import timedelta

import pytest

from db.console.leaked_keys import EndedLinks, end_links_made_by, forget_second_factors
from db.engine import transaction
from db.enrolment.links import FoundLink, find_link, token_for
from db.identity import second_factors
from db.identity.second_factors import offer, offered_secret
from db.members.account_links import (
    account_token,
    find_account_link,
    make_account_link,
    use_account_link,
)
from db.tables.enrolment import Link
from db.tables.operation import AuditEvent, Mail
from domain.logins import ADMINISTRATORS, MEMBERS
from domain.tokens import Purpose
from rig.applications import Applications, another_form, now
from rig.lawful import laws_hold
from rig.members import id_manager
from rig.second_factors import turned_on
from rig.waiting import until_it_waits
from settings import Settings

LEAKED, NEW = secrets.token_bytes(32), secrets.token_bytes(32)


@pytest.fixture
def before(settings: Settings) -> Settings:
    return replace(settings, link_keys=(LEAKED,))


@pytest.fixture
def after(settings: Settings) -> Settings:
    return replace(settings, link_keys=(NEW, LEAKED))


async def link_of(number: str, keys: tuple[bytes, ...]) -> FoundLink:
    found = await find_link(await token_for(keys, Purpose.APPLY, number), Purpose.APPLY)
    assert found is not None
    return found


async def details(tag: str) -> list[dict[str, object]]:
    rows = await (
        AuditEvent.select(AuditEvent.details)
        .where(AuditEvent.tag == tag)
        .order_by(AuditEvent.id)
        .output(load_json=True)
    )
    return [row["details"] for row in rows]


@pytest.mark.usefixtures("pool")
async def test_only_the_links_of_that_key_end_and_only_once(
    before: Settings, after: Settings
) -> None:
    leaked = await Applications(before).invited("a@one.example")
    kept = await Applications(after).invited("b@two.example")
    account = (await (await id_manager(Applications(after))).account()).id
    at = now()
    generations = [
        await make_account_link(
            [key], Purpose.PASSWORD, account, now=at, expires_at=at.replace(year=at.year + 1)
        )
        for key in (LEAKED, NEW)
    ]
    ended = await end_links_made_by(LEAKED, now())
    assert ended == EndedLinks(of_applications=1, of_members=1)
    assert await end_links_made_by(LEAKED, now()) == EndedLinks(0, 0)
    for number, works in ((leaked, False), (kept, True)):
        link = await link_of(number, after.link_keys)
        assert link.expires_at is not None
        assert (link.expires_at > now()) is works
    for generation, works in zip(generations, (False, True), strict=True):
        token, _ = await account_token(after.link_keys, Purpose.PASSWORD, account, generation)
        of_member = await find_account_link(token, Purpose.PASSWORD)
        assert of_member is not None
        assert (of_member.expires_at > now()) is works
    assert await details("operator:links:end") == [{"of_applications": 1, "of_members": 1}]


async def test_what_was_used_a_moment_before_was_used_in_its_time(
    pool: str, before: Settings
) -> None:
    """Whoever ends the links may have waited for those who use one, or have another clock."""
    applications = Applications(before)
    account = (await (await id_manager(applications)).account()).id
    asked, used = now(), now() + timedelta(seconds=1)
    generation = await make_account_link(
        before.link_keys, Purpose.PASSWORD, account, now=asked, expires_at=asked + timedelta(days=1)
    )
    assert await use_account_link(Purpose.PASSWORD, account, generation, used)
    number = await applications.submitted("b@two.example", another_form())
    await Link.update({Link.used_at: used}).where(Link.application == number)
    await end_links_made_by(LEAKED, asked)
    assert (await applications.link(Purpose.APPLY, number)).expires_at == used
    await laws_hold(pool, used)


@pytest.mark.usefixtures("pool")
async def test_second_factors_of_a_key_are_forgotten_and_members_are_told(
    before: Settings, after: Settings
) -> None:
    manager = await id_manager(Applications(after))
    member = MEMBERS.owner((await manager.account()).id)
    leaked, kept = ADMINISTRATORS.owner(7), ADMINISTRATORS.owner(8)
    for owner in (member, leaked):
        await turned_on(owner, before, now())
    await turned_on(kept, after, now())
    await offer("administrator:9", before.link_keys, now())
    assert await forget_second_factors(after.link_keys, [1], now()) == 2
    assert await forget_second_factors(after.link_keys, [1, None], now()) == 0
    on = [await second_factors.is_on(owner) for owner in (member, leaked, kept)]
    assert on == [False, False, True]
    assert await offered_secret("administrator:9", before.link_keys, now())
    told = await Mail.select(Mail.kind, Mail.state).where(Mail.process.like("letters-%"))
    assert told == [{"kind": "second_factor_changed", "state": "queued"}]
    counted = [{"accounts": 1, "administrators": 1}]
    assert await details("operator:second_factors:forget") == counted
    assert await forget_second_factors((LEAKED,), [None], now()) == 1
    assert not await second_factors.is_on(kept)


@pytest.mark.usefixtures("pool")
async def test_a_second_factor_that_gets_another_key_meanwhile_stays(
    before: Settings, after: Settings
) -> None:
    owner = ADMINISTRATORS.owner(7)
    await turned_on(owner, before, now())
    async with transaction():
        await second_factors.remove(owner)
        await turned_on(owner, after, now())
        forgetting = asyncio.create_task(
            forget_second_factors(after.link_keys, [1], now()), context=Context()
        )
        await until_it_waits(forgetting)
    assert await forgetting == 0
    assert await second_factors.is_on(owner)
