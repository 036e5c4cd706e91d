"""Every act about an application that has a page of its own."""

from collections.abc import Mapping

from domain.application_acts import Act
from web.console.application import (
    address,
    approving,
    contact,
    deadline,
    deciding,
    plain_acts,
)
from web.console.application.command import Command

COMMANDS: Mapping[Act, Command] = {
    Act.CLEAR: deciding.CLEAR,
    Act.RETURN: deciding.RETURN,
    Act.DECLINE: deciding.DECLINE,
    Act.APPROVE: approving.APPROVE,
    Act.CHANGE_CONTACT: contact.CHANGE_CONTACT,
    Act.CORRECT_ADDRESS: address.CORRECT_ADDRESS,
    Act.EXTEND_DEADLINE: deadline.EXTEND_DEADLINE,
    Act.RETRY: plain_acts.RETRY,
    Act.WITHDRAW: plain_acts.WITHDRAW,
    Act.SUSPEND: plain_acts.SUSPEND,
    Act.LIFT: plain_acts.LIFT,
}
