"""What the operator may do that leads into an account of a company: who may, and on what ground.

Most of it is only asked for, and happens as `domain/companies/access_change.py` says (S20, S48).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.console_roles import Permission
from domain.refusals import RefusalError


class AccessAct(StrEnum):
    """What the operator does that leads into an account, or takes away what guards it."""

    PASSWORD_LINK = "password_link"  # noqa: S105 -- the name of an act
    ADDRESS = "address"
    SECOND_FACTOR = "second_factor"
    MANAGER = "manager"
    APPLICANT = "applicant"
    """Another address of an applicant, who is to be the first ID manager."""


@dataclass(frozen=True)
class Rule:
    """What one act takes; `waits`: whether it is only asked for, and happens later."""

    permission: Permission
    evidence: bool
    waits: bool = True


_BY_ADMINISTRATORS = Rule(Permission.ADMINISTER, evidence=True)
_BY_THE_HELPDESK = Rule(Permission.HELP, evidence=False)

# A link goes to the mailbox that is the account's already, so the mailbox itself is the guard.
_LINK_BY_ADMINISTRATORS = Rule(Permission.ADMINISTER, evidence=True, waits=False)

RULES: Mapping[tuple[AccessAct, str], Rule] = {
    (AccessAct.PASSWORD_LINK, "id_manager"): _LINK_BY_ADMINISTRATORS,
    (AccessAct.PASSWORD_LINK, "deputy"): _LINK_BY_ADMINISTRATORS,
    (AccessAct.PASSWORD_LINK, "user"): Rule(Permission.HELP, evidence=False, waits=False),
    (AccessAct.ADDRESS, "id_manager"): _BY_ADMINISTRATORS,
    (AccessAct.ADDRESS, "deputy"): _BY_ADMINISTRATORS,
    (AccessAct.ADDRESS, "user"): _BY_THE_HELPDESK,
    (AccessAct.SECOND_FACTOR, "id_manager"): _BY_ADMINISTRATORS,
    (AccessAct.SECOND_FACTOR, "deputy"): _BY_ADMINISTRATORS,
    (AccessAct.SECOND_FACTOR, "user"): _BY_THE_HELPDESK,
    (AccessAct.MANAGER, "id_manager"): _BY_ADMINISTRATORS,
    # Nobody has proved it: whoever opens the link that goes to the new one proves that.
    (AccessAct.APPLICANT, "unproved"): Rule(Permission.HELP, evidence=False, waits=False),
    # The IDs are issued to the address that was proved; the new one becomes a change of that.
    (AccessAct.APPLICANT, "proved"): _BY_ADMINISTRATORS,
}
"""Each act, and the role of the account, or the state of the address, that it is done to."""


class AdministratorNeededError(RefusalError):
    """The act is for administrators alone, and takes evidence."""


@dataclass(frozen=True)
class Ground:
    """On what ground somebody of the operator asks for an act.

    `permissions`: of the person. `evidence`: what proves it, 1 to 1,000 characters; empty where
    none is needed.
    """

    permissions: frozenset[Permission]
    evidence: str = ""

    def refuse_unless_enough(self, act: AccessAct, role: str) -> None:
        """Raise `AdministratorNeededError` unless it bears this act; `role` as in `RULES`."""
        rule = RULES[act, role]
        if rule.permission not in self.permissions or (rule.evidence and not self.evidence):
            raise AdministratorNeededError
