"""A contact whom several makers named goes from one request to the list of all, by its mailbox."""

import pytest
from playwright.sync_api import Browser

from domain.tokens import Purpose
from rig.applications import Applications, another_form
from rig.whole.product import Product
from tests.whole.members import on_the_database_of
from tests.whole.walker import Walker

WINDOWS = {"phone": (390, 844), "desktop": (1280, 900)}
LIST = "【Inforex】ご回答をお待ちしている申請"
NAMES = (
    "株式会社北海道オホーツク海産物加工販売協同組合ホールディングス東京第一営業所直轄食品",
    "有限会社や",
    "Société Générale des Confiseries et Chocolateries d'Extrême-Orient",
)


@pytest.mark.parametrize("window", WINDOWS)
def test_the_others_are_opened_by_a_link_that_its_mailbox_gets(
    browser: Browser, product: Product, window: str
) -> None:
    contact = f"contact-requests-{window}@mihon-oroshi.example"
    path = on_the_database_of(product, lambda made: _named_by_several(made, contact, window))
    walker = Walker(browser, product.base_url, f"requests-{window}", *WINDOWS[window])
    walker.open(path)
    walker.look("request")
    walker.follow("まとめて確認する")
    walker.look("others")
    walker.press("メールを送る")
    walker.look("mailed")
    walker.open(product.inbox.link_of(contact, LIST, "requests"))
    walker.look("list")
    walker.page.get_by_role("link", name=NAMES[0]).click()
    assert walker.sees(NAMES[0])
    walker.look("one-of-the-list")


async def _named_by_several(applications: Applications, contact: str, window: str) -> str:
    for name in NAMES:
        form = another_form(company_name=f"{name} {window}", contact_mail_address=contact)
        number = await applications.awaiting_approval(f"{form.jan_maker_code}@n.example", form)
    return f"/approval/{await applications.token(Purpose.APPROVAL, number)}"
