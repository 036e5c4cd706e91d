"""The applicant's steps, so that a test can begin where it is about something."""

from datetime import datetime

from db.enrolment.application_form import verify_address
from domain.tokens import Purpose
from rig.applications import APPLICANT, CONTACT, PASSWORD, Applications
from rig.site import Site
from rig.visitor import Page

NAME = "新規食品株式会社"
AGREEMENT = "上記利用規約の内容に同意します。"
PASSWORD_LABEL, PASSWORD_AGAIN_LABEL = "パスワード", "パスワード(再入力)"
ADDRESS_LABEL, ADDRESS_AGAIN_LABEL = (
    "メールアドレスをご入力ください",
    "確認のためもう一度入力してください",
)

FILLED = {
    "企業名": NAME,
    "企業名カナ": "シンキショクヒン",
    "郵便番号": "100-0001",
    "本社所在地": "東京都",
    "住所": "千代田区千代田1-1",
    "電話番号": "03-0000-1234",
    "代表JANメーカーコード": "4598765",
    "認証先卸企業名": "1",
    "認証先卸部署名": "仕入部",
    "認証先卸担当者名": "鈴木 一郎",
    "認証先卸担当者メールアドレス": CONTACT,
    "部署名": "商品部",
    "氏名": "田中 花子",
    "氏名カナ": "タナカ ハナコ",
    PASSWORD_LABEL: PASSWORD,
    PASSWORD_AGAIN_LABEL: PASSWORD,
}


async def to_mail_address(site: Site) -> Page:
    """Agree to the terms, and come to the page that asks for the address."""
    terms = await site.get(f"/terms?name={NAME}")
    return await site.press(terms, "次へ", **{AGREEMENT: "yes"})


async def give_address(site: Site, page: Page, address: str, again: str | None = None) -> Page:
    """Enter an address twice, and press the button."""
    fields = {ADDRESS_LABEL: address, ADDRESS_AGAIN_LABEL: address if again is None else again}
    return await site.press(page, "メールアドレス認証", **fields)


async def apply_link(
    applications: Applications, mail_address: str = APPLICANT, at: datetime | None = None
) -> tuple[str, str]:
    """An invited applicant's number, and the path of the link in the mail."""
    number = await applications.invited(mail_address, at)
    return number, f"/apply/{await applications.token(Purpose.APPLY, number)}"


async def to_form(site: Site, applications: Applications) -> tuple[Page, str]:
    """The empty form of a verified applicant, and the path of the link."""
    number, link = await apply_link(applications, at=site.clock())
    await verify_address(number, site.clock())
    return await site.get(f"{link}/form"), link


async def fill(site: Site, page: Page, **changes: str) -> Page:
    """Fill in the whole form, with changes, and press 「入力内容を確認する」."""
    return await site.press(page, "入力内容を確認する", **(FILLED | changes))


async def to_check(site: Site, applications: Applications) -> tuple[Page, str]:
    """The check page of a complete form, and the path of the link."""
    form, link = await to_form(site, applications)
    return await fill(site, form), link
