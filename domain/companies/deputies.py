"""ID managers of a company: one is 主担当 (`id_manager`), the others are its deputies (S39)."""

from enum import StrEnum
from typing import Literal

MemberRole = Literal["id_manager", "deputy", "user"]

MANAGING: tuple[MemberRole, ...] = ("id_manager", "deputy")
"""The roles of ID managers.

A deputy does what 主担当 does, but for 解約, the handover of the role, and what is done to the
account of another ID manager: that would be a way to the role of 主担当, or against a peer.
"""

ID_MANAGERS = 3
"""So many ID managers a company has at most, unless the operator says otherwise."""


def manages(role: str) -> bool:
    """Whether an account of this role is an ID manager's."""
    return role in MANAGING


class Ending(StrEnum):
    """How an appointment ended: the first four before the person had the role, the others after."""

    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    VOID = "void"
    """The person's account was stopped or deleted, or became the ID manager's, before an answer."""

    DISMISSED = "dismissed"
    RESIGNED = "resigned"
    STOPPED = "stopped"
    """The account was stopped, and the role ended with it."""

    OPERATOR = "operator"
    PROMOTED = "promoted"
    """The deputy became the ID manager."""


UNANSWERED = frozenset({Ending.DECLINED, Ending.WITHDRAWN, Ending.LAPSED, Ending.VOID})
"""Those that come before the person has the role."""
