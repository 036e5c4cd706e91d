"""What administrators can do about an application (product.md, "Admin console"), and who may."""

from collections.abc import Mapping
from enum import StrEnum

from domain.console_roles import Permission


class Act(StrEnum):
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


PERMISSIONS: Mapping[Act, Permission] = {
    Act.CLEAR: Permission.ADMINISTER,
    Act.RETURN: Permission.ADMINISTER,
    Act.DECLINE: Permission.ADMINISTER,
    Act.APPROVE: Permission.ADMINISTER,
    Act.CHANGE_CONTACT: Permission.HELP,
    Act.CORRECT_ADDRESS: Permission.HELP,
    Act.EXTEND_DEADLINE: Permission.HELP,
    Act.RETRY: Permission.ADMINISTER,
    Act.WITHDRAW: Permission.HELP,
    Act.SUSPEND: Permission.ADMINISTER,
    Act.LIFT: Permission.ADMINISTER,
}
"""What each act takes; a mail sent again takes what the helpdesk has."""
