"""「アカウント一覧」: the company's accounts, and all that its ID manager does to them."""

from web.portal.accounts.account import do_to_account, show_account
from web.portal.accounts.change import change, show_change
from web.portal.accounts.deletion import delete, show_deletion
from web.portal.accounts.issue import issue, show_issue
from web.portal.accounts.listing import show_accounts
from web.portal.members_only import id_managers_only

ACCOUNTS = id_managers_only(
    [
        show_accounts,
        show_issue,
        issue,
        show_account,
        do_to_account,
        show_change,
        change,
        show_deletion,
        delete,
    ]
)
