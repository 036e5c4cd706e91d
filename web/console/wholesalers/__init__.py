"""「卸」: the register of wholesalers."""

from domain.console_roles import Permission
from web.console.staff_only import staff_only
from web.console.wholesalers import domains, register
from web.console.wholesalers.pages import list_wholesalers, show_wholesaler

WHOLESALERS = (
    staff_only(Permission.VIEW, [list_wholesalers, show_wholesaler]),
    staff_only(
        Permission.ADMINISTER,
        [
            register.show_adding,
            register.add,
            register.show_changing,
            register.change,
            domains.show_adding,
            domains.add,
            domains.show_removing,
            domains.remove,
        ],
    ),
)
