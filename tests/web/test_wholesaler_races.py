"""What crosses the contact's answer: of two acts one wins, and the other is told the truth."""

import asyncio
from datetime import timedelta

import pytest

from db.enrolment.applicant_acts import withdraw
from db.enrolment.facts import load_facts
from db.mailing.mails import record_refused
from db.tables.enrolment import Application, Decision
from db.tables.review import Withdrawal
from domain.enrolment.stages import ReviewChoice, Stage
from rig.applications import Applications, now
from rig.site import Site
from rig.visitor import Page
from tests.web.approval_pages import (
    approval_path,
    asked,
    colleague_form,
    name_another_contact,
    name_colleague,
)

APPROVED = "承認を受け付けました"
REFUSED = "「承認しない」との回答を受け付けました"
WITHDRAWN = "この申請は取り下げられました"
CHANGED = "申請の内容または担当者が変わりました"


async def the_number() -> str:
    row = await Application.select(Application.application_number).first()
    assert row is not None
    return str(row["application_number"])


async def approve(site: Site, path: str) -> Page:
    return await site.press(await site.get(f"{path}/approve"), "承認する")


async def test_of_two_contrary_decisions_at_once_one_stands_and_both_are_told_so(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    forms = [await site.get(page.link(way)) for way in ("承認する", "取引がない")]
    answers = await asyncio.gather(
        site.press(forms[0], "承認する"), site.press(forms[1], "取引がない")
    )
    assert await Decision.count() == 1
    assert len({answer.h1 for answer in answers}) == 1
    refused = [answer for answer in answers if "は記録していません" in answer.text]
    assert len(refused) == 1


async def test_of_decision_and_withdrawal_at_once_both_are_kept_and_told_in_their_order(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    number = await the_number()
    form = await site.get(page.link("承認する"))
    answer, _ = await asyncio.gather(site.press(form, "承認する"), withdraw(number, now()))
    decided = await Decision.exists()
    assert answer.h1 == (APPROVED if decided else WITHDRAWN)
    assert await Withdrawal.exists()
    await applications.steps.issue_ids(applications.order(number))
    assert (await load_facts(number)).stage is Stage.WITHDRAWING, "a withdrawal stops the issue"


async def test_decision_after_the_withdrawal_does_not_count(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    form = await site.get(page.link("承認しない"))
    number = await the_number()
    await withdraw(number, now())
    late = await site.press(form, "承認しない", 承認しない理由="予定がありません。")
    assert late.status == 410
    assert late.h1 == WITHDRAWN
    assert "今回の「承認しない」は記録していません" in late.text
    assert not await Decision.exists()
    await applications.steps.close_withdrawn(applications.order(number))
    assert (await site.get(page.path)).h1 == WITHDRAWN


async def test_withdrawal_after_the_approval_is_told_beside_the_decision(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    page = await site.press(await site.get(page.link("承認する")), "承認する")
    await withdraw(await the_number(), now())
    page = await site.get(page.path)
    assert page.h1 == APPROVED
    assert "申請者が申請を取り下げました" in page.text
    assert "発行し" not in page.text


async def test_decision_about_a_form_that_changed_meanwhile_does_not_count(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    form = await site.get(page.link("承認する"))
    number = await the_number()
    await name_another_contact(number, "yamada@mihon-oroshi.example")
    for _ in range(2):
        late = await site.press(form, "承認する")
        assert late.status == 410
        assert late.h1 == CHANGED
        assert "今回の「承認する」は記録していません" in late.text
        assert "yamada" not in late.html
        await applications.steps.screen(applications.order(number))
    assert not await Decision.exists()
    assert (await approve(site, await approval_path(applications, number))).h1 == APPROVED


async def test_of_handover_and_decision_at_once_one_wins(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    approving = await site.get(page.link("承認する"))
    handing_over = await colleague_form(site, page)
    handed, approved = await asyncio.gather(
        name_colleague(site, handing_over), site.press(approving, "承認する")
    )
    assert handed.h1 == approved.h1
    assert ("記録していません" in handed.text) != ("記録していません" in approved.text)


async def test_refused_request_tells_its_refusal_when_another_contact_was_named(
    site: Site, applications: Applications
) -> None:
    number = await applications.returned()
    old = await approval_path(applications, number)
    assert (await site.get(old)).h1 == REFUSED
    page = await site.get(f"{old}/approve")
    assert page.h1 == REFUSED
    assert "今回の「承認する」は記録していません" in page.text


async def test_frozen_request_that_was_cleared_is_asked_anew_by_a_new_link(
    site: Site, applications: Applications
) -> None:
    number = await applications.frozen()
    old = await approval_path(applications, number)
    await applications.review(number, ReviewChoice.CLEAR)
    await applications.steps.screen(applications.order(number))
    new = await approval_path(applications, number)
    assert new != old
    assert (await approve(site, new)).h1 == APPROVED
    assert (await site.get(old)).h1 == "「取引がない」との回答を受け付けました"


async def test_undeliverable_request_says_that_the_applicant_is_asked(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    form = await site.get(page.link("承認する"))
    await record_refused(f"{await the_number()}/approval_request/1", "550 no such user", now())
    late = await site.press(form, "承認する")
    assert late.h1 == "この申請は申請者が内容を確認しています"
    number = await the_number()
    await applications.steps.return_undeliverable(applications.order(number))
    assert (await site.get(page.path)).h1 == "この申請は申請者が内容を確認しています"
    assert not await Decision.exists()


@pytest.mark.parametrize("way", ["approve", "no_trade"])
async def test_decision_after_the_deadline_does_not_count(
    site: Site, applications: Applications, way: str
) -> None:
    page = await asked(site, applications)
    form = await site.get(f"{page.path}/{way}")
    button = {"approve": "承認する", "no_trade": "取引がない"}[way]
    site.clock.now += timedelta(days=61)
    assert (await site.press(form, button)).h1 == "回答期限が過ぎています"
    assert not await Decision.exists()
