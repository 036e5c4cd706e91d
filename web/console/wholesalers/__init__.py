"""「卸」: the register of wholesalers."""

from domain.console_roles import Permission
from web.console.acts import pages_of
from web.console.staff_only import staff_only
from web.console.wholesalers import domains, register
from web.console.wholesalers.pages import list_wholesalers, show_wholesaler

WHOLESALERS = (
    staff_only(Permission.VIEW, [list_wholesalers, show_wholesaler]),
    staff_only(
        Permission.ADMINISTER,
        [
            *pages_of(register.ADD),
            *pages_of(register.CHANGE),
            *pages_of(domains.ADD),
            *pages_of(domains.REMOVE),
        ],
    ),
)
