"""The links in mails to members (security.md S03 to S06): invitation, password, address."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextvars import Context
from datetime import timedelta

import pytest

from db.engine import transaction
from db.identity.challenges import begin_challenge
from db.identity.sessions import rotate
from db.members.account_facts import lock_account
from db.members.account_links import (
    make_account_link,
    revoke_account_links,
    use_account_link,
)
from db.tables.companies import Account
from db.tables.members import AccountLink
from domain.logins import MEMBERS
from domain.tokens import Purpose, derive_token, token_hash
from rig.applications import APPLICANT, Applications
from rig.console.staff import logged_in as staff_logged_in
from rig.members import Ids, id_manager
from rig.own_data import session_of
from rig.site import Site
from rig.waiting import until
from settings import Settings
from tests.accounts import invited, link_of
from tests.web.test_forgotten import ask
from tests.web.test_login import log_in
from tests.web.test_profile import change_address

ISSUED = re.compile("[A-Za-z0-9_-]{43}")
LIFETIMES = {Purpose.INVITATION: 72, Purpose.PASSWORD: 24, Purpose.ADDRESS: 24}

Make = Callable[[Site, Applications], Awaitable[Ids]]


async def _invitation(site: Site, applications: Applications) -> Ids:
    manager = await id_manager(applications)
    return await invited(manager, applications.settings, site.clock.now)


async def _password(site: Site, applications: Applications) -> Ids:
    ids = await id_manager(applications)
    await ask(site, ids.company_id, APPLICANT)
    return ids


async def _address(site: Site, applications: Applications) -> Ids:
    ids = await id_manager(applications)
    await log_in(site, ids)
    await change_address(site)
    return ids


MADE: dict[Purpose, Make] = {
    Purpose.INVITATION: _invitation,
    Purpose.PASSWORD: _password,
    Purpose.ADDRESS: _address,
}
every_purpose = pytest.mark.parametrize("purpose", MADE)


async def state() -> list[dict[str, object]]:
    """What a link could change."""
    columns = (Account.state, Account.password_hash, Account.mail_address)
    return await Account.select(*columns).order_by(Account.id)


async def act(site: Site, purpose: Purpose, link: str) -> int:
    """Send what the page of the link would send; how it was answered."""
    await site.get("/login")
    fields = {
        "csrf_token": site.client.cookies["__Host-csrf"],
        "password": "seven-purple-otters-whistle",
        "password_again": "seven-purple-otters-whistle",
    }
    assert link.startswith(f"/{purpose}/")
    return (await site.client.post(link, data=fields)).status_code


@every_purpose
async def test_s03_only_the_hash_is_stored_and_the_key_goes_into_the_token(
    site: Site, applications: Applications, settings: Settings, purpose: Purpose
) -> None:
    ids = await MADE[purpose](site, applications)
    token = (await link_of(ids, settings, purpose)).rpartition("/")[2]
    assert ISSUED.fullmatch(token)
    (row,) = await AccountLink.select().where(AccountLink.purpose == purpose)
    assert row["token_hash"] == token_hash(token) != token
    subject = f"account:{row['account']}"
    for key in (b"", b"k" * 32, settings.csrf_secret.encode()):
        guessed = derive_token(key, purpose, subject, row["generation"], row["salt"])
        for secret in (guessed, row["token_hash"]):
            assert (await site.get(f"/{purpose}/{secret}")).status == 404


async def test_s03_every_identifier_that_is_given_out_has_256_random_bits(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await staff_logged_in(site)
    begun = await session_of(ids)
    issued = [
        begun,
        await rotate(MEMBERS, begun),
        await begin_challenge("account:1", site.clock.now),
        await begin_challenge("account:1", site.clock.now),
        site.client.cookies["__Host-console"],
    ]
    assert len(set(issued)) == len(issued)
    assert [one for one in issued if not ISSUED.fullmatch(one)] == []


@every_purpose
async def test_s04_a_link_does_its_one_thing_once(
    site: Site, applications: Applications, settings: Settings, purpose: Purpose
) -> None:
    ids = await MADE[purpose](site, applications)
    link = await link_of(ids, settings, purpose)
    assert await act(site, purpose, link) == 303
    after = await state()
    assert (await site.get(link)).status == 410
    assert await act(site, purpose, link) == 410
    account = (await ids.account()).id
    assert not await use_account_link(purpose, account, 1, site.clock.now)
    assert await state() == after


@pytest.mark.parametrize("purpose", [Purpose.PASSWORD, Purpose.ADDRESS])
async def test_s04_a_link_pressed_twice_at_once_does_its_one_thing_once(
    site: Site, applications: Applications, settings: Settings, purpose: Purpose
) -> None:
    ids = await MADE[purpose](site, applications)
    link = await link_of(ids, settings, purpose)

    async def both_wait() -> bool:
        return len(await Account.raw("SELECT FROM pg_locks WHERE NOT granted")) > 1

    async with transaction():
        await lock_account(ids.company_id, ids.account_id)
        acts = [asyncio.create_task(act(site, purpose, link), context=Context()) for _ in range(2)]
        await until(both_wait, "both to have found the link as it is")
    assert sorted(await asyncio.gather(*acts)) == [303, 410]


@every_purpose
@pytest.mark.parametrize("how", ["replaced", "taken back", "over"])
async def test_s04_s05_a_link_that_is_void_does_nothing(
    site: Site, applications: Applications, settings: Settings, purpose: Purpose, how: str
) -> None:
    ids = await MADE[purpose](site, applications)
    link, account = await link_of(ids, settings, purpose), (await ids.account()).id
    match how:
        case "replaced":
            later = site.clock.now + timedelta(hours=1)
            await make_account_link(
                settings.link_keys, purpose, account, now=site.clock.now, expires_at=later
            )
        case "taken back":
            await revoke_account_links(purpose, account, site.clock.now)
        case _:
            site.clock.now += timedelta(hours=LIFETIMES[purpose], seconds=1)
    before = await state()
    assert (await site.get(link)).status == 410
    assert await act(site, purpose, link) == 410
    assert not await use_account_link(purpose, account, 1, site.clock.now)
    assert await state() == before


@every_purpose
async def test_s05_a_link_works_until_a_second_before_its_end(
    site: Site, applications: Applications, settings: Settings, purpose: Purpose
) -> None:
    ids = await MADE[purpose](site, applications)
    site.clock.now += timedelta(hours=LIFETIMES[purpose], seconds=-1)
    assert await act(site, purpose, await link_of(ids, settings, purpose)) == 303


@every_purpose
async def test_s06_a_token_of_one_purpose_is_refused_for_every_other(
    site: Site, applications: Applications, settings: Settings, purpose: Purpose
) -> None:
    ids = await MADE[purpose](site, applications)
    token = (await link_of(ids, settings, purpose)).rpartition("/")[2]
    for other in Purpose:
        if other is not purpose:
            assert (await site.get(f"/{other}/{token}")).status == 404
