"""The proxy by its own rules (`deploy/haproxy.cfg`), before containers of a test."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import dns.name
import httpx

from embedded.child import Child
from embedded.ports import LOOPBACK
from embedded.programs import PROJECT
from rig.dns_server import name_server
from rig.plain_http import NO_TLS

RULES = PROJECT / "deploy/haproxy.cfg"
SITE, READY = 8000, 8001
"""The ports of the rules: of the pages, and of how many web servers are ready."""


@asynccontextmanager
async def proxy(
    program: Path,
    address: str,
    directory: Path,
    web: Callable[[], Sequence[str]],
    environment: Mapping[str, str],
) -> AsyncIterator[None]:
    """Run haproxy at an address of loopback; `web` gives those of the web containers there are."""

    def records(name: dns.name.Name, kind: str) -> Sequence[str] | None:
        found = web()
        if name != dns.name.from_text("web") or not found:
            return None
        return found if kind == "A" else ()

    async with name_server(records) as port:
        rules = directory / "haproxy.cfg"
        rules.write_text(_on_this_machine(RULES.read_text(), address, port))
        server = Child(
            name="haproxy",
            command=(str(program), "-db", "-f", str(rules)),
            log=directory / "haproxy.log",
            environment={"OUTER_PROXIES": "", **environment},
            ready=lambda: _answers(address),
        )
        await server.start()
        try:
            yield
        finally:
            await server.stop()


def _on_this_machine(rules: str, address: str, name_server_port: int) -> str:
    """The same rules, but for where they listen, whom they ask for names, and where files lie."""
    for there, here in (
        (f"bind :{SITE}", f"bind {address}:{SITE}"),
        (f"bind 127.0.0.1:{READY}", f"bind {address}:{READY}"),
        ("parse-resolv-conf", f"nameserver test {LOOPBACK}:{name_server_port}"),
        ("/usr/local/etc/haproxy/", f"{PROJECT}/deploy/"),
    ):
        assert rules.count(there) == 1, there
        rules = rules.replace(there, here)
    return rules


async def _answers(address: str) -> bool:
    async with httpx.AsyncClient(verify=NO_TLS) as client:
        try:
            return (await client.get(f"http://{address}:{READY}/")).is_success
        except httpx.TransportError:
            return False
