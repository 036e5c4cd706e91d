"""Who comes second to a case reads who decided what, and when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.access.answers import call_off, second
from db.companies.company_changes import load_company_change
from db.console.revocations import call_off_revocation
from db.console.wholesaler_answers import answer_question
from db.enrolment.wholesaler_questions import ask_about_wholesaler
from domain.business_calendar import format_jst
from domain.companies.company_change import ChangeChoice
from domain.enrolment.form import Missing
from domain.enrolment.stages import ReviewChoice
from rig.applications import WHY, Applications, now
from rig.companies import decide
from rig.console.acts import REASON
from rig.console.staff import logged_in
from rig.site import Site
from settings import Settings
from tests.console.web.cases import QUEUE, change_asked, revocation_begun, told_nobody
from tests.console.web.test_application_acts import page_of


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
