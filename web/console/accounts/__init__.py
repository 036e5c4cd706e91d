"""The accounts of a company, as helpdesk and administrators look after them."""

from domain.console_roles import Permission
from web.console.accounts.actions import ACT
from web.console.accounts.export import ACCOUNTS_FILE
from web.console.accounts.id_manager import REPLACE_MANAGER
from web.console.accounts.pages import list_company_accounts, show_account
from web.console.acts import pages_of
from web.console.list_export import export_pages
from web.console.staff_only import staff_only

ACCOUNTS = (
    staff_only(Permission.VIEW, [list_company_accounts, show_account]),
    staff_only(Permission.HELP, [*pages_of(ACT), *export_pages(ACCOUNTS_FILE)]),
    staff_only(Permission.ADMINISTER, pages_of(REPLACE_MANAGER)),
)
