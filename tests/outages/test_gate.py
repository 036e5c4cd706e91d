"""What began is heard of to its end, however its worker went."""

import asyncio
import json
from collections.abc import Callable

import pytest

from rig.outages.gate import DONE, FAILED, Ended, StepName, keep_gate
from rig.proxies.streams import HOST, reset

STEP = StepName("Enrolment", "freeze_disputed")
HEARD_WITHIN = 5.0

HangUp = Callable[[asyncio.StreamWriter], None]


def _says(word: bytes) -> HangUp:
    def hang_up(writer: asyncio.StreamWriter) -> None:
        writer.write(word)
        writer.close()

    return hang_up


@pytest.mark.parametrize("is_let_go_on", [True, False], ids=["when let go on", "at once"])
@pytest.mark.parametrize(
    ("hang_up", "failed"),
    [(_says(DONE), False), (_says(FAILED), True), (_says(b""), True), (reset, True)],
    ids=["done", "failed", "without a word", "cut off"],
)
async def test_what_began_is_heard_of_to_its_end(
    hang_up: HangUp,
    failed: bool,  # noqa: FBT001 -- a parameter of the test
    is_let_go_on: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    ended: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    async def begins(step: StepName) -> Ended:
        assert step == STEP
        return ended.set_result

    async with await keep_gate(begins) as gate:
        port = gate.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(json.dumps(STEP).encode() + b"\n")
        await writer.drain()
        if is_let_go_on:
            await reader.readline()
        hang_up(writer)
        async with asyncio.timeout(HEARD_WITHIN):
            assert await ended is failed
