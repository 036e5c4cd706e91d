"""解約 on a company's request: two administrators see to it, and the company may stay."""

from datetime import timedelta
from typing import Any

import pytest

from db.companies.cancellations import CancellationRequest, waiting_cancellation
from db.console.cancellation_proposals import open_proposal
from db.tables.administration import ConsoleAct
from db.tables.operation import Mail
from domain.business_calendar import format_jst
from rig.applications import APPLICANT, Applications, now
from rig.companies import cancellation_begun
from rig.console.acts import GROUND
from rig.console.staff import logged_in
from rig.members import Ids, id_manager
from rig.site import Site
from rig.visitor import Page
from tests.web.test_login import log_in

LONG_AGO: dict[str, Any] = {"created_at": now() - timedelta(days=30)}
REASON = "ID管理ユーザーの退職により、会員ページから申し込めないため"
AGREED = "登録電話番号へ折り返しました。"


def company_page(ids: Ids, page: str = "") -> str:
    return f"/console/companies/{ids.company_id}{page}"


async def propose(site: Site, ids: Ids, evidence: str = GROUND.evidence) -> Page:
    """An administrator begins the 解約, from the company's page."""
    page = await site.get((await site.get(company_page(ids))).link("解約の手続きを始める"))
    return await site.press(page, "解約の手続きを始める", 確認の根拠=evidence, 理由=REASON)


async def agree(site: Site, ids: Ids) -> Page:
    page = await site.get(company_page(ids, "/cancellation/agree"))
    return await site.press(page, "解約に同意する", 理由=AGREED)


async def another_logged_in(site: Site, **columns: Any) -> None:
    site.client = site.browser()
    await logged_in(site, mail_address="another@inforex.example", **columns)


async def cancellation_of(ids: Ids) -> CancellationRequest:
    request = await waiting_cancellation(ids.company_id)
    assert request is not None
    return request


async def queued() -> set[tuple[str, str]]:
    """The mails about a 解約 that wait: kind and recipient."""
    rows = await Mail.select(Mail.kind, Mail.recipient).where(
        Mail.state == "queued", Mail.kind.like("cancellation%")
    )
    return {(row["kind"], row["recipient"]) for row in rows}


async def test_two_administrators_begin_it_and_the_company_hears_of_it_then(
    site: Site, applications: Applications
) -> None:
    ids, alert_to = await id_manager(applications), applications.settings.alert_mail_address
    await logged_in(site)
    page = await propose(site, ids)
    assert "解約の手続きが、別の管理者の同意を待っています" in page.text
    assert await queued() == {("cancellation_proposed", alert_to)}
    assert await waiting_cancellation(ids.company_id) is None
    await another_logged_in(site, **LONG_AGO)
    page = await site.get(company_page(ids, "/cancellation/agree"))
    for shown in (REASON, GROUND.evidence, "administrator@inforex.example"):
        assert shown in page.text
    page = await agree(site, ids)
    request = await cancellation_of(ids)
    dates = applications.settings.cancellation_dates(site.clock.now)
    assert (request.ends_at, request.kept_until) == (dates.ends_at, dates.kept_until)
    assert "企業からのご依頼により管理者が手続きしました" in page.text
    assert format_jst(request.ends_at) in page.text
    assert {("cancellation_begun", APPLICANT), ("cancellation_alert", alert_to)} <= await queued()
    assert request.process in site.relay.nudged
    acts = await ConsoleAct.select().where(ConsoleAct.company == ids.company_id)
    assert [(act["tag"].rpartition(":")[2], act["reason"]) for act in acts] == [
        ("propose", REASON),
        ("second", AGREED),
    ]


async def test_s48_one_administrator_alone_ends_no_company(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await logged_in(site, **LONG_AGO)
    await propose(site, ids)
    page = await agree(site, ids)
    assert page.status == 422
    assert "手続きを始めた人は、同意できません" in page.text
    await another_logged_in(site, created_at=site.clock.now - timedelta(hours=1))
    page = await agree(site, ids)
    assert page.status == 422, "the first may have made this one"
    assert await waiting_cancellation(ids.company_id) is None


async def test_the_evidence_is_asked_for(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    await logged_in(site)
    page = await propose(site, ids, evidence="")
    assert (page.status, set(page.errors)) == (422, {"evidence"})
    assert await open_proposal(ids.company_id) is None


async def test_what_is_called_off_can_be_agreed_to_no_more(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await logged_in(site)
    page = await propose(site, ids)
    await another_logged_in(site, **LONG_AGO)
    agreeing = await site.get(company_page(ids, "/cancellation/agree"))
    page = await site.get(page.link("解約の手続きをやめる"))
    page = await site.press(page, "解約の手続きをやめる", 理由="企業が続けることになった")
    assert page.link("解約の手続きを始める")
    page = await site.press(agreeing, "解約に同意する", 理由=AGREED)
    assert (page.status, "取りやめになっています" in page.text) == (422, True)
    assert await waiting_cancellation(ids.company_id) is None


@pytest.mark.parametrize("seconds", [-1, 0])
async def test_the_console_undoes_any_in_time_and_the_company_is_told(
    site: Site, applications: Applications, seconds: int
) -> None:
    ids = await id_manager(applications)
    await cancellation_begun(ids)
    request = await cancellation_of(ids)
    site.clock.now = request.ends_at + timedelta(seconds=seconds)
    await logged_in(site)
    page = await site.get(company_page(ids))
    page = await site.get(page.link("企業からの依頼で解約を取り消す"))
    page = await site.press(page, "解約を取り消す", 理由="電話でのご依頼")
    if seconds < 0:
        assert "解約の手続き中です" not in page.text
        assert await queued() == {("cancellation_undone", APPLICANT)}
        assert site.relay.nudged[-1] == request.process
    else:
        assert (page.status, "期限を過ぎています" in page.text) == (422, True)
        assert await waiting_cancellation(ids.company_id) is not None


async def test_a_second_one_is_refused_while_one_is_under_way(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await logged_in(site)
    form = await site.get(company_page(ids, "/cancellation"))
    fields = {"確認の根拠": GROUND.evidence, "理由": REASON}
    await site.press(form, "解約の手続きを始める", **fields)
    page = await site.press(form, "解約の手続きを始める", **fields)
    assert (page.status, "別の管理者の同意を待っています" in page.text) == (422, True)
    await cancellation_begun(ids)
    page = await site.press(form, "解約の手続きを始める", **fields)
    assert (page.status, "すでに解約の手続き中です" in page.text) == (422, True)


async def test_the_id_manager_may_undo_what_administrators_began(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await logged_in(site)
    await propose(site, ids)
    await another_logged_in(site, **LONG_AGO)
    await agree(site, ids)
    site.client = site.browser()
    await log_in(site, ids)
    page = await site.press(await site.get("/company/cancellation"), "解約を取り消す")
    assert "解約を取り消しました" in page.text
    assert await waiting_cancellation(ids.company_id) is None
