"""A decision leads to the next case."""

from db.console.cases import take
from db.console.queue import cases_of
from db.enrolment.facts import load_facts
from db.enrolment.wholesaler_questions import ask_about_wholesaler
from domain.enrolment.form import Missing
from domain.enrolment.stages import Stage
from rig.applications import Applications, now
from rig.console.acts import REASON
from rig.console.staff import logged_in, person
from rig.site import Site
from settings import Settings
from tests.console.web.cases import QUEUE, change_asked, revocation_begun, told_nobody
from tests.console.web.test_application_acts import page_of


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
