"""Every act about an application that has a page of its own."""

from collections.abc import Mapping

from domain.enrolment.acts import ApplicationAct
from web.console.application import (
    address,
    approving,
    contact,
    deadline,
    deciding,
    plain_acts,
)
from web.console.application.command import Command

COMMANDS: Mapping[ApplicationAct, Command] = {
    ApplicationAct.CLEAR: deciding.CLEAR,
    ApplicationAct.RETURN: deciding.RETURN,
    ApplicationAct.DECLINE: deciding.DECLINE,
    ApplicationAct.APPROVE: approving.APPROVE,
    ApplicationAct.CHANGE_CONTACT: contact.CHANGE_CONTACT,
    ApplicationAct.CORRECT_ADDRESS: address.CORRECT_ADDRESS,
    ApplicationAct.EXTEND_DEADLINE: deadline.EXTEND_DEADLINE,
    ApplicationAct.RETRY: plain_acts.RETRY,
    ApplicationAct.WITHDRAW: plain_acts.WITHDRAW,
    ApplicationAct.SUSPEND: plain_acts.SUSPEND,
    ApplicationAct.LIFT: plain_acts.LIFT,
}
