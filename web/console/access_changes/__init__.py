"""Changes of who gets into a company that somebody of the console asked for (S48)."""

from domain.console_roles import Permission
from web.console.access_changes.actions import (
    agree_besides,
    call_change_off,
    show_agreeing,
    show_calling_off,
)
from web.console.access_changes.pages import show_change
from web.console.staff_only import staff_only

ACCESS_CHANGES = (
    staff_only(Permission.VIEW, [show_change]),
    staff_only(Permission.HELP, [show_calling_off, call_change_off]),
    staff_only(Permission.ADMINISTER, [show_agreeing, agree_besides]),
)
