"""The networks that an address stands in: whom a count of tries is about (S15)."""

from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address, ip_network

_IPV4 = {32: 1, 24: 10}
_IPV6 = {64: 1, 56: 2, 48: 4}
"""A prefix, and how many times what one address may do all addresses in it may do together.

One customer of IPv6 has at least a /64, often a /56 or /48 (RIPE-690), and so any number of the
narrower ones. Behind an IPv4 /24 stand many customers.
"""


@dataclass(frozen=True)
class Network:
    """One address or network, as `203.0.113.0/24`; all in it may do `times` what an address may."""

    name: str
    times: int


def networks(address: str) -> tuple[Network, ...]:
    """Give the networks that an address stands in, the narrowest first.

    What is no address, since nobody knows where a request came from, is a network of its own.
    """
    try:
        known = ip_address(address)
    except ValueError:
        return (Network(address, 1),)
    prefixes = _IPV4 if isinstance(known, IPv4Address) else _IPV6
    return tuple(
        Network(str(ip_network((known, prefix), strict=False)).removesuffix("/32"), times)
        for prefix, times in prefixes.items()
    )
