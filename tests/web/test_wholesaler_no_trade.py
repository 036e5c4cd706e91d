"""「取引がない」: the application stops, and the administrators look."""

import pytest

from db.enrolment.facts import load_facts
from db.tables.enrolment import Decision
from domain.enrolment.stages import Choice, Stage
from rig.applications import CONTACT, Applications
from rig.site import Site
from rig.visitor import Page
from tests.web.approval_pages import approval_path, asked

DONE = "「取引がない」との回答を受け付けました"


async def no_trade(site: Site, applications: Applications) -> Page:
    """The second page of 「取引がない」."""
    page = await asked(site, applications)
    return await site.get(page.link("取引がない"))


async def test_second_page_says_what_it_stops_and_who_looks(
    site: Site, applications: Applications
) -> None:
    page = await no_trade(site, applications)
    assert "申請の手続きが止まります" in page.text
    assert "管理者が内容を確認" in page.text
    assert not await Decision.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" 　\r\n", ""),
        (" 名前を聞いたこともありません。\r\n以上 ", "名前を聞いたこともありません。\n以上"),
        ("髙" * 500, "髙" * 500),
    ],
)
async def test_it_is_recorded_with_what_was_added(
    site: Site, applications: Applications, typed: str, kept: str
) -> None:
    page = await no_trade(site, applications)
    page = await site.press(page, "取引がない", 管理者に伝えたいこと=typed)
    assert page.h1 == DONE
    assert CONTACT in page.text
    assert ("管理者に伝えたいこと" in page.text) == bool(kept)
    assert await Decision.select(Decision.choice, Decision.reason) == [
        {"choice": "no_trade", "reason": kept}
    ]


@pytest.mark.parametrize(
    ("typed", "message"),
    [("あ" * 501, "500文字以内"), ("\ue000", "読めない文字"), ("a\u202eb", "目に見えない文字")],
)
async def test_what_cannot_be_read_is_shown_again(
    site: Site, applications: Applications, typed: str, message: str
) -> None:
    page = await no_trade(site, applications)
    page = await site.press(page, "取引がない", 管理者に伝えたいこと=typed)
    assert page.status == 422
    assert message in page.errors["reason"]
    assert page.value("管理者に伝えたいこと") == typed
    assert not await Decision.exists()


async def test_application_is_frozen_and_the_link_tells_what_was_said(
    site: Site, applications: Applications
) -> None:
    number = await applications.frozen()
    assert (await load_facts(number)).stage is Stage.UNDER_REVIEW
    page = await site.get(await approval_path(applications, number))
    assert page.h1 == DONE
    assert "確認が終わるまで、IDは発行されません。" in page.text
    page = await site.get(f"{page.path}/{Choice.APPROVE}")
    assert "今回の「承認する」は記録していません" in page.text


async def test_pages_speak_english(site: Site, applications: Applications) -> None:
    page = await no_trade(site, applications)
    page = await site.get(f"{page.path}?lang=en")
    assert page.h1 == "Do you want to answer “No business with them”?"
    page = await site.press(page, "No business with them")
    assert page.h1 == "“No business with them” was recorded"
