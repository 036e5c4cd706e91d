"""The limits of a member's login (S15): those that refuse, those that slow down, and the guard.

What is refused is a network's own doing. What many networks do together slows down and alerts,
so that no stranger's wrong passwords keep the owner out.
"""

from collections.abc import Sequence
from datetime import timedelta

from domain.limits import Limit, LimitKind, of_networks

WINDOW = timedelta(minutes=15)
"""Tries are counted in windows of this length."""

DAY = timedelta(days=1)

PER_BROWSER = 10
PER_ACCOUNT_AND_NETWORK = 10
PER_NETWORK = 100
PER_ACCOUNT = 50
PER_ACCOUNT_AND_DAY = 1000
"""Strangers' tries, after which a strange browser has to come by way of the mailbox."""

PER_COMPANY = 300
OVERALL = 1000
CODES, CODES_WINDOW = 10, timedelta(hours=1)
"""Codes of an account from strange browsers, and codes from one browser that logged in before."""


def of_browser(number: str) -> Limit:
    """Of a browser that logged in to the account before, by its random number."""
    return Limit(LimitKind.LOGIN_BROWSER, number, PER_BROWSER, WINDOW)


def refusing(company_id: str, account_id: str, address: str) -> tuple[Limit, ...]:
    """What one network may try, at one account and in all; the narrow ones first."""
    return (
        *here(company_id, account_id, address),
        *of_networks(LimitKind.LOGIN_NETWORK, address, PER_NETWORK, WINDOW),
    )


def here(company_id: str, account_id: str, address: str) -> tuple[Limit, ...]:
    """What one network may try at one account."""
    return of_networks(
        LimitKind.LOGIN_HERE,
        address,
        PER_ACCOUNT_AND_NETWORK,
        WINDOW,
        about=f"{company_id}-{account_id}",
    )


def slowing(company_id: str, account_id: str) -> tuple[Limit, ...]:
    """What many networks together may try before everybody has to wait a little."""
    return (
        of_account(company_id, account_id),
        Limit(LimitKind.LOGIN_COMPANY, company_id, PER_COMPANY, WINDOW, company_id),
        Limit(LimitKind.LOGINS, "", OVERALL, WINDOW),
    )


def of_account(company_id: str, account_id: str) -> Limit:
    """What many networks may try at one account before it takes longer."""
    account = f"{company_id}-{account_id}"
    return Limit(LimitKind.LOGIN_ACCOUNT, account, PER_ACCOUNT, WINDOW, account)


def guarding(company_id: str, account_id: str) -> Limit:
    """What strange browsers may try at one account, until they must come by way of the mailbox."""
    account = f"{company_id}-{account_id}"
    return Limit(LimitKind.LOGIN_ACCOUNT_DAY, account, PER_ACCOUNT_AND_DAY, DAY, account)


def of_codes(company_id: str, account_id: str) -> Limit:
    """What strange browsers may enter of an account's codes, once the password was right."""
    account = f"{company_id}-{account_id}"
    return Limit(LimitKind.CODE_ACCOUNT, account, CODES, CODES_WINDOW, account)


def of_owner(company_id: str, account_id: str, addresses: Sequence[str]) -> tuple[Limit, ...]:
    """All that keeps somebody at one of these addresses from one account, and from no other."""
    return (
        of_account(company_id, account_id),
        guarding(company_id, account_id),
        of_codes(company_id, account_id),
        *(limit for address in addresses for limit in here(company_id, account_id, address)),
    )
