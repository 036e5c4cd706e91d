"""「入力内容の確認」, 「申請する」 and the done page (product.md, step 8)."""

from datetime import timedelta

import pytest

from db.tables.enrolment import Application, FormRevision
from db.tables.operation import Outbox
from rig.applications import Applications
from rig.site import Site
from tests.web.walk import fill, to_check, to_form


async def test_values_are_shown_as_they_were_understood(
    site: Site, applications: Applications
) -> None:
    form, _ = await to_form(site, applications)
    page = await fill(
        site,
        form,
        企業名カナ="ｼﾝｷｼｮｸﾋﾝ",
        郵便番号="１０００００１",
        電話番号="０３ー００００−１２３４",
        代表JANメーカーコード="４５９ ８７６５",
        法人番号="７０００-０１-２０５０００２",
        氏名カナ="たなか　はなこ",
    )
    for value in ("シンキショクヒン", "100-0001", "03-0000-1234", "4598765", "7000012050002"):
        assert f"{value} 変更" in page.text
    assert "タナカ ハナコ" in page.text
    assert "見本食品卸株式会社" in page.text


async def test_each_value_can_be_changed_at_its_field(
    site: Site, applications: Applications
) -> None:
    page, link = await to_check(site, applications)
    form = await site.get(page.link("変更（企業名）"))
    assert page.link("変更（企業名）") == f"{link}/form#company_name"
    ids = {element.get("id") for element in form.tree.iter()}
    changes = [e.get("href") or "" for e in page.tree.iter("a") if "#" in (e.get("href") or "")]
    assert {href.partition("#")[2] for href in changes} - {"main"} <= ids


async def test_page_promises_no_mail_to_the_contact_before_the_form_was_looked_at(
    site: Site, applications: Applications
) -> None:
    """A form that is held leads to no mail (test_what_is_said.py); nobody knows it yet."""
    page, _ = await to_check(site, applications)
    assert "申請の内容を確認したうえで、卸担当者に" in page.text
    english = await site.get(f"{page.path}?lang=en")
    assert "We check your application, and then send the wholesaler’s contact" in english.text


async def test_submitting_records_the_form_and_shows_the_number(
    site: Site, applications: Applications
) -> None:
    page, link = await to_check(site, applications)
    done = await site.press(page, "申請する")
    assert done.path == f"{link}/done"
    assert done.h1 == "加入申請を受け付けました"
    form = await FormRevision.select().first()
    assert form is not None
    assert form["application"] in done.text
    assert form["jan_maker_code"] == "4598765"
    assert site.relay.nudged[-1] == form["application"]
    signals = await Outbox.select(Outbox.signal).order_by(Outbox.id)
    assert signals[-1] == {"signal": "form_submitted"}


async def test_double_click_submits_once_and_shows_the_same_page(
    site: Site, applications: Applications
) -> None:
    page, _ = await to_check(site, applications)
    first = await site.press(page, "申請する")
    again = await site.press(page, "申請する")
    assert again.text == first.text
    assert await FormRevision.count() == 1


async def test_back_button_after_submitting_says_that_it_was_received(
    site: Site, applications: Applications
) -> None:
    form, link = await to_form(site, applications)
    check = await fill(site, form)
    await site.press(check, "申請する")
    assert (await site.get(f"{link}/form")).path == f"{link}/done"
    changed = await fill(site, form, 企業名="別の名前")
    assert changed.h1 == "加入申請を受け付けました"
    assert await FormRevision.select(FormRevision.company_name) == [
        {"company_name": "新規食品株式会社"}
    ]


async def test_what_another_tab_changed_is_shown_before_it_is_submitted(
    site: Site, applications: Applications
) -> None:
    page, link = await to_check(site, applications)
    await fill(site, await site.get(f"{link}/form"), 住所="千代田区千代田2-2")
    again = await site.press(page, "申請する")
    assert "内容が別の画面で変更されました" in again.text
    assert "千代田区千代田2-2" in again.text
    assert not await FormRevision.exists()
    assert (await site.press(again, "申請する")).h1 == "加入申請を受け付けました"


async def test_incomplete_form_is_sent_back_with_its_errors(
    site: Site, applications: Applications
) -> None:
    page, link = await to_check(site, applications)
    form = await site.get(f"{link}/form")
    await site.press(form, "下書きを保存する", 住所="", 氏名="")
    for attempt in (await site.get(f"{link}/check"), await site.press(page, "申請する")):
        assert attempt.path == f"{link}/form"
        assert set(attempt.errors) == {"address", "manager_name"}
    assert not await FormRevision.exists()


async def test_form_without_a_password_is_sent_back(site: Site, applications: Applications) -> None:
    form, link = await to_form(site, applications)
    await fill(site, form, **{"パスワード": "", "パスワード(再入力)": ""})
    page = await site.get(f"{link}/check")
    assert page.errors == {"password": "＊パスワードを入力してください。"}


async def test_form_after_the_deadline_is_refused_and_the_draft_is_kept(
    site: Site, applications: Applications
) -> None:
    page, link = await to_check(site, applications)
    site.clock.now += timedelta(days=10, seconds=1)
    late = await site.press(page, "申請する")
    assert late.status == 410
    assert late.h1 == "リンクの有効期限が切れています"
    assert not await FormRevision.exists()
    site.clock.now -= timedelta(seconds=2)
    assert (await site.get(f"{link}/form")).value("企業名") == "新規食品株式会社"


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_mails_go_in_the_language_of_the_page_that_was_submitted(
    site: Site, applications: Applications, language: str
) -> None:
    check, _ = await to_check(site, applications)
    check = await site.get(f"{check.path}?lang={language}")
    await site.press(check, "申請する" if language == "ja" else "Apply")
    assert (await Application.select().first() or {})["language"] == language
