"""「企業」: companies that have their IDs, as those see them who help and decide."""

from domain.console_roles import Permission
from web.console.companies.correction import correct, show_correction
from web.console.companies.pages import add_company_note, list_companies, show_company
from web.console.companies.requests import decide, show_request
from web.console.companies.suspension import (
    lift_company,
    show_lifting,
    show_suspension,
    suspend_company,
)
from web.console.staff_only import staff_only

COMPANIES = (
    staff_only(Permission.VIEW, [list_companies, show_company, show_request]),
    staff_only(Permission.HELP, [add_company_note]),
    staff_only(
        Permission.ADMINISTER,
        [
            show_correction,
            correct,
            show_suspension,
            suspend_company,
            show_lifting,
            lift_company,
            decide,
        ],
    ),
)
