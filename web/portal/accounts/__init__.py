"""「アカウント一覧」: the company's accounts, and all that its ID managers do to them."""

from web.portal.accounts.pages import (
    act_on_account,
    delete,
    show_account,
    show_accounts,
    show_deletion,
)
from web.portal.accounts.person import change, issue, show_change, show_issue
from web.portal.members_only import id_managers_only

ACCOUNTS = id_managers_only(
    [
        show_accounts,
        show_issue,
        issue,
        show_account,
        act_on_account,
        show_change,
        change,
        show_deletion,
        delete,
    ]
)
