"""A name server on loopback that knows the records that it is given, and no other name."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import cast

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
from dns.asyncresolver import Resolver

from embedded.ports import LOOPBACK

TEN_MINUTES = 600


Records = Callable[[dns.name.Name, str], Sequence[str] | None]
"""The records of a name, by their type; None of a name that is not known."""


class _NameServer(asyncio.DatagramProtocol):
    def __init__(self, records: Records) -> None:
        self._records = records

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        asked = dns.message.from_wire(data)
        answer = dns.message.make_response(asked)
        answer.flags |= dns.flags.RA
        (question,) = asked.question
        kind = dns.rdatatype.to_text(question.rdtype)
        found = self._records(question.name, kind)
        if found is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif found:
            answer.answer = [
                dns.rrset.from_text_list(question.name, TEN_MINUTES, "IN", kind, found)
            ]
        self._transport.sendto(answer.to_wire(), addr)


@asynccontextmanager
async def name_server(records: Records) -> AsyncIterator[int]:
    """Serve these records, as they are when they are asked for; gives the port."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: _NameServer(records), local_addr=(LOOPBACK, 0)
    )
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.close()


@asynccontextmanager
async def names(texts: Mapping[str, tuple[str, ...]]) -> AsyncIterator[Resolver]:
    """Serve these TXT records by their names; gives a resolver that asks there alone."""
    quoted = {
        dns.name.from_text(name): [f'"{string}"' for string in strings]
        for name, strings in texts.items()
    }

    def records(name: dns.name.Name, kind: str) -> Sequence[str] | None:
        return None if name not in quoted else quoted[name] if kind == "TXT" else ()

    async with name_server(records) as port:
        resolver = Resolver(configure=False)
        resolver.nameservers = [LOOPBACK]
        resolver.port = port
        yield resolver
