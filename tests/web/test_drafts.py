"""What is typed into the form is never lost: not to links, reloads, other tabs, or time."""

from datetime import timedelta

import pytest

from db.console.address_correction import LinkMaking, correct_address
from db.enrolment.application_form import load_draft, save_draft, verify_address
from db.tables.enrolment import Application
from db.tables.operation import Mail
from rig.applications import APPLICANT, HASH, WHY, Applications, another_form, now
from rig.console.acts import GROUND
from rig.site import Site
from rig.visitor import Page
from tests.web.walk import (
    FILLED,
    PASSWORD_AGAIN_LABEL,
    PASSWORD_LABEL,
    apply_link,
    fill,
    to_form,
)


def sent(page: Page, **changes: str) -> dict[str, str]:
    """The fields of the form as they are on the page, with changes."""
    form, _ = page.form_of("下書きを保存する")
    fields = {e.get("name") or "": e.get("value") or "" for e in form.iter("input")}
    return fields | changes


async def test_name_that_was_searched_for_is_not_asked_again(
    site: Site, applications: Applications
) -> None:
    form, _ = await to_form(site, applications)
    assert form.value("企業名") == "新規食品"


async def test_errors_are_shown_by_a_page_that_always_has_the_newest_draft(
    site: Site, applications: Applications
) -> None:
    form, _ = await to_form(site, applications)
    errors = await fill(site, form, 住所="", 氏名="")
    assert (errors.response.request.method, errors.status) == ("GET", 422)
    await fill(site, errors, 住所="千代田区", 氏名="", パスワード="", **{PASSWORD_AGAIN_LABEL: ""})
    back = await site.get(str(errors.response.url))
    assert (set(back.errors), back.value("住所")) == ({"manager_name"}, "千代田区")


async def test_password_that_was_not_taken_is_told_until_another_is(
    site: Site, applications: Applications
) -> None:
    form, link = await to_form(site, applications)
    ready = await fill(site, form)
    assert ready.h1 == "入力内容の確認"
    form = await site.get(f"{link}/form")
    weak = await fill(site, form, **{PASSWORD_LABEL: "short", PASSWORD_AGAIN_LABEL: "short"})
    assert "12文字以上" in weak.errors["password"]
    assert "12文字以上" in (await site.get(str(weak.response.url))).errors["password"]
    assert (await site.get(f"{link}/check")).errors == weak.errors, "the old one is not sent unseen"
    assert (await site.press(weak, "入力内容を確認する")).h1 == "入力内容の確認"


async def test_page_saves_what_is_typed_by_itself(site: Site, applications: Applications) -> None:
    form, link = await to_form(site, applications)
    fields = sent(form, action="autosave", address="千代田区", password="short")
    answer = await site.client.post(f"{link}/form", data=fields)
    assert answer.status_code == 200
    assert answer.json()["version"] == 1
    assert answer.json()["said"].startswith("最後の保存：")
    page = await site.get(f"{link}/form")
    assert page.value("住所") == "千代田区"
    assert "最後の保存：" in page.text
    fields = sent(page, action="autosave", address="千代田区1")
    assert (await site.client.post(f"{link}/form", data=fields)).json()["version"] == 2


async def test_older_page_never_wins_in_silence(site: Site, applications: Applications) -> None:
    older, link = await to_form(site, applications)
    newer = await site.get(f"{link}/form")
    await site.press(newer, "下書きを保存する", 住所="新しい住所", 氏名="田中 花子")
    fields = sent(older, action="autosave", address="古い住所")
    quiet = await site.client.post(f"{link}/form", data=fields)
    assert quiet.status_code == 409
    assert "自動での保存を止めました。" in quiet.json()["said"]
    asked = await site.press(older, "下書きを保存する", 住所="古い住所", 氏名="田中 花子")
    assert asked.status == 409
    assert asked.value("住所") == "古い住所"
    assert asked.cells("異なる項目") == [["住所", "古い住所", "新しい住所"]]
    assert (await site.get(f"{link}/form")).value("住所") == "新しい住所"
    await site.press(asked, "下書きを保存する")
    assert (await site.get(f"{link}/form")).value("住所") == "古い住所"


async def test_second_click_is_no_other_page(site: Site, applications: Applications) -> None:
    form, _ = await to_form(site, applications)
    await site.press(form, "下書きを保存する", 住所="千代田区")
    assert (await site.press(form, "下書きを保存する", 住所="千代田区")).status == 200


async def test_change_of_language_keeps_the_draft(site: Site, applications: Applications) -> None:
    form, link = await to_form(site, applications)
    page = await site.post(f"{link}/form", sent(form, action="en", address="千代田区"))
    assert page.tree.get("lang") == "en"
    assert page.value("Address") == "千代田区"
    back = await site.post(f"{link}/form", sent_in_english(page))
    assert back.tree.get("lang") == "ja"
    assert back.value("住所") == "千代田区"


def sent_in_english(page: Page) -> dict[str, str]:
    form, _ = page.form_of("Save draft")
    fields = {e.get("name") or "": e.get("value") or "" for e in form.iter("input")}
    return fields | {"action": "ja"}


async def test_check_page_has_its_way_back(site: Site, applications: Applications) -> None:
    form, _ = await to_form(site, applications)
    check = await fill(site, form)
    assert (await site.get(check.link("入力画面に戻る"))).value("住所") == FILLED["住所"]


async def corrected(site: Site, applications: Applications) -> str:
    """Somebody typed something, whose address was then corrected to the applicant's."""
    number, _ = await apply_link(applications, "tanak@shinki-shokuhin.example", at=site.clock())
    await verify_address(number, site.clock())
    await save_draft(number, {"address": "千代田区"}, HASH, site.clock())
    making = LinkMaking(applications.settings.link_keys, applications.settings.policy)
    await correct_address(number, APPLICANT, making, WHY, ground=GROUND, now=site.clock())
    return number


async def expired(site: Site, applications: Applications) -> str:
    """An applicant typed something, and the time passed; gives the number."""
    number, _ = await apply_link(applications, at=site.clock())
    await verify_address(number, site.clock())
    await save_draft(number, {"address": "千代田区"}, HASH, site.clock())
    await Mail.update(state="sent", finished_at=site.clock()).where(Mail.application == number)
    site.clock.now += timedelta(days=11)
    return number


@pytest.mark.parametrize("closed", [True, False], ids=["closed", "only late"])
async def test_new_link_finds_what_was_typed_before_the_old_one_expired(
    site: Site, applications: Applications, *, closed: bool
) -> None:
    earlier = await expired(site, applications)
    await applications.submitted("b@shinki.example", another_form())
    if closed:
        await Application.update(stage="expired", closed_at=site.clock()).where(
            Application.application_number == earlier
        )
    number, link = await apply_link(applications, APPLICANT.upper(), at=site.clock())
    start = await site.get(link)
    assert "前回の入力内容を引き継ぎます" in start.text
    assert (await load_draft(number)).typed == {"company_name": "新規食品"}, (
        "opening changes nothing"
    )
    form = await site.press(start, "加入申請を始める")
    assert "前回の入力内容を引き継ぎました" in form.text
    assert form.value("住所") == "千代田区"
    assert "パスワードは設定されています。" not in form.text
    saved = await site.press(form, "下書きを保存する")
    assert "引き継ぎました" not in saved.text


async def test_draft_of_another_mailbox_is_nobodys(site: Site, applications: Applications) -> None:
    await expired(site, applications)
    await apply_link(applications, at=site.clock())
    number, link = await apply_link(applications, "other@shinki.example", at=site.clock())
    assert "引き継ぎ" not in (await site.get(link)).text
    await verify_address(number, site.clock())
    assert (await load_draft(number)).saved_at is None


async def test_draft_of_whoever_never_proved_the_mailbox_is_not_begun_with(
    site: Site, applications: Applications
) -> None:
    number = await corrected(site, applications)
    await applications.mails_have_gone(number)
    site.clock.now += timedelta(days=11)
    _, link = await apply_link(applications, at=site.clock())
    assert "引き継ぎ" not in (await site.get(link)).text


async def test_draft_of_an_application_that_is_still_open_stays_its_own(
    site: Site, applications: Applications
) -> None:
    _, link = await apply_link(applications, at=site.clock())
    await verify_address(await corrected(site, applications), site.clock())
    assert "引き継ぎ" not in (await site.get(link)).text


async def test_draft_that_became_a_form_is_not_begun_with(
    site: Site, applications: Applications
) -> None:
    number = await applications.submitted()
    await Application.update(stage="expired", closed_at=now()).where(
        Application.application_number == number
    )
    _, link = await apply_link(applications, at=site.clock())
    assert "引き継ぎ" not in (await site.get(link)).text


async def test_what_is_typed_already_is_not_replaced_by_what_was_typed_before(
    site: Site, applications: Applications
) -> None:
    await expired(site, applications)
    number, _ = await apply_link(applications, at=site.clock())
    await save_draft(number, {"address": "港区"}, None, site.clock())
    await verify_address(number, site.clock())
    assert (await load_draft(number)).typed == {"address": "港区"}
