"""The members' portal in a real browser: an ID manager and a colleague, from issue to login."""

import re
from dataclasses import dataclass

import pyotp
import pytest
from playwright.sync_api import Browser

from rig.applications import PASSWORD
from rig.members import Ids
from rig.whole.product import Product
from tests.whole.members import enrolled
from tests.whole.walker import Walker

NEW_PASSWORD = "yuki-no-hi-ni-tabeta-nabe-7"
WINDOWS = {"phone": (375, 812), "desktop": (1280, 900)}
FILE = "部署名,氏名,氏名カナ,メールアドレス\r\n" + "\r\n".join(
    f"営業部,山田 {n}郎,,yamada{n}@{{domain}}" for n in range(30)
)


@dataclass(frozen=True)
class Company:
    """A company of a walk's own."""

    domain: str
    manager: Ids

    def mailbox(self, name: str) -> str:
        return f"{name}@{self.domain}"


@pytest.mark.parametrize("window", WINDOWS)
def test_an_id_manager_runs_the_accounts(browser: Browser, product: Product, window: str) -> None:
    domain = f"portal-{window}.example"
    company = Company(domain, enrolled(product, f"tanaka@{domain}"))
    manager = Walker(browser, product.base_url, f"portal-{window}", *WINDOWS[window])
    _log_in(manager, company.manager, PASSWORD)
    manager.look("home")
    _issue(manager, company)
    _set_password_and_log_in(browser, product, company, window)
    _import(manager, company, product)
    _leavers(manager)
    _second_factor(manager)
    _look_around(manager)


def _log_in(walker: Walker, ids: Ids, password: str) -> None:
    walker.open("/login")
    walker.fill(企業ID=ids.company_id, アカウントID=ids.account_id, パスワード=password)
    walker.press("ログイン")


def _issue(walker: Walker, company: Company) -> None:
    walker.follow("アカウントを発行する")
    walker.press("アカウントを発行する")
    assert walker.page.title().startswith("エラー：")
    walker.look("issue-errors")
    walker.fill(部署名="営業部", 氏名="佐藤 次郎", メールアドレス=company.mailbox("sato"))
    walker.press("アカウントを発行する")
    assert walker.heading() == "アカウント002"
    walker.look("account")


def _set_password_and_log_in(
    browser: Browser, product: Product, company: Company, window: str
) -> None:
    user = Walker(browser, product.base_url, f"portal-user-{window}", *WINDOWS[window])
    subject = "【Inforex】アカウント発行のご案内"
    user.open(product.inbox.link_of(company.mailbox("sato"), subject, "invitation"))
    user.look("invitation")
    user.fill(**{"新しいパスワード": NEW_PASSWORD, "新しいパスワード(再入力)": NEW_PASSWORD})
    user.press("パスワードを設定する")
    user.look("invitation-done")
    _log_in(user, Ids(company.manager.company_id, "002"), NEW_PASSWORD)
    assert user.sees("佐藤 次郎さん、ようこそ。")
    assert not user.sees("アカウント一覧")
    user.look("home")
    user.open("/accounts")
    assert user.heading() == "ID管理ユーザーの方だけが利用できます"


def _import(walker: Walker, company: Company, product: Product) -> None:
    walker.open("/accounts")
    walker.follow("CSVで一括発行")
    walker.look("import")
    file = FILE.format(domain=company.domain)
    _send(
        walker, f"{file}\r\n営業部,'佐藤,,sato@gmail.com\r\n営業部,鈴木,,s@gmail.com\r\n営業部,,,x"
    )
    walker.look("import-preview-to-correct")
    walker.follow("別のファイルを選択する")
    _send(walker, file)
    walker.look("import-preview")
    walker.press("30件のアカウントを発行する")
    # The page follows by itself until all are sent.
    walker.page.get_by_text("すべての招待メールの送信が終わりました。").wait_for()
    walker.look("import-done")
    for n in range(30):
        assert product.inbox.subjects_to(company.mailbox(f"yamada{n}")) == [
            "【Inforex】アカウント発行のご案内"
        ]


def _send(walker: Walker, file: str) -> None:
    content = file.encode()
    walker.page.set_input_files(
        "#file", {"name": "a.csv", "mimeType": "text/csv", "buffer": content}
    )
    walker.press("ファイルを確認する")


def _leavers(walker: Walker) -> None:
    walker.open("/accounts/leavers")
    walker.press("内容を確認する")
    walker.look("leavers-errors")
    walker.page.check("#account-003")
    walker.page.check("#act")
    walker.press("内容を確認する")
    walker.look("leavers-preview")
    walker.press("1件のアカウントを停止する")
    walker.look("leavers-stopped")


def _second_factor(walker: Walker) -> None:
    walker.open("/profile")
    walker.look("profile")
    walker.open("/profile/second-factor")
    walker.look("second-factor")
    walker.fill(現在のパスワード=PASSWORD)
    walker.press("設定を始める")
    walker.look("second-factor-offer")
    secret = re.search(r"\b(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}\b", walker.page.inner_text("main"))
    assert secret is not None
    walker.fill(確認コード=pyotp.TOTP(secret[0].replace(" ", "")).now())
    walker.press("二段階認証を有効にする")
    assert walker.heading() == "回復コード"
    walker.look("recovery-codes")


def _look_around(walker: Walker) -> None:
    """Every other page of the portal, as it is when somebody comes along."""
    for path in (
        "/accounts",
        "/accounts/002/change",
        "/accounts/002/delete",
        "/accounts/002/hand-over",
        "/accounts/export",
        "/accounts/invitations",
        "/accounts/leavers/file",
        "/accounts/changes",
        "/profile/password",
        "/profile/address",
        "/profile/sessions",
        "/profile/logins",
        "/profile/second-factor",
        "/company",
        "/company/head-office",
        "/company/change",
        "/company/cancellation",
        "/forgotten",
        "/login",
    ):
        walker.open(path)
        walker.look(path.strip("/").replace("/", "-"))
