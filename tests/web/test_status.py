"""The status page (product.md, step 9)."""

from datetime import UTC, datetime

import pytest

from activities.enrolment import EnrolmentActivities
from db.progress import close_lapsed
from db.status import load_status
from domain.stages import Choice
from domain.tokens import Purpose
from tests.applications import Applications
from tests.visitor import Page
from tests.web.site import Site


async def status_page(site: Site, applications: Applications, number: str) -> Page:
    return await site.get(f"/status/{await applications.token(Purpose.STATUS, number)}")


def timeline(page: Page) -> list[str]:
    """Each point of the timeline with its state."""
    points = page.tree.iter("li")
    marked = [p for p in points if (p.get("class") or "").startswith("timeline-")]
    return [" ".join("".join(p.find("p").itertext()).split()) for p in marked]  # type: ignore[union-attr]  # each has a title


async def test_waiting_application_says_for_whom_since_when_and_until_when(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    page = await status_page(site, applications, number)
    assert number in page.text
    assert "見本食品卸株式会社の担当者に" in page.text
    assert "回答の期限：" in page.text
    assert timeline(page) == [
        "メールアドレスの確認 完了",
        "加入申請の受付 完了",
        "認証先卸による確認 現在",
        "IDの発行 これから",
    ]


async def test_approved_application_waits_for_its_ids(
    site: Site, applications: Applications
) -> None:
    page = await status_page(site, applications, await applications.decided())
    assert timeline(page)[2:] == ["認証先卸による確認 完了", "IDの発行 現在"]


async def test_enrolled_application_leads_to_the_login(
    site: Site, applications: Applications
) -> None:
    page = await status_page(site, applications, await applications.enrolled())
    assert "会員登録が完了しました" in page.text
    assert page.link("ログイン") == "/login"
    assert timeline(page)[3:] == ["IDの発行 完了"]


async def test_declined_application_shows_the_reason(
    site: Site, applications: Applications
) -> None:
    number = await applications.decided(Choice.DECLINE, "お取引を\n確認できません。")
    await EnrolmentActivities(applications.settings).close_declined(applications.order(number))
    page = await status_page(site, applications, number)
    assert "認証先卸に承認されませんでした" in page.text
    assert "お取引を 確認できません。" in page.text
    assert len(timeline(page)) == 3


async def test_lapsed_application_says_so_and_may_be_made_again(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    deadline = (await load_status(number)).deadline
    assert deadline is not None
    await close_lapsed(number, deadline, deadline)
    page = await status_page(site, applications, number)
    assert "期限までに認証先卸の回答がありませんでした" in page.text
    assert page.link("もう一度申請する") == "/search"


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "あ"])
async def test_made_up_link_says_so(site: Site, token: str) -> None:
    page = await site.get(f"/status/{token}")
    assert page.status == 404
    assert page.h1 == "リンクが見つかりません"


async def test_english_status_has_english_times(site: Site, applications: Applications) -> None:
    number = await applications.awaiting_approval()
    token = await applications.token(Purpose.STATUS, number)
    page = await site.get(f"/status/{token}?lang=en")
    assert f"{datetime.now(UTC).year}, " in page.text
    assert "JST" in page.text
