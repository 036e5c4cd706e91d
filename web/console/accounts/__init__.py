"""The accounts of a company, as helpdesk and administrators look after them."""

from domain.console_roles import Permission
from web.console.accounts.actions import do_account_act, show_account_act
from web.console.accounts.id_manager import replace_manager, show_replacement
from web.console.accounts.pages import list_company_accounts, show_account
from web.console.staff_only import staff_only

ACCOUNTS = (
    staff_only(Permission.VIEW, [list_company_accounts, show_account]),
    staff_only(Permission.HELP, [show_account_act, do_account_act]),
    staff_only(Permission.ADMINISTER, [show_replacement, replace_manager]),
)
