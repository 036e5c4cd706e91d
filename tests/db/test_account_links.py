"""Links in mails to members: one use, one purpose, the newest only (S04, S06)."""

import asyncio
from datetime import timedelta

import pytest

from db.members.account_links import (
    account_token,
    find_account_link,
    link_works,
    make_account_link,
    revoke_account_links,
    use_account_link,
)
from domain.tokens import Purpose
from rig.applications import Applications, now
from rig.members import colleague, id_manager
from settings import Settings

LATER = timedelta(hours=72)


async def _account(settings: Settings) -> int:
    manager = await id_manager(Applications(settings))
    return int((await manager.account()).id)


async def _make(settings: Settings, account: int) -> int:
    return await make_account_link(
        settings.link_keys, Purpose.INVITATION, account, now=now(), expires_at=now() + LATER
    )


@pytest.mark.usefixtures("pool")
async def test_a_link_is_found_by_its_token_and_for_its_purpose_only(settings: Settings) -> None:
    account = await _account(settings)
    generation = await _make(settings, account)
    token, _ = await account_token(settings.link_keys, Purpose.INVITATION, account, generation)
    link = await find_account_link(token, Purpose.INVITATION)
    assert link is not None
    assert (link.account, link.account_id, link.generation) == (account, "001", 1)
    assert await find_account_link(token, Purpose.PASSWORD) is None


@pytest.mark.usefixtures("pool")
async def test_of_many_uses_at_once_one_succeeds(settings: Settings) -> None:
    account = await _account(settings)
    await _make(settings, account)
    uses = [use_account_link(Purpose.INVITATION, account, 1, now()) for _ in range(10)]
    assert sorted(await asyncio.gather(*uses)) == [False] * 9 + [True]


@pytest.mark.usefixtures("pool")
async def test_a_newer_link_voids_the_older_of_its_purpose(settings: Settings) -> None:
    account = await _account(settings)
    other = await make_account_link(
        settings.link_keys, Purpose.PASSWORD, account, now=now(), expires_at=now() + LATER
    )
    await _make(settings, account)
    await _make(settings, account)
    assert await use_account_link(Purpose.PASSWORD, account, other, now())
    assert not await use_account_link(Purpose.INVITATION, account, 1, now())
    assert await use_account_link(Purpose.INVITATION, account, 2, now())


@pytest.mark.usefixtures("pool")
async def test_a_link_that_was_taken_back_or_is_over_does_nothing(settings: Settings) -> None:
    account = await _account(settings)
    await _make(settings, account)
    assert not await link_works(Purpose.INVITATION, account, 1, now() + LATER)
    assert await revoke_account_links(Purpose.INVITATION, account, now())
    assert not await revoke_account_links(Purpose.INVITATION, account, now())
    assert not await use_account_link(Purpose.INVITATION, account, 1, now())


@pytest.mark.usefixtures("pool")
async def test_links_of_another_account_or_purpose_are_left_alone(settings: Settings) -> None:
    manager = await id_manager(Applications(settings))
    accounts = [(await each.account()).id for each in (manager, await colleague(manager))]
    links = [
        (purpose, account)
        for purpose in (Purpose.INVITATION, Purpose.PASSWORD)
        for account in accounts
    ]

    async def make(purpose: Purpose, account: int) -> int:
        lasts = now() + LATER
        return await make_account_link(
            settings.link_keys, purpose, account, now=now(), expires_at=lasts
        )

    async def works() -> list[bool]:
        return [await link_works(*link, 1, now()) for link in links]

    assert [await make(*link) for link in links] == [1, 1, 1, 1]
    taken_back, used, replaced, left = links
    assert await revoke_account_links(*taken_back, now())
    assert await works() == [False, True, True, True]
    assert await use_account_link(*used, 1, now())
    assert not await revoke_account_links(*used, now())
    assert await works() == [False, False, True, True]
    assert await make(*replaced) == 2
    assert await works() == [False, False, False, True]
    assert not await revoke_account_links(*left, now() + LATER)
    made = ((replaced, 1, True), (replaced, 2, False), (taken_back, 1, False), (left, 1, False))
    for link, generation, void in made:
        token, _ = await account_token(settings.link_keys, *link, generation)
        found = await find_account_link(token, link[0])
        assert found is not None
        assert (found.account, found.replaced) == (link[1], void)
    with pytest.raises(LookupError):
        await account_token([b"the key of another installation"], *left, 1)
