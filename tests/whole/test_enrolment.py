"""The whole path, as the procedure tells it, in a real browser on real servers."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from rig.whole.product import Product
from tests.whole.walker import Walker

PASSWORD = "umi-to-yama-no-sachi-2026"
WINDOWS = {"phone": (375, 812), "desktop": (1280, 900)}


@dataclass(frozen=True)
class People:
    """Who takes part; every walk has its own."""

    company: str
    applicant: str
    contact: str
    jan_maker_code: str


PEOPLE = {
    "phone": People(
        "株式会社はまべ水産", "umino@hamabe.example", "sato@mihon-oroshi.example", "4571230"
    ),
    "desktop": People(
        "合同会社やまなみ製菓", "yamano@yamanami.example", "ito@mihon-oroshi.example", "4571231"
    ),
}


@pytest.mark.parametrize("window", WINDOWS)
def test_a_maker_gets_its_ids_and_logs_in(browser: Browser, product: Product, window: str) -> None:
    people = PEOPLE[window]
    walker = Walker(browser, product.base_url, window, *WINDOWS[window])
    _search(walker)
    _ask_for_the_link(walker, product, people)
    number = _fill_in_the_form(walker, product, people)
    _approve(walker, product, people)
    _log_in(walker, product, people)
    _see_the_status(walker, product, people, number)


def _search(walker: Walker) -> None:
    walker.open("/")
    walker.look("top")
    walker.follow("Inforex登録")
    walker.look("search")
    walker.fill(企業名="ﾃｽﾄﾒｰｶｰ")
    walker.press("検索")
    assert walker.sees("検索結果")
    assert walker.sees("テストメーカー")
    assert walker.sees("東京都")
    walker.look("search-found")
    walker.fill(企業名="どこにもない商店")
    walker.press("検索")
    walker.look("search-not-found")


def _ask_for_the_link(walker: Walker, product: Product, people: People) -> None:
    walker.follow("企業ID申請")
    walker.look("terms")
    walker.press("次へ")
    assert walker.page.title().startswith("エラー：")
    walker.look("terms-not-accepted")
    walker.page.get_by_label("上記利用規約の内容に同意します。").check()
    walker.press("次へ")
    walker.look("mail-address")
    walker.fill(メールアドレスをご入力ください=people.applicant)
    walker.fill(確認のためもう一度入力してください=people.applicant.replace("@", "@x."))
    walker.press("メールアドレス認証")
    walker.look("mail-address-mismatch")
    walker.fill(確認のためもう一度入力してください=people.applicant)
    walker.press("メールアドレス認証")
    walker.look("mail-sent")
    walker.open(product.inbox.link_of(people.applicant, "【Inforex】加入手続きのご案内", "apply"))
    walker.look("begin")
    walker.press("加入申請を始める")


def _fill_in_the_form(walker: Walker, product: Product, people: People) -> str:
    walker.look("form-empty")
    walker.press("入力内容を確認する")
    walker.look("form-errors")
    walker.fill(
        企業名=people.company,
        企業名カナ="テスト カナ",
        郵便番号="１００－０００１",
        住所="千代田区千代田1-1",
        電話番号="03-0000-1234",
        代表JANメーカーコード=people.jan_maker_code,
        認証先卸部署名="仕入部",
        認証先卸担当者名="佐藤 次郎",
        認証先卸担当者メールアドレス=people.contact,
        部署名="商品部",
        氏名="海野 渚",
        氏名カナ="ウミノ ナギサ",
        パスワード=PASSWORD,
    )
    walker.fill(**{"パスワード(再入力)": PASSWORD})
    walker.choose("本社所在地", "東京都")
    walker.choose("認証先卸企業名", "見本食品卸株式会社")
    walker.press("入力内容を確認する")
    assert walker.heading() == "入力内容の確認"
    assert walker.sees("100-0001")
    assert not walker.sees(PASSWORD)
    walker.look("check")
    walker.press("申請する")
    found = re.search(r"[0-9]{6}-[0-9]{6}-[0-9]", walker.page.inner_text("main"))
    assert found is not None
    walker.look("done")
    assert walker.sheets() == 1
    walker.page.go_back()
    assert not walker.sees("申請する") or found[0] in walker.page.inner_text("body")
    assert product.inbox.text_of(people.applicant, "【Inforex】加入申請を受け付けました")
    return found[0]


def _approve(walker: Walker, product: Product, people: People) -> None:
    walker.open(product.inbox.link_of(people.contact, "【Inforex】お取引確認のお願い", "approval"))
    assert walker.sees(people.company)
    walker.look("approval")
    walker.follow("承認する")
    walker.look("approval-confirm")
    walker.press("承認する")
    walker.look("approved")
    assert walker.sees(people.contact)


def _log_in(walker: Walker, product: Product, people: People) -> None:
    mail = product.inbox.text_of(people.applicant, "【Inforex】会員登録完了のお知らせ")
    assert PASSWORD not in mail
    company_id, account_id = re.findall(r"(?:企業|アカウント)ID: ([0-9]+)", mail)
    walker.open(re.findall(r"http\S+/login", mail)[0])
    walker.look("login")
    walker.fill(企業ID=company_id, アカウントID=account_id, パスワード="wrong-password")
    walker.press("ログイン")
    walker.look("login-failed")
    walker.fill(企業ID=company_id, アカウントID=account_id, パスワード=PASSWORD)
    walker.press("ログイン")
    for shown in (company_id, account_id, "ID管理ユーザー", people.company):
        assert walker.sees(shown)
    walker.look("home")
    walker.press("ログアウト")


def _see_the_status(walker: Walker, product: Product, people: People, number: str) -> None:
    walker.open(
        product.inbox.link_of(people.applicant, "【Inforex】加入申請を受け付けました", "status")
    )
    assert walker.sees(number)
    walker.look("status")


@pytest.mark.parametrize("window", WINDOWS)
def test_an_overseas_maker_reads_the_same_pages_in_english(
    browser: Browser, product: Product, window: str
) -> None:
    walker = Walker(browser, product.base_url, f"{window}-english", *WINDOWS[window])
    walker.open("/")
    walker.follow("English")
    assert walker.page.locator("html").get_attribute("lang") == "en"
    walker.look("top")
    walker.open("/login")
    walker.look("login")
