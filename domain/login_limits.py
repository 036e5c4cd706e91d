"""The limits of a login (S15): those that refuse, those that slow down, and the guard.

What is refused is a network's own doing. What many networks do together slows down and alerts,
so that no stranger's wrong passwords keep the owner out. How many, stands in `domain.logins`.
"""

from collections.abc import Sequence

from domain.limits import Limit, of_networks
from domain.logins import MEMBERS, Allowance, LoginKind

Login = tuple[str, ...]


def of_browser(kind: LoginKind, number: str) -> Limit:
    """Of a browser that logged in so before, by its random number."""
    return _limit(kind.allowances.browser, number)


def refusing(kind: LoginKind, login: Login, address: str) -> tuple[Limit, ...]:
    """What one network may try, at one person and in all; the narrow ones first."""
    of_network = kind.allowances.network
    return (
        *here(kind, login, address),
        *of_networks(of_network.kind, address, of_network.most, of_network.window),
    )


def here(kind: LoginKind, login: Login, address: str) -> tuple[Limit, ...]:
    """What one network may try at one person."""
    allowed = kind.allowances.here
    return of_networks(allowed.kind, address, allowed.most, allowed.window, about="-".join(login))


def slowing(kind: LoginKind, login: Login) -> tuple[Limit, ...]:
    """What many networks together may try before everybody has to wait a little."""
    of_company = kind.allowances.company
    return (
        of_person(kind, login),
        *([_limit(of_company, login[0], login[0])] if of_company else []),
        _limit(kind.allowances.everybody, ""),
    )


def of_person(kind: LoginKind, login: Login) -> Limit:
    """What many networks may try at one person before it takes longer."""
    return _about(kind, kind.allowances.person, login)


def guarding(kind: LoginKind, login: Login) -> tuple[Limit, ...]:
    """What strange browsers may try at one person, until they must come by way of the mailbox."""
    guard = kind.allowances.guard
    return (_about(kind, guard, login),) if guard else ()


def of_codes(kind: LoginKind, login: Login, known_browser: str | None) -> Limit:
    """What may be entered of codes once the password was right.

    A browser that logged in before has a limit of its own, all strange ones together have one.
    """
    if known_browser:
        return _limit(kind.allowances.code_browser, known_browser)
    return _about(kind, kind.allowances.code, login)


def of_present(kind: LoginKind, login: Login) -> Limit:
    """What somebody who is logged in may try of the present password."""
    return _about(kind, kind.allowances.present, login)


def of_owner(company_id: str, account_id: str, addresses: Sequence[str]) -> tuple[Limit, ...]:
    """All that keeps a member at one of these addresses from one account, and from no other."""
    ids = (company_id, account_id)
    return (
        of_person(MEMBERS, ids),
        *guarding(MEMBERS, ids),
        of_codes(MEMBERS, ids, None),
        *(limit for address in addresses for limit in here(MEMBERS, ids, address)),
    )


def _about(kind: LoginKind, allowed: Allowance, login: Login) -> Limit:
    written = "-".join(login)
    return _limit(allowed, written, "" if kind.login_is_personal else written)


def _limit(allowed: Allowance, subject: str, shown: str = "") -> Limit:
    return Limit(allowed.kind, subject, allowed.most, allowed.window, shown)
