"""The wholesaler's page: who asks, and the decision."""

import asyncio

import pytest

from db.tables.enrolment import Decision
from db.tables.operation import Outbox
from rig.applications import CONTACT, FORM, Applications
from rig.site import Site
from rig.visitor import Page
from tests.web.approval_pages import approval_path, asked


async def declining(site: Site, applications: Applications) -> Page:
    """The page that asks for the reason."""
    page = await asked(site, applications)
    return await site.get(page.link("承認しない"))


async def test_page_shows_who_asks_and_until_when(site: Site, applications: Applications) -> None:
    page = await asked(site, applications)
    assert page.status == 200
    assert page.h1 == "お取引確認のお願い"
    for shown in (
        FORM.company_name,
        FORM.company_name_kana,
        FORM.head_office,
        FORM.jan_maker_code,
        FORM.corporate_number or "",
        FORM.contact_name,
        FORM.contact_department,
        "@shinki-shokuhin.example",
        "見本食品卸株式会社",
        "回答期限：",
    ):
        assert shown in page.text
    assert "tanaka" not in page.html, "only the domain of the applicant's address is shown"


async def test_approval_is_recorded_and_shown(site: Site, applications: Applications) -> None:
    page = await asked(site, applications)
    page = await site.get(page.link("承認する"))
    assert FORM.company_name in page.text
    page = await site.press(page, "承認する")
    assert page.h1 == "承認を受け付けました"
    assert CONTACT in page.text
    assert "回答日時" in page.text
    decision = await Decision.objects().first()
    assert decision is not None
    assert (decision.choice, decision.reason, decision.revision) == ("approve", "", 1)


async def test_decision_is_news_for_the_workflow(site: Site, applications: Applications) -> None:
    page = await asked(site, applications)
    await site.press(await site.get(page.link("承認する")), "承認する")
    news = await Outbox.objects().get(Outbox.signal == "decision_made")
    assert news is not None
    assert site.relay.nudged == [news.process]


async def test_refusal_is_recorded_with_its_lines_of_reason(
    site: Site, applications: Applications
) -> None:
    page = await declining(site, applications)
    page = await site.press(
        page, "承認しない", 承認しない理由=" お取引がありません。\r\n<b>以上</b>\n"
    )
    assert page.h1 == "「承認しない」との回答を受け付けました"
    assert "お取引がありません。\n&lt;b&gt;以上&lt;/b&gt;" in page.html
    decision = await Decision.objects().first()
    assert decision is not None
    assert decision.choice == "decline"
    assert decision.reason == "お取引がありません。\n<b>以上</b>"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "入力してください。"),
        (" 　\r\n\t", "入力してください。"),
        ("あ" * 501, "500文字以内で入力してください。"),
        ("取引\u202eなし", "3文字目に、目に見えない文字（U+202E）"),
        ("取引\u200bなし", "3文字目に、目に見えない文字（U+200B）"),
    ],
)
async def test_refusal_needs_a_reason_that_can_be_read(
    site: Site, applications: Applications, typed: str, message: str
) -> None:
    page = await site.press(await declining(site, applications), "承認しない", 承認しない理由=typed)
    assert page.status == 422
    assert message in page.errors["reason"]
    assert page.value("承認しない理由") == typed.replace("\r\n", "\n")
    assert not await Decision.exists()


async def test_reason_of_500_characters_is_taken(site: Site, applications: Applications) -> None:
    page = await declining(site, applications)
    page = await site.press(page, "承認しない", 承認しない理由="髙" * 500)
    assert page.h1 == "「承認しない」との回答を受け付けました"


async def test_double_click_is_one_decision(site: Site, applications: Applications) -> None:
    page = await asked(site, applications)
    page = await site.get(page.link("承認する"))
    clicks = await asyncio.gather(*(site.press(page, "承認する") for _ in range(5)))
    assert {click.h1 for click in clicks} == {"承認を受け付けました"}
    assert all("記録していません" not in click.text for click in clicks)
    assert await Decision.count() == 1


async def test_contrary_decision_of_another_tab_is_told_which_one_stands(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    approving = await site.get(page.link("承認する"))
    refusing = await site.get(page.link("承認しない"))
    await site.press(approving, "承認する")
    page = await site.press(refusing, "承認しない", 承認しない理由="間違えました。")
    assert page.h1 == "承認を受け付けました"
    assert "今回の「承認しない」は記録していません" in page.text
    assert await Decision.count() == 1


async def test_back_button_after_the_decision_shows_the_decision(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    step = page.link("承認する")
    await site.press(await site.get(step), "承認する")
    assert (await site.get(step)).h1 == "承認を受け付けました"
    assert (await site.get(page.path)).h1 == "承認を受け付けました"


async def test_decided_page_stays_when_the_ids_are_issued(
    site: Site, applications: Applications
) -> None:
    number = await applications.enrolled()
    page = await site.get(await approval_path(applications, number))
    assert page.h1 == "承認を受け付けました"
    assert "企業IDとアカウントIDを発行しました" in page.text


async def test_pages_speak_english(site: Site, applications: Applications) -> None:
    page = await asked(site, applications)
    page = await site.get(f"{page.path}?lang=en")
    assert page.h1 == "Request to confirm a business relationship"
    page = await site.get(page.link("Decline"))
    page = await site.press(page, "Decline", **{"Reason for declining": " "})
    assert page.title.startswith("Error: ")
