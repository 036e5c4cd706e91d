"""What administrators can do about an application (product.md, "Admin console"), and who may."""

from collections.abc import Mapping
from enum import StrEnum

from domain.console_roles import Permission


class ApplicationAct(StrEnum):
    """The acts, in the order in which pages offer them; the values are paths and commands."""

    CLEAR = "clear"
    RETURN = "return"
    DECLINE = "decline"
    APPROVE = "approve"
    CHANGE_CONTACT = "contact"
    CORRECT_ADDRESS = "address"
    EXTEND_DEADLINE = "deadline"
    RETRY = "retry"
    WITHDRAW = "withdraw"
    SUSPEND = "suspend"
    LIFT = "lift"
    REVOKE = "revoke"
    SETTLE = "settle"


PERMISSIONS: Mapping[ApplicationAct, Permission] = {
    ApplicationAct.CLEAR: Permission.ADMINISTER,
    ApplicationAct.RETURN: Permission.ADMINISTER,
    ApplicationAct.DECLINE: Permission.ADMINISTER,
    ApplicationAct.APPROVE: Permission.ADMINISTER,
    ApplicationAct.CHANGE_CONTACT: Permission.HELP,
    ApplicationAct.CORRECT_ADDRESS: Permission.HELP,
    ApplicationAct.EXTEND_DEADLINE: Permission.HELP,
    ApplicationAct.RETRY: Permission.ADMINISTER,
    ApplicationAct.WITHDRAW: Permission.HELP,
    ApplicationAct.SUSPEND: Permission.ADMINISTER,
    ApplicationAct.LIFT: Permission.ADMINISTER,
    ApplicationAct.REVOKE: Permission.ADMINISTER,
    ApplicationAct.SETTLE: Permission.ADMINISTER,
}
"""What each act takes; a mail sent again takes what the helpdesk has."""
