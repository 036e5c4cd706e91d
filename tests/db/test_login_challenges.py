"""A right password waits for its code: for a while, for some tries, once."""

import asyncio
from datetime import timedelta

import pytest

from db.identity.challenges import (
    LIFETIME,
    MOST_TRIES,
    begin_challenge,
    end_challenge,
    end_challenges_of,
    find_challenge,
    take_try,
)
from db.tables.members import LoginChallenge
from domain.tokens import token_hash
from rig.applications import now

AT = now()
OWNER = "administrator:3"
SECOND = timedelta(seconds=1)
pytestmark = pytest.mark.usefixtures("pool")


async def test_challenge_is_found_by_its_token_alone() -> None:
    token = await begin_challenge(OWNER, AT)
    assert len(token) == 43
    assert await find_challenge(token, AT) == OWNER
    assert await find_challenge(token_hash(token), AT) is None
    assert await LoginChallenge.select(LoginChallenge.token_hash) == [
        {"token_hash": token_hash(token)}
    ]


async def test_challenge_is_over_after_ten_minutes() -> None:
    token = await begin_challenge(OWNER, AT)
    assert await find_challenge(token, AT + LIFETIME - SECOND) == OWNER
    assert await find_challenge(token, AT + LIFETIME) is None
    assert await take_try(token, AT + LIFETIME) is None


async def test_challenge_is_over_after_five_tries_even_at_once() -> None:
    token = await begin_challenge(OWNER, AT)
    taken = await asyncio.gather(*(take_try(token, AT) for _ in range(2 * MOST_TRIES)))
    left = sorted(one.left for one in taken if one is not None)
    assert left == [0, 1, 2, 3, 4]
    assert await find_challenge(token, AT) is None


async def test_challenge_ends_once() -> None:
    token = await begin_challenge(OWNER, AT)
    assert await end_challenge(token)
    assert not await end_challenge(token)
    assert await find_challenge(token, AT) is None


async def test_all_challenges_of_an_owner_end_and_no_others() -> None:
    one, two = await begin_challenge(OWNER, AT), await begin_challenge(OWNER, AT)
    other = await begin_challenge("account:3", AT)
    await end_challenges_of(OWNER)
    assert [await find_challenge(token, AT) for token in (one, two, other)] == [
        None,
        None,
        "account:3",
    ]


async def test_new_challenge_tidies_up_those_that_are_over() -> None:
    await begin_challenge(OWNER, AT)
    await begin_challenge(OWNER, AT + LIFETIME)
    assert await LoginChallenge.count() == 1
