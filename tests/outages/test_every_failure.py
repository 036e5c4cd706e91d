"""What a worker says of a task that failed, or that it is still at, is lost: all ends alike."""

import asyncio
import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from unittest.mock import DEFAULT, patch

import pytest
from temporalio.client import Client
from temporalio.worker import Worker

from activities.heartbeat import BETWEEN_BEATS, alive
from db.enrolment import issue
from db.mailing import sending
from rig.proxies.grpc import Break, Breaking, GrpcLink
from rig.proxies.link import to_port
from rig.proxies.streams import HOST
from rig.waiting import until
from rig.workflows.life import open_life
from settings import Settings
from tests.outages.working import (
    COMPLETIONS,
    EVERY_OTHER,
    FAILURES,
    HEARTBEAT,
    Working,
    enrolled,
)
from worker import enrolment_worker, import_worker, mail_worker
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


async def test_a_sender_tells_that_it_lives_long_before_it_would_be_given_up(
    pool: str,  # noqa: ARG001 -- it opens the database
    settings: Settings,
    temporal_address: str,
) -> None:
    link = GrpcLink(to_port(int(temporal_address.rpartition(":")[2])), methods=[HEARTBEAT])
    await link.open()
    waiting: list[asyncio.StreamWriter] = []
    silent = await asyncio.start_server(lambda _, writer: waiting.append(writer), HOST, 0)
    port = silent.sockets[0].getsockname()[1]
    sending = replace(settings, smtp=replace(settings.smtp, host=HOST, port=port))

    async def three_times() -> bool:
        return link.counted[HEARTBEAT, Break.BEFORE] >= 3

    async with open_life(
        f"{HOST}:{link.port}", sending, post=lambda client: mail_worker(client, sending)
    ) as life:
        await life.applications.invited()
        await life.hear()
        await until(three_times, "signs of life", patience=15)
        silent.close()
        for writer in waiting:
            writer.close()
    await link.close()


@pytest.mark.parametrize("make", [enrolment_worker, mail_worker, import_worker])
async def test_every_worker_passes_on_each_sign_of_life(
    make: Callable[[Client, Settings], Worker], settings: Settings, temporal_address: str
) -> None:
    worker = make(await Client.connect(temporal_address), settings)
    longest = worker.config()["max_heartbeat_throttle_interval"]
    assert longest == timedelta(seconds=BETWEEN_BEATS)
