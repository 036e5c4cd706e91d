"""What protects every page: the headers, and whose address a request comes from."""

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from litestar import Request
from litestar.types import BeforeMessageSendHookHandler, Message, Scope

from settings import Network, Settings

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    # Static files say otherwise themselves.
    "Cache-Control": "no-store",
}
_WITH_PORT = re.compile(r"\[(?P<v6>[^\]]*)\](:[0-9]+)?|(?P<v4>[0-9.]+):[0-9]+")
_TWO_YEARS = 2 * 365 * 24 * 60 * 60


def security_headers(settings: Settings) -> BeforeMessageSendHookHandler:
    """Make the hook that gives every response its headers, whoever answered (S09, S35)."""
    headers = dict(_HEADERS)
    if settings.https:
        headers["Strict-Transport-Security"] = f"max-age={_TWO_YEARS}; includeSubDomains"

    ours = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def add(message: Message, scope: Scope) -> None:  # noqa: ARG001 -- Litestar's signature
        if message["type"] == "http.response.start":
            sent = message["headers"]
            theirs = {name.lower() for name, _ in sent}
            message["headers"] = [*sent, *(one for one in ours if one[0] not in theirs)]

    return add


def client_network(request: Request[Any, Any, Any], trusted: Sequence[Network]) -> str:
    """The address a request comes from, IPv6 cut to its /64, which is what one customer has.

    `X-Forwarded-For` counts only as far as trusted proxies wrote it (S08).
    """
    peer = request.client.host if request.client else ""
    lines = request.headers.getall("x-forwarded-for", [])
    forwarded = [hop.strip() for hop in ",".join(lines).split(",")]
    hops = [hop for hop in forwarded if hop]
    while hops and _is_trusted(peer, trusted):
        peer = hops.pop()
    return _network(peer)


def _is_trusted(host: str, trusted: Sequence[Network]) -> bool:
    address = _address(host)
    return address is not None and any(address in network for network in trusted)


def _network(host: str) -> str:
    address = _address(host)
    if isinstance(address, IPv6Address):
        address = IPv6Address(int(address) >> 64 << 64)
    return str(address or "unknown")


def _address(host: str) -> IPv4Address | IPv6Address | None:
    """The address of a hop; some proxies write the port behind it, and IPv6 in brackets."""
    written = _WITH_PORT.fullmatch(host)
    try:
        address = ip_address(written["v6"] or written["v4"] if written else host)
    except ValueError:
        return None
    # A socket for both families shows IPv4 in the shape of IPv6.
    return getattr(address, "ipv4_mapped", None) or address
