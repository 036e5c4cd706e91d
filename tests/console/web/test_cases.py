"""The page of a case: its reason, what to do, and whose it is."""

from datetime import timedelta

import pytest

from db.company_data import load_company
from db.console.cases import take
from db.console.company_acts import company_of
from db.console.queue import QueueQuery, cases_of, cases_of_company, load_queue
from db.enrolment.applicant_acts import newest_notice
from db.tables.operation import Mail
from domain.needs import Need
from rig.applications import Applications, now
from rig.console.acts import REASON
from rig.console.staff import let_in, logged_in, person, person_of
from rig.site import Site
from tests.console.web.cases import (
    QUEUE,
    Made,
    change_asked,
    disputed,
    refused,
    revocation_begun,
    silent,
    stopped,
    told_nobody,
)
from tests.console.web.test_application_acts import page_of
from texts.needs import explain_need, what_to_do


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (refused, ["メールの不達", "「加入申請の受付」", "550 no such user", "宛先を確かめて"]),
        (silent, ["卸の回答なし", "お知らせの日を過ぎました", "卸担当者に連絡し"]),
        (disputed, ["心当たりがない", "企業の利用を停止しています", "発行の取り消しを始めます"]),
        (revocation_begun, ["別の管理者の同意を待っています", "同意するか、取り消しをやめます"]),
        (Applications.under_review, ["審査", "「審査で見つかったこと」を確かめて"]),
        (Applications.frozen, ["卸の回答：取引がない", "取引がありません。", "折り返して確かめて"]),
        (Applications.returned, ["卸の回答：承認しない", "理由：取引の予定がありません。"]),
    ],
)  # fmt: skip
async def test_the_reason_and_what_to_do_stand_before_everything_else(
    site: Site, applications: Applications, made: object, said: list[str]
) -> None:
    number = await made(applications)  # type: ignore[operator]
    await logged_in(site)
    page = await site.get(f"{QUEUE}/{number}")
    top = page.text[: page.text.index("この状態になった日時")]
    assert [words for words in said if words not in top] == []


@pytest.mark.parametrize(
    ("made", "need"),
    [(change_asked, Need.CHANGE), (told_nobody, Need.ACCESS), (stopped, Need.STOPPED)],
)
async def test_a_case_of_a_company_says_why_what_to_do_and_who_has_it(
    site: Site, applications: Applications, made: Made, need: Need
) -> None:
    path = await made(applications)
    (case,) = (await load_queue(QueueQuery(need))).cases
    await take(case.subject, (await person("helpdesk")).administrator, now())
    await logged_in(site)
    said = [*explain_need(need, case.details), what_to_do(need, case.details)]
    said.append("窓口 京子さんが担当しています")
    begins = {Need.CHANGE: "申し込みの理由", Need.ACCESS: "手続きした人", Need.STOPPED: "内容"}
    page = await site.get(path)
    top = page.text[: page.text.index(begins[need])]
    assert [words for words in said if words not in top] == []


@pytest.mark.parametrize("made", [change_asked, told_nobody, stopped])
async def test_the_page_of_the_company_says_it_too_and_leads_there(
    site: Site, applications: Applications, made: Made
) -> None:
    path = await made(applications)
    await logged_in(site)
    (company_id,) = {str(case.company_id) for case in (await load_queue(QueueQuery())).cases}
    page = await site.get(f"/console/companies/{company_id}")
    top = page.text[: page.text.index("企業名カナ")]
    for case in await cases_of_company(company_id):
        assert what_to_do(case.need, case.details) in top
    assert path in [e.get("href") for e in page.tree.iter("a")]


@pytest.mark.parametrize("made", [told_nobody, stopped])
async def test_the_queue_leads_to_where_a_case_of_a_company_is_handled(
    site: Site, applications: Applications, made: Made
) -> None:
    path = await made(applications)
    await logged_in(site)
    assert path in [e.get("href") for e in (await site.get(QUEUE)).tree.iter("a")]


async def test_what_is_done_again_is_named(site: Site, applications: Applications) -> None:
    number = await refused(applications)
    page = await page_of(site, number, "retry")
    assert "「加入申請の受付」を、tanaka@shinki-shokuhin.exampleへもう一度送ります" in page.text
    assert "550 no such user" in page.text


async def test_a_contact_who_is_asked_anew_is_named(site: Site, applications: Applications) -> None:
    number = await applications.undeliverable()
    await applications.steps.return_undeliverable(applications.order(number))
    assert await newest_notice(number) is not None
    page = await page_of(site, number, "retry")
    assert "卸担当者（suzuki@mihon-oroshi.example）へ、確認のメールを送ります。" in page.text


async def test_what_a_colleague_has_in_hand_is_said_before(
    site: Site, applications: Applications
) -> None:
    number = await applications.under_review()
    (case,) = await cases_of(number)
    await take(case.subject, (await person("helpdesk")).administrator, now())
    page = await page_of(site, number, "clear")
    assert "窓口 京子さんが担当しています" in page.text
    assert "窓口 京子さんが担当しています" in (await site.get(f"{QUEUE}/{number}")).text


async def test_what_one_has_in_hand_oneself_warns_of_nobody(
    site: Site, applications: Applications
) -> None:
    number = await applications.under_review()
    who = await logged_in(site)
    (case,) = await cases_of(number)
    await take(case.subject, who.administrator, now())
    for path in ("", "/clear"):
        assert "さんが担当しています" not in (await site.get(f"{QUEUE}/{number}{path}")).text


async def test_two_administrators_end_what_was_issued_wrongly(
    site: Site, applications: Applications
) -> None:
    number = await disputed(applications)
    page = await page_of(site, number, "revoke")
    evidence = "登録の番号へ折り返し、取引がないと聞きました。"
    page = await site.press(page, "取り消しを始める", 理由=REASON)
    assert page.errors == {"evidence": "＊確認の根拠を入力してください。"}
    page = await site.press(page, "取り消しを始める", 理由=REASON, 確認の根拠=evidence)
    assert (page.status, evidence in page.text) == (200, True)
    page = await site.get(page.link("発行の取り消しに同意する"))
    page = await site.press(page, "同意して取り消す", 理由=REASON)
    assert (page.status, "手続きを始めた人は、同意できません。" in page.text) == (422, True)
    other = await person_of(
        site, mail_address="another@inforex.example", created_at=now() - timedelta(days=400)
    )
    await let_in(site, other)
    page = await site.get(f"{QUEUE}/{number}/revoke/agree")
    site.clock.now = now()  # later than what was done without the site
    page = await site.press(page, "同意して取り消す", 理由=REASON)
    assert page.status == 200
    assert "発行取り消し" in page.text
    company_id = await company_of(number)
    assert (await load_company(company_id)).ended_at is not None
    assert "発行を取り消した企業です" in (await site.get(f"/console/companies/{company_id}")).text
    late = await site.get(f"{QUEUE}/{number}/revoke/agree")
    assert (late.status, "another@inforex.example" in late.text) == (409, True)
    assert await cases_of(number) == ()


async def test_it_is_called_off(site: Site, applications: Applications) -> None:
    number = await revocation_begun(applications)
    await logged_in(site)
    page = await site.get(f"{QUEUE}/{number}")
    page = await site.get(page.link("発行の取り消しをやめる"))
    page = await site.press(page, "取り消しをやめる", 理由=REASON)
    assert "同意を待っています" not in page.text
    (case,) = await cases_of(number)
    assert (case.need, case.details) == (Need.SUSPENSION, ("suspended",))


async def test_a_dispute_that_stopped_nothing_is_settled(
    site: Site, applications: Applications
) -> None:
    number = await applications.returned()
    await applications.steps.end_wait(await applications.at_its_end(number))
    await applications.dispute(number)
    await logged_in(site)
    page = await site.get(f"{QUEUE}/{number}")
    page = await site.get(page.link("「心当たりがない」を確認済みにする"))
    await site.press(page, "確認済みにする", 理由=REASON)
    assert await cases_of(number) == ()
    assert not await Mail.exists().where(Mail.kind == "issue_revoked")


@pytest.mark.parametrize("act", ["revoke", "settle", "revoke/agree", "revoke/call-off"])
async def test_only_administrators_may(site: Site, applications: Applications, act: str) -> None:
    number = await revocation_begun(applications)
    assert (await page_of(site, number, act, "helpdesk")).status == 403
