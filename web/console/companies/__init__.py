"""「企業」: companies that have their IDs, as those see them who help and decide."""

from domain.console_roles import Permission
from web.console.acts import pages_of
from web.console.companies.cancellation import AGREE, CALL_OFF, PROPOSE, UNDO
from web.console.companies.correction import CORRECTION
from web.console.companies.export import COMPANIES_FILE
from web.console.companies.pages import add_company_note, list_companies, show_company
from web.console.companies.requests import DECISION, show_request
from web.console.companies.suspension import LIFT, SUSPEND
from web.console.list_export import export_pages
from web.console.staff_only import staff_only

_, decide = pages_of(DECISION)

COMPANIES = (
    staff_only(Permission.VIEW, [list_companies, show_company, show_request]),
    staff_only(Permission.HELP, [add_company_note, *export_pages(COMPANIES_FILE)]),
    staff_only(
        Permission.ADMINISTER,
        [
            *pages_of(CORRECTION),
            *pages_of(SUSPEND),
            *pages_of(LIFT),
            *pages_of(PROPOSE),
            *pages_of(AGREE),
            *pages_of(CALL_OFF),
            *pages_of(UNDO),
            decide,
        ],
    ),
)
