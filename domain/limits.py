"""How often something may be tried (S11, S12, S15), and of which networks each try counts."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv4Address, ip_address, ip_network

PRESSED_TWICE = timedelta(minutes=1)
"""Within this the same form again is the same press of the button, and no other act."""


class LimitKind(StrEnum):
    """What is counted, and of whom; the values are kept in the database."""

    SEARCH = "search"
    ENROLMENT = "enrolment"
    ENROLMENTS = "enrolments"
    RECOVERY = "recovery"
    RECOVERIES = "recoveries"
    LOGIN_BROWSER = "login-browser"
    LOGIN_HERE = "login-here"
    LOGIN_NETWORK = "login-network"
    LOGIN_ACCOUNT = "login-account"
    LOGIN_ACCOUNT_DAY = "login-account-day"
    LOGIN_COMPANY = "login-company"
    LOGINS = "logins"
    CODE_BROWSER = "code-browser"
    CODE_ACCOUNT = "code-account"
    PRESENT_PASSWORD = "present-password"  # noqa: S105 -- the name of a limit
    NEW_ADDRESS = "new-address"
    AMENDMENT = "amendment"
    CONSOLE_BROWSER = "console-browser"
    CONSOLE_HERE = "console-here"
    CONSOLE_NETWORK = "console-network"
    CONSOLE_PERSON = "console-person"
    CONSOLE_LOGINS = "console-logins"
    CONSOLE_CODE_BROWSER = "console-code-browser"
    CONSOLE_CODE = "console-code"
    CONSOLE_PRESENT = "console-present"
    READINESS = "readiness"


OVER_MANY = frozenset(
    {
        LimitKind.ENROLMENTS,
        LimitKind.RECOVERIES,
        LimitKind.LOGIN_ACCOUNT,
        LimitKind.LOGIN_COMPANY,
        LimitKind.LOGINS,
        LimitKind.CONSOLE_PERSON,
        LimitKind.CONSOLE_LOGINS,
    }
)
"""What many networks together can pass: it slows everybody down and alerts, and refuses nobody."""


OF_NETWORKS = frozenset(
    {
        LimitKind.SEARCH,
        LimitKind.ENROLMENT,
        LimitKind.RECOVERY,
        LimitKind.LOGIN_HERE,
        LimitKind.LOGIN_NETWORK,
        LimitKind.CONSOLE_HERE,
        LimitKind.CONSOLE_NETWORK,
    }
)
"""What is counted of each network alone, and refused to it."""


@dataclass(frozen=True)
class Limit:
    """How often one subject may try one kind of thing in a window of time.

    `subject` may be personal: only its hash is kept. `shown`: what the console shows of it, which
    is a network or an ID; empty where it is personal or there is nothing to tell apart.
    """

    kind: LimitKind
    subject: str
    most: int
    window: timedelta
    shown: str = ""


def of_networks(
    kind: LimitKind, address: str, most: int, window: timedelta, *, about: str = ""
) -> tuple[Limit, ...]:
    """The limits of the networks that an address stands in, the narrowest first.

    `most`: of the narrowest. `about`: what alone is counted there, which is not shown.
    """
    return tuple(
        Limit(kind, f"{about} {network.name}", most * network.times, window, network.name)
        for network in networks(address)
    )


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
