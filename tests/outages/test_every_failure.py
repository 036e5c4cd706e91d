"""What a worker says of a task that failed, or that it is still at, is lost: all ends alike."""

import itertools
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from unittest.mock import DEFAULT, patch

import pytest

from activities.heartbeat import alive
from db.enrolment import issue
from db.mailing import sending
from rig.proxies.grpc import Break, Breaking
from rig.waiting import until
from tests.outages.working import (
    COMPLETIONS,
    EVERY_OTHER,
    FAILURES,
    HEARTBEAT,
    Working,
    enrolled,
)
from workflows import display
from workflows.steps import LOCAL_RETRY


@contextmanager
def failing() -> Iterator[None]:
    """The code of a workflow fails once, a mail's step too, and a record also as a step."""
    with ExitStack() as patched:
        for module, name, times in (
            (display, "_upsert", 1),
            (sending, "claim_while_true", 1),
            (issue, "issue_ids", LOCAL_RETRY.maximum_attempts + 1),
        ):
            outcomes = itertools.chain([LookupError] * times, itertools.repeat(DEFAULT))
            real = getattr(module, name)
            patched.enter_context(patch.object(module, name, wraps=real, side_effect=outcomes))
        yield


async def test_each_failure_is_lost_once_and_the_end_is_the_same(working: Working) -> None:
    expected = await working.lived(enrolled)
    every = (*COMPLETIONS, *FAILURES)
    for when in Break:
        with failing():
            assert await working.lived(enrolled, Breaking(when, EVERY_OTHER, every)) == expected
        assert working.broke().keys() == {*every}


async def test_signs_of_life_are_lost_and_no_mail_goes_twice(
    working: Working, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = await working.lived(enrolled)
    postman = working.life.postman
    send = postman._send  # noqa: SLF001 -- of the rig

    async def enough() -> bool:
        return working.told([HEARTBEAT])[HEARTBEAT] >= 4

    async def slowly(key: str) -> None:
        async with alive():
            await until(enough, "signs of life")
            await send(key)

    monkeypatch.setattr("workflows.mails.UNTIL_A_SENDER_IS_GIVEN_UP", timedelta(seconds=2))
    monkeypatch.setattr("activities.heartbeat.BETWEEN_BEATS", 0.1)
    monkeypatch.setattr(postman, "_send", slowly)
    for when in Break:
        assert await working.lived(enrolled, Breaking(when, EVERY_OTHER, {HEARTBEAT})) == expected
        assert working.broke()[HEARTBEAT] >= 2
