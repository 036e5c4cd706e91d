"""The CSV file of a company's accounts, as an office works on with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.business_calendar import JST
from domain.csv_files import Encoding, write_table

COLUMNS = (
    "アカウントID",
    "氏名",
    "氏名カナ",
    "部署名",
    "メールアドレス",
    "状態",
    "最終ログイン",
)
_STATES = {"invited": "招待中", "active": "利用中", "stopped": "停止中"}


@dataclass(frozen=True)
class ExportedAccount:
    """One line of the file; `last_login_at` is UTC, None before the first login."""

    account_id: str
    person_name: str
    person_name_kana: str
    department: str
    mail_address: str
    state: str
    last_login_at: datetime | None


def accounts_file(accounts: Iterable[ExportedAccount], encoding: Encoding) -> bytes:
    """Write accounts line by line; times are those of Japan, as spreadsheets read them."""
    return write_table([COLUMNS, *(_cells(account) for account in accounts)], encoding)


def _cells(account: ExportedAccount) -> tuple[str, ...]:
    last = account.last_login_at
    return (
        account.account_id,
        account.person_name,
        account.person_name_kana,
        account.department,
        account.mail_address,
        _STATES[account.state],
        f"{last.astimezone(JST):%Y/%m/%d %H:%M}" if last else "",
    )
