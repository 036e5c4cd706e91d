"""Back, reload, links and a lost script: a real browser always shows a page of ours."""

from playwright.sync_api import Browser, expect

from rig.whole.product import Product
from tests.whole.walker import Walker

PATIENCE = 15_000


def walk_to_the_form(browser: Browser, product: Product, address: str, company: str) -> Walker:
    walker = Walker(browser, product.base_url, "back", 390, 844)
    walker.open("/search")
    walker.fill(企業名=company)
    walker.press("検索")
    walker.follow("企業ID申請")
    walker.field("上記利用規約の内容に同意します。").check()
    walker.press("次へ")
    walker.fill(メールアドレスをご入力ください=address, 確認のためもう一度入力してください=address)
    walker.press("メールアドレス認証")
    walker.open(product.inbox.link_of(address, "【Inforex】加入手続きのご案内", "apply"))
    walker.press("加入申請を始める")
    return walker


def test_back_and_reload_show_pages_of_ours(browser: Browser, product: Product) -> None:
    walker = Walker(browser, product.base_url, "back", 390, 844)
    walker.open("/login")
    walker.press("ログイン")
    assert walker.heading() == "ログイン"
    assert walker.sees("入力内容をご確認ください")
    walker.open("/search")
    walker.page.go_back()
    assert walker.sees("入力内容をご確認ください")
    walker.page.reload()
    assert walker.sees("入力内容をご確認ください")
    walker.page.go_back()
    assert walker.heading() == "ログイン"


def test_what_is_typed_outlives_reload_links_and_back(browser: Browser, product: Product) -> None:
    walker = walk_to_the_form(browser, product, "mori@kaerimichi.example", "かえりみち食品")
    assert walker.field("企業名").input_value() == "かえりみち食品"
    walker.fill(住所="千代田区千代田1-1")
    said = walker.page.locator("#saved-at")
    expect(said).to_contain_text("（自動）", timeout=PATIENCE)
    walker.page.reload()
    assert walker.field("住所").input_value() == "千代田区千代田1-1"
    walker.fill(氏名="森 花子")
    walker.press("English")
    assert walker.page.get_by_label("Name", exact=False).first.is_visible()
    walker.press("日本語")
    assert walker.field("氏名").input_value() == "森 花子"
    walker.press("入力内容を確認する")
    assert walker.sees("入力内容をご確認ください")
    walker.open("/search")
    walker.page.go_back()
    assert walker.heading() == "加入申請情報登録"
    assert walker.field("氏名").input_value() == "森 花子"
    assert not walker.complaints
