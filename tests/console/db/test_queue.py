"""The queue: what needs a person, why, since when, and who has taken it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from activities.orders import TimeOrder
from db import troubles
from db.console.address_correction import correct_address
from db.console.cases import InHand, take
from db.console.company_acts import lift_suspension
from db.console.mails_again import send_mail_again
from db.console.queue import Case, QueueQuery, QueueSort, Taken, load_queue
from db.enrolment.applicant_acts import submit_correction, withdraw
from db.mailing import mails
from db.tables.companies import Company
from db.tables.enrolment import Application
from db.tables.members import CompanyChange
from domain.enrolment.stages import Choice, ReviewChoice
from domain.needs import Need, TroubleKind
from rig.applications import FORM, Applications, now
from rig.companies import change_asked_for, other_manager
from rig.console.acts import GROUND, NEW_ADDRESS, WHY, making
from rig.console.staff import person
from rig.members import Ids, id_manager, id_manager_of
from settings import Settings
from texts.needs import explain_need

REFUSED = "550 no such user"


async def cases(need: Need | None = None, taken: Taken | None = None) -> tuple[Case, ...]:
    return (await load_queue(QueueQuery(need, taken))).cases


async def the_case() -> Case:
    (case,) = await cases()
    return case


async def refuse(number: str, mail: str) -> None:
    await mails.record_refused(f"{number}/{mail}", REFUSED, now())


async def silent(applications: Applications) -> str:
    """The contact has not answered until the administrators were told."""
    number = await applications.awaiting_approval()
    await applications.mails_have_gone(number, "approval_request")
    await applications.steps.do_what_is_due(TimeOrder(number, now() + timedelta(days=40)))
    return number


async def ask_for_change(number: str, **wanted: str) -> str:
    """The company that this application led to asks for another name or code; gives its 企業ID."""
    company = await Company.objects().get(Company.application_number == number)
    assert company is not None
    columns: dict[str, Any] = {
        "name": company.name,
        "name_kana": company.name_kana,
        "jan_maker_code": company.jan_maker_code,
    }
    await CompanyChange.insert(
        CompanyChange(
            company=company.company_id,
            **(columns | wanted),
            reason="社名変更のため",
            requested_by="001",
            requested_at=now(),
        )
    )
    return str(company.company_id)


async def test_nothing_waits_at_first(applications: Applications) -> None:
    await applications.awaiting_approval()
    found = await load_queue(QueueQuery())
    assert (found.cases, set(found.waiting.values()), found.next) == ((), {0}, None)


async def test_a_review_waits_with_what_screening_found(applications: Applications) -> None:
    number = await applications.under_review()
    case = await the_case()
    assert case.need is Need.REVIEW
    assert case.application_number == number
    assert case.company_name.startswith("株式会社べつの食品")
    assert case.details == ("screening", "contact_domain_not_registered")
    assert case.in_hand is None


async def test_a_decided_review_waits_for_nobody(applications: Applications) -> None:
    await applications.review(await applications.under_review(), ReviewChoice.CLEAR)
    assert await cases() == ()


async def test_no_trade_waits_for_its_own_reason(applications: Applications) -> None:
    await applications.frozen()
    assert (await the_case()).details == ("no_trade",)


async def test_what_was_withdrawn_waits_for_nobody(applications: Applications) -> None:
    number = await applications.under_review()
    await withdraw(number, now())
    assert await cases() == ()


async def test_a_contact_whom_no_mail_reached_waits(applications: Applications) -> None:
    number = await applications.undeliverable()
    case = await the_case()
    assert (case.need, case.subject, case.details) == (Need.MAIL, number, ("approval_request",))


async def test_it_still_waits_while_the_applicant_corrects_it(applications: Applications) -> None:
    number = await applications.undeliverable()
    await applications.steps.return_undeliverable(applications.order(number))
    assert (await the_case()).details == ("approval_request",)


async def test_a_mail_that_went_again_waits_for_nobody(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    await refuse(number, "receipt/1")
    await send_mail_again(number, "receipt/1", WHY, now())
    assert await cases() == ()


async def test_an_invitation_counts_until_the_form_is_there(applications: Applications) -> None:
    number = await applications.invited()
    await refuse(number, "invitation/1")
    assert (await the_case()).company_name == "新規食品"
    await applications.submit(number)
    await applications.steps.screen(applications.order(number))
    assert await cases() == ()


async def test_a_corrected_address_ends_the_case(
    applications: Applications, settings: Settings
) -> None:
    number = await applications.awaiting_approval()
    await refuse(number, "receipt/1")
    await correct_address(number, NEW_ADDRESS, making(settings), WHY, ground=GROUND, now=now())
    assert await cases() == ()


async def test_unread_ids_wait_until_the_first_login(applications: Applications) -> None:
    number = await applications.enrolled()
    await refuse(number, "welcome/1")
    assert (await the_case()).details == ("welcome",)
    await (await id_manager_of(number)).change(last_login_at=now())
    assert await cases() == ()


async def test_silence_waits_from_the_alert_on(applications: Applications) -> None:
    number = await silent(applications)
    case = await the_case()
    assert (case.need, case.subject, case.details) == (Need.SILENCE, number, ())


@pytest.mark.parametrize("choice", [Choice.APPROVE, Choice.DECLINE])
async def test_an_answer_ends_the_silence(applications: Applications, choice: Choice) -> None:
    number = await silent(applications)
    await applications.decide(number, choice, "" if choice is Choice.APPROVE else "取引終了")
    assert await cases() == ()


async def test_an_application_with_two_needs_is_two_cases(applications: Applications) -> None:
    number = await silent(applications)
    await refuse(number, "receipt/1")
    assert [case.need for case in await cases()] == [Need.SILENCE, Need.MAIL]


async def test_a_disputed_approval_waits_until_the_suspension_is_lifted(
    applications: Applications,
) -> None:
    number = await applications.enrolled()
    await applications.dispute(number)
    case = await the_case()
    assert (case.need, case.application_number) == (Need.SUSPENSION, number)
    await lift_suspension((await id_manager_of(number)).company_id, WHY, now())
    assert await cases() == ()


async def test_a_company_change_waits_until_it_is_decided(applications: Applications) -> None:
    company_id = await ask_for_change(await applications.enrolled(), name="改名食品株式会社")
    case = await the_case()
    assert (case.need, case.company_id) == (Need.CHANGE, company_id)
    assert (case.application_number, case.company_name) == (None, "新規食品株式会社")
    assert case.details == ("name",)
    await CompanyChange.update(choice="decline", decided_at=now()).where(
        CompanyChange.company == company_id
    )
    assert await cases() == ()


async def test_the_longest_waiting_comes_first_and_each_need_is_counted(
    applications: Applications,
) -> None:
    first = await applications.under_review("one@maker.example")
    second = await silent(applications)
    found = await load_queue(QueueQuery())
    assert [case.application_number for case in found.cases] == [first, second]
    assert {need: n for need, n in found.waiting.items() if n} == {Need.REVIEW: 1, Need.SILENCE: 1}
    only = await load_queue(QueueQuery(Need.SILENCE))
    assert [case.application_number for case in only.cases] == [second]
    assert only.waiting == found.waiting


async def test_who_took_a_case_is_shown_and_filtered_by(applications: Applications) -> None:
    await applications.under_review("one@maker.example")
    await applications.under_review("two@maker.example")
    first, second = await cases()
    helper = await person("helpdesk")
    taken_at = now()
    await take(first.subject, helper.administrator, taken_at)
    hers = await load_queue(QueueQuery(taken=Taken.BY_ME, administrator=helper.administrator))
    assert [case.in_hand for case in hers.cases] == [
        InHand(helper.administrator, "窓口 京子", taken_at)
    ]
    assert [case.subject for case in await cases(taken=Taken.BY_NOBODY)] == [second.subject]
    assert await cases(taken=Taken.BY_ME) == ()


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("order", QueueSort)
async def test_pages_show_every_case_once_on_the_way_there_and_back(
    applications: Applications, order: QueueSort, *, descending: bool
) -> None:
    await refuse(await silent(applications), "receipt/1")
    for nth in range(3):
        await applications.under_review(f"{nth}@maker.example")
    await change_asked_for(await other_manager(applications))
    query = QueueQuery(order=order, descending=descending)
    every = [(case.subject, case.need) for case in (await load_queue(query)).cases]
    pages = [await load_queue(query, 2)]
    while pages[-1].next is not None:
        pages.append(await load_queue(replace(query, after=pages[-1].next), 2))
    assert [(case.subject, case.need) for page in pages for case in page.cases] == every
    assert (len(every), len(pages), pages[0].back) == (6, 3, None)
    back = await load_queue(replace(query, before=pages[2].back), 2)
    assert (back.cases, back.next) == (pages[1].cases, pages[1].next)
    first = await load_queue(replace(query, before=back.back), 2)
    assert (first.cases, first.back) == (pages[0].cases, None)


async def test_the_queue_is_in_the_order_that_was_asked_for(applications: Applications) -> None:
    later = await silent(applications)
    sooner = await applications.under_review()
    change = (await other_manager(applications)).company_id
    await change_asked_for(Ids(change, "001"))
    await Application.update(deadline=now() + timedelta(days=90)).where(
        Application.application_number == later
    )
    by_deadline = (await load_queue(QueueQuery(order=QueueSort.DEADLINE))).cases
    assert [case.application_number for case in by_deadline] == [sooner, later, None]
    assert [case.deadline is None for case in by_deadline] == [False, False, True]
    by_need = (await load_queue(QueueQuery(order=QueueSort.NEED))).cases
    assert [case.need for case in by_need] == [Need.REVIEW, Need.SILENCE, Need.CHANGE]
    helper = await person("helpdesk")
    await take(by_deadline[2].subject, helper.administrator, now())
    by_hand = (await load_queue(QueueQuery(order=QueueSort.IN_HAND))).cases
    assert by_hand[0].company_id == change


async def test_another_contact_ends_the_case_of_the_former(applications: Applications) -> None:
    number = await applications.undeliverable()
    await applications.steps.return_undeliverable(applications.order(number))
    another = replace(FORM, contact_mail_address="sato@mihon-oroshi.example")
    await submit_correction(number, another, revision=1, now=now())
    await applications.steps.screen(applications.order(number))
    assert await cases() == ()


async def test_an_application_that_stopped_is_a_case_with_every_reason(
    applications: Applications,
) -> None:
    number = await applications.awaiting_approval()
    began = now() - timedelta(hours=1)
    await troubles.note(number, TroubleKind.STEP_FAILING, "screen: KeyError", began)
    missing = TroubleKind.WORKFLOW_MISSING
    await troubles.note(f"{number}-mails-7", missing, "LateMails: FAILED", now())
    await troubles.note(number, missing, "Enrolment: FAILED", now())
    first, of_mails = await cases(Need.STOPPED)
    assert (first.application_number, first.company_id, first.since) == (number, None, began)
    assert first.company_name == FORM.company_name
    assert explain_need(first.need, first.details) == (
        "処理の一部が、くり返し失敗しています。（screen: KeyError）",
        "処理を進めるワークフローが動いていません。（Enrolment: FAILED）",
    )
    assert of_mails.application_number == number
    await troubles.clear(number, TroubleKind.STEP_FAILING)
    await troubles.clear_all_but((), missing)
    assert await cases() == ()


async def test_a_process_of_a_company_that_stopped_leads_to_the_company(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    process = f"change-{await change_asked_for(ids)}"
    await troubles.note(process, TroubleKind.STEP_FAILING, "close_change: KeyError", now())
    (case,) = await cases(Need.STOPPED)
    assert (case.application_number, case.company_id) == (None, ids.company_id)
    assert case.company_name == FORM.company_name


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize(
    "process", ["import-7", "991122-000001-1", "merger-1", "helpdesk-digest-2026-11-28T23:45:00Z"]
)
async def test_what_is_about_nothing_that_is_there_is_a_case_too(process: str) -> None:
    await troubles.note(process, TroubleKind.NEWS_UNDELIVERABLE, "start: LookupError", now())
    (case,) = await cases(Need.STOPPED)
    assert (case.application_number, case.company_id, case.company_name) == (None, None, "")
    assert case.details == (process, "news_undeliverable start: LookupError")
