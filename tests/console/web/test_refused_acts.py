"""Acts about an application that has moved on, or by somebody who may not: nothing changes."""

import pytest

from db.enrolment.facts import load_facts
from db.tables.administration import ConsoleAct
from rig.applications import Applications, now
from rig.console.acts import REASON
from rig.console.staff import logged_in
from rig.site import Site
from tests.console.web.test_application_acts import DATE, page_of


@pytest.mark.parametrize(
    ("act", "stage"),
    [
        ("clear", "awaiting_approval"),
        ("return", "cleared"),
        ("decline", "enrolled"),
        ("approve", "under_review"),
        ("contact", "frozen"),
        ("address", "withdrawing"),
        ("deadline", "enrolled"),
        ("retry", "awaiting_approval"),
        ("withdraw", "invited"),
        ("suspend", "invited"),
        ("lift", "enrolled"),
    ],
)
async def test_where_it_is_not_possible_the_page_says_where_it_stands(
    site: Site, applications: Applications, act: str, stage: str
) -> None:
    number = await getattr(applications, stage)()
    page = await page_of(site, number, act)
    assert (page.status, page.h1) == (409, "実行しませんでした")
    assert "現在の状況" in page.text
    assert page.link("申請に戻る") == f"/console/applications/{number}"


@pytest.mark.parametrize(
    ("act", "button", "stage"),
    [
        ("clear", "問題なしとする", "under_review"),
        ("withdraw", "取り下げる", "awaiting_approval"),
        ("retry", "やり直す", "undeliverable"),
        ("suspend", "利用を停止する", "enrolled"),
    ],
)
async def test_the_same_act_twice_is_done_once_and_told_the_second_time(
    site: Site, applications: Applications, act: str, button: str, stage: str
) -> None:
    number = await getattr(applications, stage)()
    page = await page_of(site, number, act)
    await site.press(page, button, 理由=REASON)
    again = await site.press(page, button, 理由=REASON)
    assert (again.status, again.h1) == (409, "実行しませんでした")
    assert await ConsoleAct.count() == 1


async def test_the_applicant_who_was_faster_is_told(site: Site, applications: Applications) -> None:
    from db.enrolment.applicant_acts import withdraw

    number = await applications.under_review()
    page = await page_of(site, number, "clear")
    await withdraw(number, now())
    page = await site.press(page, "問題なしとする", 理由=REASON)
    assert page.status == 409
    assert "申請者が取り下げました" in page.text
    assert "取り下げの受付" in page.text
    assert await ConsoleAct.count() == 0


@pytest.mark.parametrize(
    ("role", "act"),
    [("viewer", "withdraw"), ("viewer", "deadline"), ("helpdesk", "suspend")],
)
async def test_a_role_that_may_not_is_forbidden_and_nothing_changes(
    site: Site, applications: Applications, role: str, act: str
) -> None:
    number = await applications.awaiting_approval()
    before = await load_facts(number)
    await logged_in(site, role)
    home = await site.get("/console/profile")
    token = next(
        e.get("value") or "" for e in home.tree.iter("input") if e.get("name") == "csrf_token"
    )
    fields = {"csrf_token": token, "reason": REASON, "until": DATE}
    page = await site.post(f"/console/applications/{number}/{act}", fields)
    assert page.status == 403
    assert await load_facts(number) == before
