"""Every fault of a way, as both ends of a real connection see it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from rig.proxies.link import Fault, Kind, Link, Way, to_port, to_socket
from rig.proxies.streams import HOST, Streams
from rig.servers import free_ports, scratch_directory

WITHIN = 10.0
A_WHILE = 0.2
"""Seconds in which what froze does not move."""


async def _say_it_again(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(100):
        writer.write(b"<" + data + b">")
    writer.write(b"bye")
    writer.close()


@asynccontextmanager
async def server() -> AsyncIterator[int]:
    """What repeats all that it hears, and says goodbye."""
    async with await asyncio.start_server(_say_it_again, HOST, 0) as listening:
        yield int(listening.sockets[0].getsockname()[1])


@pytest.fixture
async def link() -> AsyncIterator[Link]:
    async with server() as port:
        link = Link(to_port(port))
        await link.open()
        yield link
        await link.close()


_opened: list[asyncio.StreamWriter] = []


@pytest.fixture(autouse=True)
async def closed() -> AsyncIterator[None]:
    """Whatever a test opens is closed after it."""
    yield
    while _opened:
        _opened.pop().close()


async def opened(link: Link) -> Streams:
    reader, writer = await asyncio.open_connection(HOST, link.port)
    _opened.append(writer)
    return reader, writer


async def answer(way: Streams, said: bytes) -> bytes:
    way[1].write(said)
    return await asyncio.wait_for(way[0].read(100), WITHIN)


async def all_of(way: Streams) -> bytes:
    """What comes until it is reset; what is on the way then may be lost."""
    came = b""
    with suppress(ConnectionError):
        while data := await asyncio.wait_for(way[0].read(100), WITHIN):
            came += data
    return came


async def is_reset(way: Streams) -> bool:
    """Whether it ends without a goodbye."""
    return b"bye" not in await all_of(way)


async def test_all_passes_both_ways_and_the_end_too(link: Link) -> None:
    way = await opened(link)
    assert await answer(way, b"hello") == b"<hello>"
    assert link.connections == 1
    way[1].write_eof()
    assert await asyncio.wait_for(way[0].read(), WITHIN) == b"bye"


async def test_refused_ends_what_is_there_and_takes_nothing_until_it_is_over(link: Link) -> None:
    way = await opened(link)
    await answer(way, b"hello")
    await link.begin(Fault(Kind.REFUSED))
    assert await is_reset(way)
    with pytest.raises(ConnectionRefusedError):
        await opened(link)
    await link.end()
    assert await answer(await opened(link), b"again") == b"<again>"


async def test_frozen_takes_connections_says_nothing_and_goes_on_where_it_was(link: Link) -> None:
    old = await opened(link)
    await answer(old, b"hello")
    await link.begin(Fault(Kind.FROZEN))
    new = await opened(link)
    for way in (old, new):
        way[1].write(b"late")
    said = [asyncio.create_task(way[0].read(100)) for way in (old, new)]
    await asyncio.sleep(A_WHILE)
    assert not any(each.done() for each in said)
    await link.end()
    assert await asyncio.wait_for(asyncio.gather(*said), WITHIN) == [b"<late>", b"<late>"]


async def test_delayed_is_late_and_whole(link: Link) -> None:
    await link.begin(Fault(Kind.DELAYED, seconds=A_WHILE))
    began = asyncio.get_running_loop().time()
    assert await answer(await opened(link), b"hello") == b"<hello>"
    assert asyncio.get_running_loop().time() - began >= 2 * A_WHILE


@pytest.mark.parametrize(
    ("way", "arrives"), [(Way.BACK, b"<he"), (Way.THERE, b"<hel>")], ids=["back", "there"]
)
async def test_cut_resets_each_connection_after_so_many_bytes(
    link: Link, way: Way, arrives: bytes
) -> None:
    for _ in range(2):
        await link.begin(Fault(Kind.CUT, way, after=3))
        connection = await opened(link)
        connection[1].write(b"hello")
        assert arrives.startswith(await all_of(connection))
    await link.end()
    assert await answer(await opened(link), b"hello") == b"<hello>"


async def test_cut_counts_anew_for_connections_that_were_there(link: Link) -> None:
    way = await opened(link)
    await answer(way, b"said before")
    await link.begin(Fault(Kind.CUT, Way.BACK, after=3))
    assert await answer(way, b"hello") == b"<he"
    assert await is_reset(way)


async def test_half_closed_ends_the_way_back_and_leaves_the_other(link: Link) -> None:
    await link.begin(Fault(Kind.HALF_CLOSED, Way.BACK, after=3))
    way = await opened(link)
    way[1].write(b"hello")
    assert await asyncio.wait_for(way[0].read(), WITHIN) == b"<he"
    way[1].write(b"nobody answers")
    await way[1].drain()
    assert link.connections == 1


async def test_half_closed_ends_the_way_there_and_the_server_says_goodbye(link: Link) -> None:
    await link.begin(Fault(Kind.HALF_CLOSED, Way.THERE, after=3))
    way = await opened(link)
    way[1].write(b"hello")
    assert await asyncio.wait_for(way[0].read(), WITHIN) == b"<hel>bye"


async def test_who_refuses_is_left_out_and_the_client_keeps_its_address() -> None:
    seen: list[str] = []

    async def note(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(writer.get_extra_info("peername")[0])
        writer.write(b"here")
        writer.close()

    (dead,) = free_ports(1)
    async with await asyncio.start_server(note, HOST, 0) as listening:
        link = Link(to_port(dead, listening.sockets[0].getsockname()[1]))
        await link.open()
        for _ in range(3):
            reader, writer = await asyncio.open_connection(
                HOST, link.port, local_addr=("127.9.8.7", 0)
            )
            assert await asyncio.wait_for(reader.read(), WITHIN) == b"here"
            writer.close()
        await link.close()
    assert seen == ["127.9.8.7"] * 3


async def test_a_way_leads_to_a_socket_and_says_so_where_nobody_listens() -> None:
    with scratch_directory() as directory:
        path = str(directory / "s")
        link = Link(to_socket(path))
        await link.open()
        assert await is_reset(await opened(link))
        async with await asyncio.start_unix_server(_say_it_again, path):
            assert await answer(await opened(link), b"hello") == b"<hello>"
        await link.close()
