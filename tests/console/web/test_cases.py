"""The page of a case: its reason and what to do, whose it is, who decided, and the next one."""

from datetime import timedelta

import pytest

from activities.orders import TimeOrder
from db.company_data import load_company
from db.console.cases import take
from db.console.company_acts import company_of
from db.console.queue import cases_of
from db.enrolment.applicant_acts import newest_notice
from db.enrolment.facts import load_facts
from db.mailing import mails
from db.tables.operation import Mail
from domain.enrolment.stages import ReviewChoice, Stage
from domain.needs import Need
from rig.applications import Applications, now
from rig.companies import revocation_asked_for
from rig.console.acts import REASON
from rig.console.staff import let_in, logged_in, person, person_of
from rig.site import Site
from tests.console.web.test_application_acts import page_of

QUEUE = "/console/applications"


async def refused(applications: Applications) -> str:
    number = await applications.awaiting_approval()
    await mails.record_refused(f"{number}/receipt/1", "550 no such user", now())
    return number


async def silent(applications: Applications) -> str:
    number = await applications.awaiting_approval()
    await applications.mails_have_gone(number, "approval_request")
    await applications.steps.do_what_is_due(TimeOrder(number, now() + timedelta(days=40)))
    return number


async def disputed(applications: Applications) -> str:
    number = await applications.enrolled()
    await applications.dispute(number)
    return number


async def revocation_begun(applications: Applications) -> str:
    number = await disputed(applications)
    await revocation_asked_for(number)
    return number


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


async def test_a_decision_leads_to_the_next_case_in_two_steps(
    site: Site, applications: Applications
) -> None:
    first = await applications.under_review("one@maker.example")
    second = await applications.under_review("two@maker.example")
    page = await page_of(site, first, "clear")
    page = await site.press(page, "問題なしとし、次の案件へ", 理由=REASON)
    assert page.path.partition("?")[0] == f"{QUEUE}/{second}"
    assert "次の案件を表示しています。" in page.said
    assert f"受付番号 {first} に戻る" in page.said
    assert (await load_facts(first)).stage is Stage.CLEARED
    assert site.relay.nudged == [first]
    page = await site.get(page.link("問題なしとする"))
    page = await site.press(page, "問題なしとし、次の案件へ", 理由=REASON)
    assert page.path.partition("?")[0] == f"{QUEUE}/{second}"
    assert "次の案件へ" not in page.text, "nothing waits any more"


async def test_after_an_act_the_next_case_is_a_link(site: Site, applications: Applications) -> None:
    first = await applications.under_review("one@maker.example")
    second = await applications.under_review("two@maker.example")
    taken = await applications.under_review("three@maker.example")
    (case,) = await cases_of(taken)
    await take(case.subject, (await person("helpdesk")).administrator, now())
    page = await page_of(site, first, "decline")
    page = await site.press(page, "却下する", 理由=REASON)
    assert page.link("次の案件へ") == f"{QUEUE}/{second}"


async def test_who_comes_second_reads_who_decided_what_and_when(
    site: Site, applications: Applications
) -> None:
    number = await applications.under_review()
    page = await page_of(site, number, "clear")
    await applications.review(number, ReviewChoice.DECLINE)
    await applications.steps.close_turned_down(applications.order(number))
    page = await site.press(page, "問題なしとする", 理由=REASON)
    assert page.status == 409
    for words in ("管理者の判断「却下」", "admin@inforex.example", "電話で確認しました。"):
        assert words in page.text


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
    page = await site.press(page, "同意して取り消す", 理由=REASON)
    assert page.status == 200
    assert "発行取り消し" in page.text
    company_id = await company_of(number)
    assert (await load_company(company_id)).ended_at is not None
    assert "発行を取り消した企業です" in (await site.get(f"/console/companies/{company_id}")).text
    assert (await site.get(f"{QUEUE}/{number}/revoke/agree")).status == 404
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
