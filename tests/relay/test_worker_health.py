"""A worker answers for itself whether it takes tasks, whoever asks and however."""

import asyncio

import httpx
import pytest

from embedded.ports import LOOPBACK
from relay.obstacles import not_connected
from relay.watch import Watch
from relay.worker_health import LARGEST_REQUEST, WorkerHealth
from rig.servers import free_ports

NOTHING_THERE = not_connected(RuntimeError("nothing listens"))


@pytest.fixture
def watch() -> Watch:
    async def nothing(_: object) -> list[object]:
        return []

    return Watch(nothing, lambda _: None)  # type: ignore[arg-type]  # it is never asked


@pytest.fixture
def address() -> str:
    return f"{LOOPBACK}:{free_ports(1)[0]}"


async def asked(address: str, path: str = "/") -> tuple[int, str]:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://{address}{path}")
    return answer.status_code, answer.text


async def test_it_says_what_is_in_the_way_until_it_takes_tasks(watch: Watch, address: str) -> None:
    health = WorkerHealth(watch)
    async with health.answering(address):
        assert await asked(address) == (503, "It has not begun to take tasks.\n")
        watch.found = [NOTHING_THERE]
        assert await asked(address) == (503, f"{NOTHING_THERE}\n")
        watch.found, health.serving = [], True
        assert await asked(address) == (200, "It takes tasks.\n")
        watch.found = [NOTHING_THERE]
        assert (await asked(address))[0] == 503
    with pytest.raises(httpx.ConnectError):
        await asked(address)


async def test_it_is_alive_whatever_is_in_the_way(watch: Watch, address: str) -> None:
    """What starts it anew when it is not would do so for as long as Temporal is away."""
    watch.found = [NOTHING_THERE]
    async with WorkerHealth(watch).answering(address):
        assert await asked(address, "/healthz") == (200, "Its loop goes.\n")
        assert (await asked(address, "/readyz"))[0] == 503
    with pytest.raises(httpx.ConnectError):
        await asked(address, "/healthz")


@pytest.mark.parametrize("sent", [b"", b"nonsense", b"x" * 2 * LARGEST_REQUEST])
async def test_what_is_no_request_is_hung_up_on_and_hinders_nobody(
    watch: Watch, address: str, sent: bytes
) -> None:
    health = WorkerHealth(watch)
    async with health.answering(address):
        reader, writer = await asyncio.open_connection(*address.split(":"))
        writer.write(sent)
        writer.write_eof()
        assert await reader.read() == b""
        writer.close()
        assert (await asked(address))[0] == 503


async def test_without_an_address_nobody_listens(watch: Watch) -> None:
    async with WorkerHealth(watch).answering(None):
        pass
