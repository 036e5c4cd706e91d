"""S50: who sends half a request, or ever so slowly, or reads no answer is cut off."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing

import pytest
from litestar import Litestar, get, post
from litestar.params import RawBody
from structlog.testing import capture_logs

from embedded.ports import LOOPBACK
from rig.raw_http import answer_to, serving
from rig.waiting import until
from web import slow_clients

QUICK = 0.5
HEAD = b"POST /login HTTP/1.1\r\nHost: inforex.test\r\n"
END = b"POST / HTTP/1.1\r\nHost: inforex.test\r\nConnection: close\r\n"
GET = b"GET / HTTP/1.1\r\nHost: inforex.test\r\n\r\n"
MUCH = 64 * 2**20
TIMED_OUT = b"HTTP/1.1 408"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow_clients, "PATIENCE", QUICK)
    monkeypatch.setattr(slow_clients, "TO_READ_ON", QUICK * 3)
    monkeypatch.setattr(slow_clients, "BETWEEN_LOOKS", QUICK / 10)


@pytest.fixture
async def port(app: Litestar) -> AsyncIterator[int]:
    async with serving(app) as port:
        yield port


HALVES = {
    "nothing": [b""],
    "half a head": [HEAD],
    "a head without the body that it speaks of": [HEAD + b"Content-Length: 60\r\n\r\n"],
    "half a body": [HEAD + b"Content-Length: 60\r\n\r\ncompany_id="],
    "a chunk that does not end": [HEAD + b"Transfer-Encoding: chunked\r\n\r\n40\r\nabc"],
}


@pytest.mark.parametrize("pieces", HALVES.values(), ids=HALVES)
async def test_s50_half_a_request_is_cut_off(port: int, pieces: list[bytes]) -> None:
    answer = await asyncio.wait_for(answer_to(port, *pieces), 30)
    assert answer.startswith(TIMED_OUT)


@pytest.mark.parametrize("length", [b"", b"Content-Length: 9999\r\n\r\n"], ids=["head", "body"])
async def test_s50_a_byte_now_and_then_keeps_no_connection(port: int, length: bytes) -> None:
    trickle = [b"x"] * 9000  # three minutes of them
    answer = await asyncio.wait_for(answer_to(port, HEAD + length, *trickle, pause=0.02), 60)
    # Who goes on sending may find the connection gone before it reads why.
    assert not answer or answer.startswith(TIMED_OUT)


async def test_s50_it_is_logged_once_and_is_no_failure_of_ours(port: int) -> None:
    with capture_logs() as logs:
        await answer_to(port, HEAD + b"Content-Length: 60\r\n\r\ncompany_id=secret")

        async def is_over() -> bool:
            return any(entry["event"] == "request" for entry in logs) or len(logs) > 1

        await asyncio.wait({asyncio.create_task(until(is_over, "its end"))}, timeout=2)
    assert [entry["event"] for entry in logs].count("request.cut_off") == 1
    assert "failure" not in {entry["event"] for entry in logs}
    assert "secret" not in str(logs)


async def test_s50_a_second_request_on_a_connection_is_waited_for_no_longer(port: int) -> None:
    whole = b"GET /healthz HTTP/1.1\r\nHost: inforex.test\r\n\r\n"
    answer = await asyncio.wait_for(answer_to(port, whole, HEAD, pause=0.2), 30)
    assert answer.startswith(b"HTTP/1.1 200")
    assert TIMED_OUT in answer


@pytest.mark.parametrize(
    ("begun", "event"),
    [(HEAD, "request.cut_off"), (b"", "answer.cut_off")],
    ids=["asks on", "idle"],
)
async def test_s50_who_does_not_read_is_let_go(begun: bytes, event: str) -> None:
    """To wait until all is read, and why we hang up, would be to wait for ever."""
    async with serving(Litestar([_says_much])) as port:
        reader, writer = await asyncio.open_connection(LOOPBACK, port)
        with closing(writer), capture_logs() as logs:
            writer.write(GET)
            await reader.readexactly(1)
            writer.write(begun)

            async def is_cut_off() -> bool:
                return event in {entry["event"] for entry in logs}

            await until(is_cut_off, "the end of patience")
            assert len(await reader.read()) < MUCH


async def test_s50_who_reads_slowly_gets_all() -> None:
    async with serving(Litestar([_says_much])) as port:
        reader, writer = await asyncio.open_connection(LOOPBACK, port, limit=MUCH // 20)
        read = 0
        with closing(writer):
            writer.write(GET)
            while read < MUCH and (piece := await reader.read(MUCH // 20)):
                read += len(piece)
                await asyncio.sleep(QUICK / 5)
    assert read > MUCH


async def test_s50_an_answer_that_takes_us_long_is_waited_for() -> None:
    async with serving(Litestar([_takes_long])) as port:
        answer = await answer_to(port, END + b"Content-Length: 1\r\n\r\nx")
    assert b"1 done" in answer


async def test_s50_a_slow_line_finishes_what_it_sends() -> None:
    piece = b"x" * 200
    head = END + b"Content-Length: 4000\r\n\r\n"
    async with serving(Litestar([_takes_long])) as port:
        answer = await answer_to(port, head, *[piece] * 20, pause=QUICK / 5)
    assert b"4000 done" in answer


@get("/", media_type="application/octet-stream")
async def _says_much() -> bytes:
    """More than is on its way while nobody reads."""
    return bytes(MUCH)


@post("/")
async def _takes_long(body: RawBody) -> str:
    """Work of ours, which the client cannot hasten."""
    await asyncio.sleep(QUICK * 4)
    return f"{len(body)} done"
