"""The file of a company's accounts."""

from dataclasses import replace
from datetime import UTC, datetime

from domain.account_export import ExportedAccount, accounts_file
from domain.csv_files import Encoding

ACCOUNT = ExportedAccount(
    account_id="002",
    person_name="山田 太郎",
    person_name_kana="ヤマダ タロウ",
    department="営業部",
    mail_address="yamada@maker.example",
    state="active",
    last_login_at=datetime(2026, 11, 30, 15, 5, tzinfo=UTC),
)


def test_lines_have_words_and_the_time_in_japan() -> None:
    never = replace(ACCOUNT, account_id="003", state="invited", last_login_at=None)
    content = accounts_file([ACCOUNT, never], Encoding.UTF_8)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == [
        "アカウントID,氏名,氏名カナ,部署名,メールアドレス,状態,最終ログイン",
        "002,山田 太郎,ヤマダ タロウ,営業部,yamada@maker.example,利用中,2026/12/01 00:05",
        "003,山田 太郎,ヤマダ タロウ,営業部,yamada@maker.example,招待中,",
    ]
