"""Changes of who gets into a company that somebody of the console asked for (S48)."""

from domain.console_roles import Permission
from web.console.access_changes.actions import AGREE, CALL_OFF
from web.console.access_changes.pages import show_change
from web.console.acts import pages_of
from web.console.staff_only import staff_only

ACCESS_CHANGES = (
    staff_only(Permission.VIEW, [show_change]),
    staff_only(Permission.HELP, pages_of(CALL_OFF)),
    staff_only(Permission.ADMINISTER, pages_of(AGREE)),
)
