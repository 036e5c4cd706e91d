"""How much a maker has to do between the top page and its number, by hand and eye."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame

from rig.console.nta_file import corporate_number, nta_file, nta_row
from rig.whole.product import Product
from tests.whole.walker import Walker

NUMBER = corporate_number(4_600)
PASSWORD = "umi-to-yama-no-sachi-2026"


class CountingWalker(Walker):
    """Counts what is typed, what is pressed, and how many pages come."""

    def __init__(self, browser: Browser, base_url: str, name: str) -> None:
        super().__init__(browser, base_url, name, 390, 844)
        self.typed = self.clicked = 0
        self.pages: list[str] = []
        self.page.on("framenavigated", self._note_page)

    def type(self, label: str, text: str) -> None:
        self.typed += 1
        self.fill(**{label: text})

    def click(self, role: str, name: str) -> None:
        self.clicked += 1
        locator = self.page.get_by_role(role, name=name).first  # type: ignore[arg-type]  # a role by its name
        with self.page.expect_navigation():
            locator.click()

    def _note_page(self, frame: Frame) -> None:
        if frame.parent_frame is None:
            self.pages.append(frame.url)


def register(product: Product, folder: Path) -> None:
    """Take in a register of corporations, as an operator does."""
    file = folder / "corporations.csv"
    row = nta_row(
        4_600,
        name="株式会社いさりび水産",
        kana="イサリビスイサン",
        prefecture="北海道",
        city="函館市",
        street="若松町９番９号",
        postal_code="0400063",
    )
    file.write_bytes(nta_file([row, nta_row(4_601, name="いさりび灯台株式会社")]))
    command = (sys.executable, "-m", "inforex", "import-companies", str(file))
    subprocess.run(  # noqa: S603 -- ours
        [*command, "--kind", "corporations"],
        check=True,
        env={**os.environ, **product.environment},
    )


def to_the_form(walker: CountingWalker, product: Product, address: str, company: str) -> None:
    walker.open("/")
    walker.click("link", "Inforex登録")
    walker.type("企業名", company)
    walker.click("button", "検索")
    walker.click("link", "企業ID申請")
    walker.clicked += 1
    walker.field("上記利用規約の内容に同意します。").check()
    walker.click("button", "次へ")
    walker.type("メールアドレスをご入力ください", address)
    walker.type("確認のためもう一度入力してください", address)
    walker.click("button", "メールアドレス認証")
    walker.clicked += 1
    walker.open(product.inbox.link_of(address, "【Inforex】加入手続きのご案内", "apply"))
    walker.click("button", "加入申請を始める")


def fill_in_the_rest(walker: CountingWalker, jan: str, name: str, address: str) -> None:
    walker.type("代表JANメーカーコード", jan)
    walker.clicked += 1
    walker.choose("認証先卸企業名", "見本食品卸株式会社")
    walker.type("認証先卸部署名", "水産部")
    walker.type("認証先卸担当者メールアドレス", f"{name} <{address}>")
    walker.type("氏名", "海野 渚")
    walker.type("パスワード", PASSWORD)
    walker.type("パスワード(再入力)", PASSWORD)


def submit(walker: CountingWalker) -> None:
    walker.click("button", "入力内容を確認する")
    assert walker.heading() == "入力内容の確認"
    walker.click("button", "申請する")
    assert walker.heading() == "加入申請を受け付けました"


@pytest.fixture
def registered(product: Product, tmp_path: Path) -> None:
    register(product, tmp_path)


@pytest.mark.usefixtures("registered")
def test_maker_that_the_register_knows_types_nine_fields(
    browser: Browser, product: Product
) -> None:
    walker = CountingWalker(browser, product.base_url, "few-fields")
    to_the_form(walker, product, "umino@isaribi.example", "いさりび水産")
    walker.look("offered")
    walker.click("button", "この企業を選ぶ")
    assert walker.field("法人番号").input_value() == NUMBER
    assert walker.field("住所").input_value() == "函館市若松町９番９号"
    walker.look("filled")
    fill_in_the_rest(walker, "4571299000010", "佐藤 次郎", "sato.j@mihon-oroshi.example")
    submit(walker)
    assert walker.typed <= 9, walker.typed
    assert len(walker.pages) <= 11, walker.pages
    assert walker.clicked <= 13, walker.clicked


@pytest.mark.usefixtures("registered")
def test_maker_that_the_register_does_not_know_types_little_more(
    browser: Browser, product: Product
) -> None:
    walker = CountingWalker(browser, product.base_url, "few-fields-unknown")
    to_the_form(walker, product, "yamano@hajimari.example", "はじまりの山小屋")
    assert walker.field("企業名").input_value() == "はじまりの山小屋"
    walker.type("企業名カナ", "ハジマリノヤマゴヤ")
    walker.type("郵便番号", "1000001")
    walker.click("button", "郵便番号から住所を入力する")
    walker.type("住所", "千代田区千代田1-1")
    fill_in_the_rest(walker, "4571298000011", "伊藤 三郎", "ito.s@mihon-oroshi.example")
    submit(walker)
    assert walker.typed <= 12, walker.typed
    assert len(walker.pages) <= 11, walker.pages
    assert walker.clicked <= 13, walker.clicked
