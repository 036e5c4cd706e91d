"""The page of a case: its reason and what to do, whose it is, who decided, and the next one."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from activities.orders import TimeOrder
from db import troubles
from db.access.answers import call_off, second
from db.access.requests import ask_to_remove_second_factor
from db.companies.company_changes import load_company_change
from db.company_data import load_company
from db.console.cases import take
from db.console.company_acts import company_of
from db.console.queue import QueueQuery, cases_of, cases_of_company, load_queue
from db.console.revocations import call_off_revocation
from db.console.wholesaler_answers import answer_question
from db.enrolment.applicant_acts import newest_notice
from db.enrolment.facts import load_facts
from db.enrolment.wholesaler_questions import ask_about_wholesaler
from db.mailing import mails
from db.tables.operation import Mail
from domain.business_calendar import format_jst
from domain.companies.company_change import ChangeChoice
from domain.durations import Duration
from domain.enrolment.form import Missing
from domain.enrolment.stages import ReviewChoice, Stage
from domain.needs import Need, TroubleKind
from rig.access import asking, change_of, with_second_factor
from rig.access import refused as no_mail_arrived
from rig.applications import WHY, Applications, now
from rig.companies import change_asked_for, decide, revocation_asked_for
from rig.console.acts import REASON
from rig.console.staff import let_in, logged_in, person, person_of
from rig.members import id_manager
from rig.site import Site
from settings import Settings
from tests.console.web.test_application_acts import page_of
from texts.needs import explain_need, what_to_do

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


async def change_asked(applications: Applications) -> str:
    ids = await id_manager(applications)
    change = await change_asked_for(ids)
    return f"/console/companies/{ids.company_id}/requests/{change}"


async def told_nobody(applications: Applications) -> str:
    """A change that another administrator has to agree to, as its time has come."""
    ids = await id_manager(applications)
    await with_second_factor(applications, ids)
    ask = asking(applications.settings, wait=Duration(0, "s"))
    await ask_to_remove_second_factor(ids.company_id, ids.account_id, ask)
    change = await no_mail_arrived(await change_of(ids))
    return f"/console/companies/{ids.company_id}/access-changes/{change.change_id}"


async def stopped(applications: Applications) -> str:
    process = f"change-{await change_asked_for(await id_manager(applications))}"
    await troubles.note(process, TroubleKind.STEP_FAILING, "close_change: KeyError", now())
    return f"/console/stopped/{process}"


Made = Callable[[Applications], Awaitable[str]]


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


async def test_a_decision_about_a_company_leads_to_the_next_case(
    site: Site, applications: Applications
) -> None:
    waiting = await applications.under_review("one@maker.example")
    path = await change_asked(applications)
    await logged_in(site)
    page = await site.get(path)
    page = await site.press(page, "判断を記録する", 却下する="decline", 理由=REASON)
    assert page.link("次の案件へ") == f"{QUEUE}/{waiting}"


async def test_a_change_of_access_that_is_called_off_leads_to_the_next_case(
    site: Site, applications: Applications
) -> None:
    waiting = await applications.under_review("one@maker.example")
    path = await told_nobody(applications)
    await logged_in(site)
    page = await site.get(f"{path}/call-off")
    page = await site.press(page, "手続きを取りやめる", 理由=REASON)
    assert page.link("次の案件へ") == f"{QUEUE}/{waiting}"


async def test_a_revocation_that_is_called_off_and_an_answer_lead_to_the_next_case(
    site: Site, applications: Applications, settings: Settings
) -> None:
    number = await revocation_begun(applications)
    asking_number = await applications.invited("one@maker.example")
    missing = Missing.WHOLESALER
    policy = settings.policy
    await ask_about_wholesaler(asking_number, missing, "北国食品卸", "", policy=policy, now=now())
    page = await page_of(site, number, "revoke/call-off")
    page = await site.press(page, "取り消しをやめる", 理由=REASON)
    assert page.link("次の案件へ") == f"{QUEUE}/{asking_number}"
    page = await site.get(f"{QUEUE}/{asking_number}/wholesaler")
    page = await site.press(page, "回答する", 理由=REASON)
    assert page.link("次の案件へ") == f"{QUEUE}/{number}"


async def test_who_comes_second_to_a_company_reads_who_decided_what_and_when(
    site: Site, applications: Applications
) -> None:
    path = await change_asked(applications)
    await logged_in(site)
    page = await site.get(path)
    change = int(path.rpartition("/")[2])
    await decide(change, ChangeChoice.DECLINE, "登記を確認できません。")
    page = await site.press(page, "判断を記録する", 却下する="decline", 理由=REASON)
    decided = await load_company_change(change)
    assert decided.decided_at is not None
    for words in ("却下", decided.decided_by, format_jst(decided.decided_at)):
        assert words in page.text


@pytest.mark.parametrize(
    ("act", "button"),
    [("agree", "別の管理者として同意する"), ("call-off", "手続きを取りやめる")],
)
async def test_who_comes_second_to_a_change_of_access_reads_who_decided_what_and_when(
    site: Site, applications: Applications, act: str, button: str
) -> None:
    path = await told_nobody(applications)
    who = await logged_in(site, created_at=now() - timedelta(days=400))
    page = await site.get(f"{path}/{act}")
    first = replace(WHY, administrator=who.administrator)
    change = int(path.rpartition("/")[2])
    at = now()
    await {"agree": second, "call-off": call_off}[act](change, first, at)
    page = await site.press(page, button, 理由=REASON)
    assert (page.status, "何も変更していません" in page.text) == (422, True)
    what = {"agree": "変更の手続きへの別の管理者の同意", "call-off": "変更の手続きの取りやめ"}
    for words in (what[act], WHY.done_by, format_jst(at)):
        assert words in page.text


async def test_who_comes_second_to_a_revocation_reads_who_decided_what_and_when(
    site: Site, applications: Applications
) -> None:
    number = await revocation_begun(applications)
    page = await page_of(site, number, "revoke/agree")
    at = now()
    await call_off_revocation(number, WHY, at)
    again = await site.press(page, "同意して取り消す", 理由=REASON)
    for late in (again, await site.get(f"{QUEUE}/{number}/revoke/call-off")):
        assert (late.status, late.h1) == (409, "実行しませんでした")
        for words in ("発行の取り消しの取りやめ", WHY.done_by, format_jst(at)):
            assert words in late.text


async def test_who_answers_a_question_second_reads_who_answered_and_when(
    site: Site, applications: Applications, settings: Settings
) -> None:
    number = await applications.invited()
    policy, keys = settings.policy, settings.link_keys
    missing = Missing.WHOLESALER
    await ask_about_wholesaler(number, missing, "北国食品卸", "", policy=policy, now=now())
    page = await page_of(site, number, "wholesaler")
    await answer_question(number, None, WHY, keys=keys, policy=policy, now=now())
    again = await site.press(page, "回答する", 理由=REASON)
    for late in (again, await site.get(f"{QUEUE}/{number}/wholesaler")):
        assert (late.status, late.h1) == (409, "実行しませんでした")
        assert WHY.done_by in late.text


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
