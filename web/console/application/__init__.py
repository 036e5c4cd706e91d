"""The console's page of one application, and everything that can be done about it."""

from domain.console_roles import Permission
from domain.enrolment.acts import PERMISSIONS
from web.console.acts import pages_of
from web.console.application.act import act_of
from web.console.application.mails import SEND_AGAIN
from web.console.application.own_data import OWN_DATA
from web.console.application.page import (
    ACTS,
    assign_to_oneself,
    show_application,
    unassign,
    write_note,
)
from web.console.application.revocation import AGREE, CALL_OFF
from web.console.application.wholesaler_question import ANSWER
from web.console.staff_only import staff_only

APPLICATION = (
    staff_only(Permission.VIEW, [show_application]),
    staff_only(Permission.ADMINISTER, [*pages_of(ANSWER), *pages_of(AGREE), *pages_of(CALL_OFF)]),
    staff_only(Permission.ADMINISTER, pages_of(OWN_DATA, status_code=200)),
    staff_only(Permission.HELP, [assign_to_oneself, unassign, write_note, *pages_of(SEND_AGAIN)]),
    *(staff_only(PERMISSIONS[name], pages_of(act_of(name, act))) for name, act in ACTS.items()),
)
