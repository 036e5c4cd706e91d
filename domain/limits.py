"""How often something may be tried (S11, S12, S15): which limits there are, and of whom."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.networks import networks


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
