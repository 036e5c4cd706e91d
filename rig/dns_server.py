"""A name server on loopback that knows the TXT records that it is given, and no other name."""

import asyncio
from collections.abc import AsyncIterator, Mapping
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


class _NameServer(asyncio.DatagramProtocol):
    def __init__(self, texts: Mapping[str, tuple[str, ...]]) -> None:
        self._texts = {dns.name.from_text(name): strings for name, strings in texts.items()}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        asked = dns.message.from_wire(data)
        answer = dns.message.make_response(asked)
        answer.flags |= dns.flags.RA
        (question,) = asked.question
        texts = self._texts.get(question.name)
        if texts is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        else:
            quoted = [f'"{text}"' for text in texts]
            answer.answer = [
                dns.rrset.from_text_list(question.name, TEN_MINUTES, "IN", "TXT", quoted)
            ]
        self._transport.sendto(answer.to_wire(), addr)


@asynccontextmanager
async def names(texts: Mapping[str, tuple[str, ...]]) -> AsyncIterator[Resolver]:
    """Serve these TXT records by their names; gives a resolver that asks there alone."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: _NameServer(texts), local_addr=(LOOPBACK, 0)
    )
    resolver = Resolver(configure=False)
    resolver.nameservers = [LOOPBACK]
    resolver.port = transport.get_extra_info("sockname")[1]
    try:
        yield resolver
    finally:
        transport.close()
