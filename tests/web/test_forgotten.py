"""「ID・パスワードをお忘れの方」, and the link that its mail carries."""

from datetime import timedelta

import pytest

from db.tables.companies import Company
from domain.limits import PRESSED_TWICE
from domain.tokens import Purpose
from rig.applications import APPLICANT, Applications
from rig.members import id_manager
from rig.members import stopped as stop_account_of
from rig.own_data import NEW_PASSWORD, letters, link_of
from rig.site import Site
from rig.visitor import Page, Visitor
from tests.web.test_login import log_in


async def ask(site: Visitor, company: str, address: str) -> Page:
    fields = {"企業IDまたは企業名": company, "メールアドレス": address}
    return await site.press(await site.get("/forgotten"), "案内のメールを送る", **fields)


async def set_password(site: Site, link: str, new: str = NEW_PASSWORD, again: str = "") -> Page:
    fields = {"新しいパスワード": new, "新しいパスワード(再入力)": again or new}
    return await site.press(await site.get(link), "パスワードを設定する", **fields)


async def test_link_in_the_mail_sets_a_new_password(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    page = await ask(site, ids.company_id, APPLICANT)
    assert page.h1 == "ご案内を受け付けました"
    assert await letters() == [("recovery", APPLICANT)]
    assert site.relay.nudged == ["letters-1"]
    link = await link_of(applications, ids, Purpose.PASSWORD)
    shown = await site.get(link)
    assert f"企業ID {ids.company_id}" in shown.text
    assert "アカウントID 001" in shown.text
    page = await set_password(site, link)
    assert page.h1 == "新しいパスワードを設定しました"
    assert (await log_in(site, ids, NEW_PASSWORD)).path == "/home"
    assert ("password_changed", APPLICANT) in await letters()


@pytest.mark.parametrize("company", ["新規食品", "㈱新規食品", "１０００００１－４"])
async def test_company_is_understood_as_people_type_it(
    site: Site, applications: Applications, company: str
) -> None:
    ids = await id_manager(applications)
    typed = ids.company_id.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    await ask(site, typed if company.startswith("１") else company, f" {APPLICANT.upper()} ")
    assert await letters() == [("recovery", APPLICANT)]


@pytest.mark.parametrize(
    "address", ["hanako@gmail.com", "hanako@docomo.ne.jp", "hanako@mailinator.com"]
)
async def test_free_mail_gets_the_way_of_the_helpdesk_and_no_mail(
    site: Site, applications: Applications, address: str
) -> None:
    ids = await id_manager(applications)
    await ids.change(mail_address=address)
    page = await ask(site, ids.company_id, address)
    assert page.h1 == "このメールアドレスにはお送りできません"
    assert "ヘルプデスクにお電話ください" in page.text
    assert await letters() == []


@pytest.mark.parametrize(
    ("company", "address", "field", "message"),
    [
        ("", APPLICANT, "company", "入力してください"),
        ("12345678", APPLICANT, "company", "打ち間違い"),
        ("！？", APPLICANT, "company", "企業名を文字で"),
        ("新規\u202e食品", APPLICANT, "company", "目に見えない文字"),
        ("あ" * 101, APPLICANT, "company", "100文字以内"),
        ("新規食品", "", "mail_address", "入力してください"),
        ("新規食品", "hanako", "mail_address", "「@」がありません"),
    ],
)
async def test_what_cannot_be_is_told_and_stays(
    site: Site, company: str, address: str, field: str, message: str
) -> None:
    page = await ask(site, company, address)
    assert page.status == 422
    assert list(page.errors) == [field]
    assert message in page.errors[field]
    assert page.value("メールアドレス") == address


async def test_weak_password_is_refused_and_the_link_still_works(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await ask(site, ids.company_id, APPLICANT)
    link = await link_of(applications, ids, Purpose.PASSWORD)
    page = await set_password(site, link, "tanaka@shinki-shokuhin")
    assert page.status == 422
    assert "推測されやすい言葉" in page.errors["password"]
    page = await set_password(site, link, again="another")
    assert "1つめと一致しません" in page.errors["password_again"]
    assert NEW_PASSWORD not in page.html
    assert (await set_password(site, link)).status == 200


async def test_link_that_was_used_replaced_or_is_over_says_which(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    for _ in range(2):
        await ask(site, ids.company_id, APPLICANT)
        site.clock.now += PRESSED_TWICE
    first, second = [
        await link_of(applications, ids, Purpose.PASSWORD, number) for number in (1, 2)
    ]
    assert (await site.get(first)).h1 == "このリンクは新しいリンクに置き換えられました"
    await set_password(site, second)
    assert (await site.get(second)).h1 == "このリンクは使用済みです"
    await ask(site, ids.company_id, APPLICANT)
    third = await link_of(applications, ids, Purpose.PASSWORD, 3)
    site.clock.now += timedelta(hours=24) - timedelta(seconds=1)
    assert (await site.get(third)).status == 200
    site.clock.now += timedelta(seconds=1)
    page = await site.get(third)
    assert page.h1 == "リンクの有効期限が切れています"
    assert page.link("ID・パスワードをお忘れの方") == "/forgotten"


async def test_form_that_was_open_twice_sets_one_password(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await ask(site, ids.company_id, APPLICANT)
    link = await link_of(applications, ids, Purpose.PASSWORD)
    opened = await site.get(link)
    await set_password(site, link)
    other = "another-fine-long-phrase"
    fields = {"新しいパスワード": other, "新しいパスワード(再入力)": other}
    again = await site.press(opened, "パスワードを設定する", **fields)
    assert again.h1 == "このリンクは使用済みです"
    assert (await log_in(site, ids, NEW_PASSWORD)).path == "/home"


@pytest.mark.parametrize("stopped", ["account", "company"])
async def test_link_of_an_account_that_cannot_log_in_says_so(
    site: Site, applications: Applications, stopped: str
) -> None:
    ids = await id_manager(applications)
    await ask(site, ids.company_id, APPLICANT)
    if stopped == "account":
        await stop_account_of(ids)
    else:
        await Company.update({Company.suspended_at: site.clock.now}).where(
            Company.company_id == ids.company_id
        )
    page = await site.get(await link_of(applications, ids, Purpose.PASSWORD))
    assert page.status == 409
    assert page.h1 == "このアカウントは利用できません"


@pytest.mark.parametrize(
    "path",
    ["/forgotten", "/forgotten/sent", "/forgotten/helpdesk", "/password-set", "/address-changed"],
)
async def test_pages_speak_english(site: Site, path: str) -> None:
    page = await site.get(f"{path}?lang=en")
    assert page.tree.get("lang") == "en"
    assert page.h1.isascii()
