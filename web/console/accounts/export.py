"""The accounts of a company as a CSV file."""

from db.members.account_issue import MOST_ACCOUNTS
from db.members.account_list import AccountQuery, ListedAccount, list_accounts
from web.console.accounts.pages import LIST, search_of
from web.console.companies.pages import BY_ID
from web.console.list_export import Asked, ListExport, Portions, Row, at_once, moment
from web.state_texts import ACCOUNT_STANDINGS, ROLES


async def _read(asked: Asked) -> Portions:
    query = AccountQuery(search=search_of(asked.form))
    found = await list_accounts(asked.company_id or "", query, asked.now, MOST_ACCOUNTS)
    return at_once(map(_row, found.accounts))


def _row(account: ListedAccount) -> Row:
    return (
        account.account_id,
        account.person_name,
        ROLES[account.role],
        account.department,
        account.mail_address,
        "不達" if account.mail_bounced_at else "",
        ACCOUNT_STANDINGS[account.standing],
        moment(account.last_login_at),
    )


ACCOUNTS_FILE = ListExport(
    path=LIST,
    name="accounts",
    header=(
        "アカウントID",
        "氏名",
        "役割",
        "部署名",
        "メールアドレス",
        "メールの不達",
        "状態",
        "最終ログイン",
    ),
    fields=("search",),
    within=BY_ID,
    read=_read,
)
