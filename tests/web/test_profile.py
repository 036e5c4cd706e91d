"""「登録情報」: a member's own data, password and mail address."""

import pytest

from db.members.own_address import awaited_address
from domain.tokens import Purpose
from rig.applications import APPLICANT, PASSWORD, Applications
from rig.members import Ids, colleague, id_manager
from rig.own_data import NEW_ADDRESS, NEW_PASSWORD, letters, link_of
from rig.site import Site
from rig.visitor import Page
from tests.web.test_login import log_in
from web.portal.profile.address import MOST_PER_ACCOUNT

PRESENT = "現在のパスワード"


async def change_password(
    site: Site, new: str = NEW_PASSWORD, again: str | None = None, present: str = PASSWORD
) -> Page:
    fields = {
        PRESENT: present,
        "新しいパスワード": new,
        "新しいパスワード(再入力)": new if again is None else again,
    }
    return await site.press(await site.get("/profile/password"), "パスワードを変更する", **fields)


async def change_address(site: Site, address: str = NEW_ADDRESS, present: str = PASSWORD) -> Page:
    fields = {"新しいメールアドレス": address, PRESENT: present}
    return await site.press(await site.get("/profile/address"), "確認のメールを送る", **fields)


async def manager_logged_in(site: Site, applications: Applications) -> Ids:
    ids = await id_manager(applications)
    await log_in(site, ids)
    return ids


async def test_profile_shows_own_data_and_the_ways_to_change_it(
    site: Site, applications: Applications
) -> None:
    ids = await manager_logged_in(site, applications)
    page = await site.get("/profile")
    for shown in (ids.company_id, "001", "田中 花子", "商品部", APPLICANT):
        assert shown in page.text
    assert page.link("変更（メールアドレス）") == "/profile/address"
    assert page.link("変更（パスワード）") == "/profile/password"
    for text in ("二段階認証", "ログイン中の端末", "ログイン履歴"):
        assert page.link(text).startswith("/profile/")


async def test_profile_says_who_changes_the_name_of_a_user(
    site: Site, applications: Applications
) -> None:
    await log_in(site, await colleague(await id_manager(applications)))
    assert "貴社のID管理ユーザーにご依頼ください" in (await site.get("/profile")).text


async def test_new_password_counts_and_the_old_one_does_not(
    site: Site, applications: Applications
) -> None:
    ids = await manager_logged_in(site, applications)
    before = site.client.cookies["__Host-session"]
    page = await change_password(site)
    assert page.path == "/profile"
    assert "パスワードを変更しました" in page.text
    assert site.client.cookies["__Host-session"] != before
    assert await letters() == [("password_changed", APPLICANT)]
    assert [process for process in site.relay.nudged if process.startswith("letters-")]
    site.client = site.browser()
    assert (await log_in(site, ids)).status == 422
    assert (await log_in(site, ids, NEW_PASSWORD)).path == "/home"


async def test_other_browser_is_logged_out_by_a_new_password(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    here, elsewhere = site.client, site.browser("198.51.100.1")
    for site.client in (elsewhere, here):
        await log_in(site, ids)
    await change_password(site)
    assert (await site.get("/home")).path == "/home"
    site.client = elsewhere
    assert (await site.get("/home")).path == "/login"


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"present": "wrong-horse-battery"}, "password_present", "現在のパスワードが一致しません"),
        ({"present": ""}, "password_present", "現在のパスワードが一致しません"),
        ({"new": "short"}, "password", "12文字以上"),
        ({"new": "x" * 129}, "password", "128文字以内"),
        ({"new": "shinki-shokuhin-1"}, "password", "推測されやすい言葉"),
        ({"new": "田中花子12345678"}, "password", "推測されやすい"),
        ({"again": "another"}, "password_again", "1つめと一致しません"),
    ],
)
async def test_password_that_cannot_be_says_why_and_changes_nothing(
    site: Site, applications: Applications, typed: dict[str, str], field: str, message: str
) -> None:
    ids = await manager_logged_in(site, applications)
    before = (await ids.credentials()).password_hash
    page = await change_password(site, **typed)
    assert page.status == 422
    assert message in page.errors[field]
    assert PASSWORD not in page.html
    assert NEW_PASSWORD not in page.html
    assert (await ids.credentials()).password_hash == before
    assert await letters() == []


async def test_all_that_is_wrong_is_told_at_once(site: Site, applications: Applications) -> None:
    await manager_logged_in(site, applications)
    page = await change_password(site, present="no", new="short", again="other")
    assert list(page.errors) == ["password_present", "password", "password_again"]


async def test_new_address_takes_effect_by_the_button_in_its_mailbox(
    site: Site, applications: Applications
) -> None:
    ids = await manager_logged_in(site, applications)
    page = await change_address(site)
    assert page.path == "/profile/address"
    assert f"{NEW_ADDRESS} に確認のメールをお送りしました" in page.text
    assert (await ids.account()).mail_address == APPLICANT
    link = await link_of(applications, ids, Purpose.ADDRESS)
    site.client = site.browser("198.51.100.1")
    page = await site.press(await site.get(link), "このメールアドレスに変更する")
    assert page.h1 == "メールアドレスを変更しました"
    assert (await ids.account()).mail_address == NEW_ADDRESS
    assert (await site.get(f"{link}/confirmed")).path == link, "that is of the operator's changes"
    used = await site.get(link)
    assert used.status == 410
    assert used.link("登録情報を確認する") == "/profile"
    assert "パスワード" not in used.text


async def test_new_address_can_be_called_off(site: Site, applications: Applications) -> None:
    ids = await manager_logged_in(site, applications)
    page = await site.press(await change_address(site), "この変更を取りやめる")
    assert "確認をお待ちしています" not in page.text
    assert await awaited_address((await ids.account()).id, site.clock.now) is None
    assert (await site.get(await link_of(applications, ids, Purpose.ADDRESS))).status == 410


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("", "入力してください"),
        ("hanako", "「@」がありません。"),
        (APPLICANT.upper(), "現在のメールアドレスと同じです"),
        ("hanako@mailinator.com", "使い捨てのメールアドレス"),
        ("a@x.example\r\nBcc: b@x.example", "メールアドレスが2つ以上入力されています。"),
        ("h" * 300 + "@shinki-shokuhin.example", "254文字以内"),
    ],
)
async def test_address_that_cannot_be_says_why_and_stays(
    site: Site, applications: Applications, address: str, message: str
) -> None:
    await manager_logged_in(site, applications)
    page = await change_address(site, address)
    assert page.status == 422
    assert message in page.errors["mail_address"]
    assert await letters() == []


async def test_typed_address_stays_when_the_password_is_wrong(
    site: Site, applications: Applications
) -> None:
    await manager_logged_in(site, applications)
    page = await change_address(site, present="wrong-horse-battery")
    assert list(page.errors) == ["password_present"]
    assert page.value("新しいメールアドレス") == NEW_ADDRESS
    assert await letters() == []


async def test_s12_mails_to_confirm_are_capped_for_a_day(
    site: Site, applications: Applications
) -> None:
    await manager_logged_in(site, applications)
    for number in range(MOST_PER_ACCOUNT):
        assert (await change_address(site, f"a{number}@shinki-shokuhin.example")).status == 200
    assert (await change_address(site)).status == 429
    assert len(await letters()) == 2 * MOST_PER_ACCOUNT


async def test_profile_speaks_english(site: Site, applications: Applications) -> None:
    await manager_logged_in(site, applications)
    assert (await site.get("/profile/password?lang=en")).h1 == "Change your password"
    assert (await site.get("/profile/address")).h1 == "Change your e-mail address"
