"""「手続きの流れ」: the map of an application's life with its figures, and files of it."""

from domain.console_roles import Permission
from web.console.acts import pages_of
from web.console.process.files import LOG_FILE, MAP_FILE
from web.console.process.pages import show_process
from web.console.staff_only import staff_only

PROCESS = (
    staff_only(Permission.VIEW, [show_process]),
    staff_only(
        Permission.HELP,
        [*pages_of(MAP_FILE, status_code=200), *pages_of(LOG_FILE, status_code=200)],
    ),
)
