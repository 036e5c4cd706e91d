"""The console's page of one application, and everything that can be done about it."""

from domain.application_acts import PERMISSIONS
from domain.console_roles import Permission
from web.console.application.act import handlers_of
from web.console.application.mails import repeat_mail, show_mail_again
from web.console.application.page import (
    COMMANDS,
    let_go,
    show_application,
    take_in_hand,
    write_note,
)
from web.console.staff_only import staff_only

APPLICATION = (
    staff_only(Permission.VIEW, [show_application]),
    staff_only(Permission.HELP, [take_in_hand, let_go, write_note, show_mail_again, repeat_mail]),
    *(staff_only(PERMISSIONS[act], handlers_of(act, command)) for act, command in COMMANDS.items()),
)
