"""A wholesaler that is not in the form, or whose contact is unknown: told, answered, gone on."""

from datetime import timedelta

import pytest

from db.console.queue import QueueQuery, load_queue
from db.enrolment.application_form import load_draft
from db.tables.enrolment import Application, WholesalerQuestion
from db.tables.operation import Mail
from domain.needs import Need
from domain.tokens import Purpose
from rig.applications import APPLICANT, Applications
from rig.console.acts import REASON
from rig.console.staff import logged_in
from rig.site import Site
from rig.visitor import Page
from tests.web.walk import to_form
from texts.needs import explain_need

BUTTON = "お取引のある卸売業が一覧にない方、卸担当者が分からない方"
NAME = "株式会社北国食品卸"


async def the_number() -> str:
    return str((await Application.select().first() or {})["application_number"])


async def asked(site: Site, applications: Applications, **changes: str) -> Page:
    """The applicant, who has typed something, tells which wholesaler is missed."""
    form, _ = await to_form(site, applications)
    page = await site.press(form, BUTTON, 企業名="新規食品株式会社")
    told = {"お取引のある卸売業が一覧にない": "wholesaler", "卸売業の企業名": NAME}
    return await site.press(page, "卸売業を知らせる", **(told | changes))


async def answered(site: Site, number: str, **fields: str) -> Page:
    await logged_in(site, "administrator")
    page = await site.get(f"/console/applications/{number}/wholesaler")
    return await site.press(page, "回答する", 理由=REASON, **fields)


async def test_what_was_typed_is_kept_when_a_wholesaler_is_missed(
    site: Site, applications: Applications
) -> None:
    form, link = await to_form(site, applications)
    page = await site.press(form, BUTTON, 企業名="新規食品株式会社")
    assert page.h1 == "認証先卸が見つからないとき"
    assert (await load_draft(await the_number())).typed["company_name"] == "新規食品株式会社"
    assert page.link("入力画面に戻る") == f"{link}/form#wholesaler_id"


async def test_what_is_missed_becomes_a_case_for_an_administrator(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications, そのほかに分かること="札幌市中央区")
    assert "お知らせを受け付けました" in page.text
    (case,) = (await load_queue(QueueQuery())).cases
    assert case.need is Need.WHOLESALER
    assert explain_need(case.need, case.details) == (f"認証先卸が一覧にない：{NAME}",)
    await logged_in(site, "administrator")
    shown = await site.get(f"/console/applications/{await the_number()}")
    assert f"認証先卸が一覧にない：{NAME}" in shown.text
    assert "札幌市中央区" in shown.text


async def test_who_tells_again_corrects_what_was_told(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    await site.press(page, "卸売業を知らせる", 卸売業の企業名="南国食品卸")
    rows = await WholesalerQuestion.select()
    assert [row["name"] for row in rows] == ["南国食品卸"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"卸売業の企業名": ""}, {"name"}),
        ({"お取引のある卸売業が一覧にない": "none"}, {"missing"}),
        ({"そのほかに分かること": "あ" * 501}, {"note"}),
    ],
)
async def test_what_cannot_be_taken_is_told(
    site: Site, applications: Applications, changes: dict[str, str], wrong: set[str]
) -> None:
    page = await asked(site, applications, **changes)
    assert page.status == 422
    assert set(page.errors) == wrong
    assert await WholesalerQuestion.count() == 0


async def test_the_answer_goes_by_mail_and_the_applicant_goes_on_from_the_draft(
    site: Site, applications: Applications
) -> None:
    await asked(site, applications)
    number = await the_number()
    before = (await Application.select().first() or {})["deadline"]
    site.clock.now += timedelta(days=3)
    page = await answered(site, number, 選べるようになった卸="999")
    assert (page.status, set(page.errors)) == (422, {"wholesaler"})
    page = await site.press(page, "回答する", 選べるようになった卸="1")
    assert "認証先卸について回答しました" in page.text
    (mail,) = await Mail.select().where(Mail.kind == "wholesaler_answer")
    assert (mail["recipient"], mail["state"]) == (APPLICANT, "queued")
    assert site.relay.nudged[-1] == number
    token = await applications.token(Purpose.APPLY, number, mail["generation"])
    form = await site.get(f"/apply/{token}/form")
    assert form.value("企業名") == "新規食品株式会社"
    assert (await Application.select().first() or {})["deadline"] == before + timedelta(days=3)
    assert (await load_queue(QueueQuery())).cases == ()


async def test_enter_in_a_field_goes_on_to_the_check_page(
    site: Site, applications: Applications
) -> None:
    form, _ = await to_form(site, applications)
    first = next(e for e in form.tree.iter("button") if e.get("type") == "submit")
    assert (first.get("name"), first.get("value")) == ("action", "enter")


async def test_an_answer_is_given_once(site: Site, applications: Applications) -> None:
    await asked(site, applications)
    number = await the_number()
    await answered(site, number)
    again = await site.get(f"/console/applications/{number}/wholesaler")
    assert again.status == 409
    assert all(word in again.text for word in ("認証先卸についての回答", "administrator@"))
    assert await Mail.count().where(Mail.kind == "wholesaler_answer") == 1


async def test_the_helpdesk_sees_the_question_and_does_not_answer(
    site: Site, applications: Applications
) -> None:
    await asked(site, applications)
    number = await the_number()
    await logged_in(site, "helpdesk")
    page = await site.get(f"/console/applications/{number}")
    assert "管理者が回答します。" in page.text
    assert (await site.get(f"/console/applications/{number}/wholesaler")).status == 403


async def test_who_asks_has_the_whole_time_again_once(
    site: Site, applications: Applications
) -> None:
    form, _ = await to_form(site, applications)
    site.clock.now += timedelta(days=9)
    page = await site.press(form, BUTTON)
    told = {"お取引のある卸売業が一覧にない": "wholesaler", "卸売業の企業名": NAME}
    page = await site.press(page, "卸売業を知らせる", **told)
    draft = await load_draft(await the_number())
    assert draft.deadline == site.clock.now + timedelta(days=10)
    site.clock.now += timedelta(days=5)
    await site.press(page, "卸売業を知らせる", 卸売業の企業名="南国食品卸")
    assert (await load_draft(await the_number())).deadline == draft.deadline


async def test_the_answer_stands_in_the_form_too(site: Site, applications: Applications) -> None:
    await asked(site, applications)
    number = await the_number()
    await answered(site, number)
    link = f"/apply/{await applications.token(Purpose.APPLY, number)}"
    page = await site.get(f"{link}/form")
    assert "認証先卸についての回答があります" in page.text
    assert REASON in page.text
