"""The console in a real browser: a first login, a decision, and every page of it."""

import re
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Browser

from db.floods import note
from db.throttle import count
from domain.limits import Limit, LimitKind, of_networks
from rig.applications import Applications, another_form, now
from rig.console.staff import PASSWORD, Person, person
from rig.whole.product import Product
from tests.whole.members import on_the_database_of
from tests.whole.walker import Walker

NEW_PASSWORD = "umi-to-yama-no-sachi-wo-taberu-2026"
WINDOWS = {"phone": (375, 812), "desktop": (1280, 900)}
REQUEST = "【Inforex】お取引確認のお願い"


def test_the_first_administrator_sets_a_password_and_a_second_factor(
    browser: Browser, product: Product
) -> None:
    walker = Walker(browser, product.base_url, "console-first", *WINDOWS["desktop"])
    first = re.search(r"First password, shown this once: (\S+)", product.first_words)
    assert first is not None
    walker.open("/console")
    walker.look("login")
    walker.fill(メールアドレス="admin@inforex.example", パスワード=first[1])
    walker.press("ログイン")
    walker.look("first-password")
    walker.fill(**{"新しいパスワード": NEW_PASSWORD, "新しいパスワード(再入力)": NEW_PASSWORD})
    walker.press("パスワードを設定する")
    walker.look("second-factor")
    walker.press("設定を始める")
    walker.look("second-factor-offer")
    secret = re.search(r"\b(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}\b", walker.page.inner_text("main"))
    assert secret is not None
    walker.fill(確認コード=pyotp.TOTP(secret[0].replace(" ", "")).now())
    walker.press("二段階認証を有効にする")
    walker.look("recovery-codes")
    walker.follow("保管しました")
    walker.look("queue")


@pytest.mark.parametrize("window", WINDOWS)
def test_an_administrator_decides_and_looks_around(
    browser: Browser, product: Product, window: str
) -> None:
    contact = f"contact-{window}@unregistered.example"
    number = on_the_database_of(product, lambda made: _under_review(made, window, contact))
    staff = on_the_database_of(product, lambda made: _administrator(made, window))
    on_the_database_of(product, _limited)
    walker = Walker(browser, product.base_url, f"console-{window}", *WINDOWS[window])
    _log_in(walker, staff)
    _clear(walker, number)
    product.inbox.text_of(contact, REQUEST)
    _look_around(walker, number)


async def _under_review(applications: Applications, window: str, contact: str) -> str:
    return await applications.awaiting_approval(
        f"maker@console-{window}.example", another_form(contact_mail_address=contact)
    )


async def _limited(applications: Applications) -> None:
    """A network of long addresses is refused, and of a flood of many there is a note."""
    network = "2001:db8:85a3:8d3:1319:8a2e:370:7348"
    for limit in of_networks(LimitKind.LOGIN_NETWORK, network, 1, timedelta(hours=1)):
        for _ in range(limit.most + 1):
            await count(limit, now())
    over_all = Limit(LimitKind.RECOVERIES, "", 1_000, timedelta(days=1))
    await note(over_all, 123_456, applications.settings.alert_mail_address, now())


async def _administrator(applications: Applications, window: str) -> Person:
    keys = applications.settings.link_keys
    return await person("administrator", keys=keys, mail_address=f"{window}@inforex.example")


def _log_in(walker: Walker, staff: Person) -> None:
    walker.open("/console/login")
    walker.fill(メールアドレス=staff.mail_address, パスワード=PASSWORD)
    walker.press("ログイン")
    walker.fill(確認コード=staff.app.now())
    walker.press("ログイン")
    walker.look("queue")


def _clear(walker: Walker, number: str) -> None:
    walker.open(f"/console/applications/{number}")
    walker.look("application")
    walker.open(f"/console/applications/{number}/clear")
    walker.look("clear")
    walker.submit()
    assert walker.page.title().startswith("エラー：")
    walker.fill(理由="登録の電話番号で確認しました。")
    walker.look("clear-error")
    walker.submit()
    walker.look("cleared")


def _look_around(walker: Walker, number: str) -> None:
    """Every page of the console, as it is when somebody comes along."""
    for path in (
        f"/console/applications/{number}",
        "/console/applications/all",
        "/console/companies",
        "/console/companies/00000017",
        "/console/companies/00000017/accounts",
        "/console/wholesalers",
        "/console/wholesalers/1",
        "/console/wholesalers/new",
        "/console/terms",
        "/console/terms/1",
        "/console/terms/new",
        "/console/replies",
        "/console/replies/new",
        "/console/imports",
        "/console/imports/new",
        "/console/mails",
        "/console/limits",
        "/console/audit",
        "/console/dashboard",
        "/console/dashboard/process",
        "/console/administrators",
        "/console/administrators/add",
        "/console/profile",
    ):
        walker.open(path)
        assert "ページが見つかりません" not in walker.heading(), path
        walker.look(path.removeprefix("/console/").replace("/", "-"))
