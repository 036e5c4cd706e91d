"""Who may do what in the console (product.md, "Admin console"), and with what reason."""

from collections.abc import Mapping
from enum import StrEnum

from domain.lengths import LONGEST_REASON
from domain.text import accept_text


class Role(StrEnum):
    """What a person of the console is."""

    VIEWER = "viewer"
    HELPDESK = "helpdesk"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What a page of the console takes: each page states one."""

    OWN = "own"
    """To look after one's own login."""

    VIEW = "view"
    """To see everything, and change nothing."""

    HELP = "help"
    """To do what the helpdesk does for applicants and members who ask."""

    ADMINISTER = "administer"
    """To decide, and to change how the service runs."""


_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.VIEWER: frozenset({Permission.OWN, Permission.VIEW}),
    Role.HELPDESK: frozenset({Permission.OWN, Permission.VIEW, Permission.HELP}),
    Role.ADMINISTRATOR: frozenset(Permission),
}


def permissions_of(role: str) -> frozenset[Permission]:
    """All that a role may; raises `ValueError` for a role that is none."""
    return _PERMISSIONS[Role(role)]


def may(role: str, permission: Permission) -> bool:
    """Tell whether a role has a permission; raises `ValueError` for a role that is none."""
    return permission in permissions_of(role)


def accept_reason(text: str) -> str:
    """Return a reason, or what proves that an act is right; raises `InvalidInput`."""
    return accept_text(text, most=LONGEST_REASON)
