"""The console's page of one application, and everything that can be done about it."""

from domain.console_roles import Permission
from domain.enrolment.acts import PERMISSIONS
from web.console.application.command import handlers_of
from web.console.application.commands import COMMANDS
from web.console.application.desk import let_go, take_in_hand, write_note
from web.console.application.mail_again import repeat_mail, show_mail_again
from web.console.application.page import show_application
from web.console.staff_only import staff_only

APPLICATION = (
    staff_only(Permission.VIEW, [show_application]),
    staff_only(Permission.HELP, [take_in_hand, let_go, write_note, show_mail_again, repeat_mail]),
    *(staff_only(PERMISSIONS[act], handlers_of(act, command)) for act, command in COMMANDS.items()),
)
