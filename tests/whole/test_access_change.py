"""An account changes hands in a real browser: asked for, agreed to, confirmed; or stopped."""

import pytest
from playwright.sync_api import Browser

from rig.applications import PASSWORD, Applications
from rig.console.staff import PASSWORD as OF_THE_CONSOLE
from rig.console.staff import Person, person
from rig.members import Ids
from rig.whole.product import Product
from tests.whole.members import enrolled, on_the_database_of
from tests.whole.walker import Walker

WINDOWS = {"phone": (390, 844), "desktop": (1280, 900)}
ASKED = "【Inforex】アカウントの変更手続きの確認のお願い"
TO_CONFIRM = "【Inforex】新しいメールアドレスの確認のお願い"
CHANGED = "【Inforex】メールアドレスが変更されました"
OFF = "【Inforex】アカウントの変更手続きを取りやめました"


@pytest.mark.parametrize("window", WINDOWS)
def test_the_company_agrees_to_one_change_and_stops_another(
    browser: Browser, product: Product, window: str
) -> None:
    old, new = f"old@access-{window}.example", f"new@access-{window}.example"
    ids = enrolled(product, old)
    staff = on_the_database_of(product, lambda made: _administrator(made, window))
    console = Walker(browser, product.base_url, f"access-console-{window}", *WINDOWS[window])
    _log_in(console, staff)
    _ask_for_address(console, ids, new)
    member = Walker(browser, product.base_url, f"access-member-{window}", *WINDOWS[window])
    _see_it_in_the_portal(member, ids)
    _agree(member, product, old)
    _confirm(member, product, new)
    product.inbox.text_of(old, CHANGED)
    _ask_for_another_manager(console, ids)
    _stop(member, product, new)
    product.inbox.text_of(new, OFF)


async def _administrator(applications: Applications, window: str) -> Person:
    keys = applications.settings.link_keys
    return await person(keys=keys, mail_address=f"access-{window}@inforex.example")


def _log_in(walker: Walker, staff: Person) -> None:
    walker.open("/console/login")
    walker.fill(メールアドレス=staff.mail_address, パスワード=OF_THE_CONSOLE)
    walker.press("ログイン")
    walker.fill(確認コード=staff.app.now())
    walker.press("ログイン")


def _ask_for_address(walker: Walker, ids: Ids, new: str) -> None:
    walker.open(f"/console/companies/{ids.company_id}/accounts/{ids.account_id}")
    walker.look("account")
    walker.follow("メールアドレスの変更を始める")
    walker.look("address")
    walker.submit()
    walker.look("address-error")
    walker.fill(新しいメールアドレス=new, 確認の根拠="登記事項証明書", 理由="本人から電話で依頼")
    walker.submit()
    walker.look("account-with-a-change")
    walker.open(f"/console/companies/{ids.company_id}")
    walker.look("company-with-a-change")
    walker.follow("手続きの内容を見る・取りやめる")
    walker.look("change")
    walker.follow("手続きを取りやめる")
    walker.look("call-off")


def _see_it_in_the_portal(walker: Walker, ids: Ids) -> None:
    walker.open("/login")
    walker.fill(企業ID=ids.company_id, アカウントID=ids.account_id, パスワード=PASSWORD)
    walker.press("ログイン")
    walker.look("home-with-a-change")
    walker.open("/profile")
    walker.look("profile-with-a-change")
    walker.follow("内容を確認し、心当たりがなければ止める")
    walker.look("change")


def _agree(walker: Walker, product: Product, old: str) -> None:
    walker.open(product.inbox.link_of(old, ASKED, "access"))
    walker.look("asked")
    walker.press("同意する")
    walker.look("agreed")


def _confirm(walker: Walker, product: Product, new: str) -> None:
    walker.open(product.inbox.link_of(new, TO_CONFIRM, "address"))
    walker.look("confirm")
    walker.press("このメールアドレスで受け取る")
    walker.look("confirmed")


def _ask_for_another_manager(walker: Walker, ids: Ids) -> None:
    walker.open(f"/console/companies/{ids.company_id}/manager")
    walker.look("manager")
    walker.page.get_by_label("新しい人", exact=True).check()
    walker.fill(
        部署名="総務部",
        氏名="高橋 三郎",
        メールアドレス="takahashi@elsewhere.example",
        確認の根拠="委任状",
        理由="退職のため",
    )
    walker.submit()
    walker.follow("手続きの内容を見る・取りやめる")
    walker.look("manager-change")


def _stop(walker: Walker, product: Product, mailbox: str) -> None:
    walker.open(product.inbox.link_of(mailbox, ASKED, "access"))
    walker.look("manager-asked")
    walker.press("心当たりがない")
    walker.look("stopped")
