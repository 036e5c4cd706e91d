"""Every reason of the queue: Temporal shows the same processes, and an act closes each case."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from db import outbox, troubles
from db.access.answers import call_off, second
from db.access.requests import ask_for_address, ask_to_remove_second_factor
from db.audit import ActReason
from db.console.acts_on_request import approve_on_behalf, change_contact
from db.console.company_acts import company_of, lift_suspension, suspend
from db.console.disputes import settle_on_its_own
from db.console.mails_again import retry_failed
from db.console.possible_acts import load_circumstances, possible_acts
from db.console.queue import Case, QueueQuery, load_queue
from db.console.revocations import call_off_revocation
from db.console.stopped import discard_news, try_again
from db.console.wholesaler_answers import answer_question
from db.enrolment.applicant_acts import withdraw
from db.enrolment.application_form import newest_form
from db.enrolment.wholesaler_questions import ask_about_wholesaler
from db.mailing import mails
from db.tables.access import AccessChange
from db.tables.enrolment import Application
from db.tables.members import Cancellation, CompanyChange
from db.tables.operation import Mail
from domain.companies.company_change import ChangeChoice
from domain.durations import Duration
from domain.enrolment.acts import ApplicationAct
from domain.enrolment.form import Missing
from domain.enrolment.stages import Choice, Part, ReviewCause, ReviewChoice, Stage
from domain.needs import Need, TroubleKind
from domain.processes import number_of
from rig.access import asking, with_second_factor
from rig.applications import WHY, Applications, another_form, now
from rig.companies import (
    cancellation_begun,
    change_asked_for,
    decide,
    other_manager,
    revocation_asked_for,
    revoked,
)
from rig.console.acts import NEW_ADDRESS
from rig.console.staff import person
from rig.members import id_manager, id_manager_of
from rig.own_data import session_of
from rig.waiting import until
from rig.workflows.life import Life
from workflows.namespace import NEEDS_ATTENTION

AT_ONCE = Duration(0, "s")

Brought = Callable[[Life], Awaitable[object]]
Closed = Callable[[Life, Case], Awaitable[object]]


def number(case: Case) -> str:
    assert case.application_number is not None
    return case.application_number


# What brings a case about.


async def reviewed(life: Life) -> None:
    await life.applications.under_review()


async def no_trade(life: Life) -> None:
    await life.applications.disowned()


async def disputed_refusal(life: Life) -> None:
    await life.applications.disputed()


async def receipt_refused(life: Life) -> None:
    life.postman.refuses = {"receipt"}
    await life.applications.awaiting_approval()


async def request_refused(life: Life) -> None:
    life.postman.refuses = {"approval_request"}
    await life.applications.awaiting_approval()


async def welcome_refused(life: Life) -> None:
    life.postman.refuses = {"welcome"}
    await life.applications.decided()


async def silent(life: Life) -> None:
    asked = await life.applications.awaiting_approval()
    await life.hear()
    await life.has_sent("approval_request/1")
    await life.after(asked, timedelta(days=30))
    await life.has_sent("alert_silence/1")


async def enrolled(life: Life) -> str:
    made = await life.applications.decided()
    await life.hear()
    await life.ends(made)
    return made


async def suspended(life: Life) -> str:
    made = await enrolled(life)
    await life.applications.dispute(made)
    return made


async def revocation_begun(life: Life) -> None:
    await revocation_asked_for(await suspended(life))


async def disputed_after_the_end(life: Life) -> str:
    """The contact knows nothing of the refusal that ended an application."""
    made = await life.applications.refused()
    await life.hear()
    await life.reaches(made, Stage.RETURNED)
    await life.after(made, timedelta(days=11))
    await life.ends(made)
    await life.applications.dispute(made)
    return made


async def disputed_while_suspended(life: Life) -> None:
    """The operator had suspended the company before the contact said anything."""
    made = await enrolled(life)
    await suspend(await company_of(made), WHY, now())
    await life.applications.dispute(made)


async def missed(life: Life) -> None:
    policy = life.applications.settings.policy
    made = await life.applications.invited()
    await ask_about_wholesaler(made, Missing.WHOLESALER, "北国食品卸", "", policy=policy, now=now())


async def change_asked(life: Life) -> None:
    await change_asked_for(await id_manager(life.applications))


async def told_nobody(life: Life) -> None:
    life.postman.refuses = {"access_change_asked", "access_change_notice"}
    ids = await id_manager(life.applications)
    await with_second_factor(life.applications, ids)
    ask = asking(life.applications.settings, wait=AT_ONCE)
    await ask_to_remove_second_factor(ids.company_id, ids.account_id, ask)


async def news_of_nothing(_: Life) -> None:
    await outbox.tell("change-99", "start", now())


async def step_noted(life: Life) -> None:
    made = await life.applications.awaiting_approval()
    await life.hear()
    await life.has_sent("approval_request/1")
    await troubles.note(made, TroubleKind.STEP_FAILING, "screen: KeyError", now())


async def workflow_missing(life: Life) -> None:
    made = await life.applications.awaiting_approval()
    await life.hear()
    await life.has_sent("approval_request/1")
    await troubles.note(made, TroubleKind.WORKFLOW_MISSING, "Enrolment: FAILED", now())


# What closes it.


def verdict(choice: ReviewChoice) -> Closed:
    async def close(life: Life, case: Case) -> None:
        parts = (Part.WHOLESALER,) if choice is ReviewChoice.RETURN else ()
        await life.applications.review(number(case), choice, parts)

    return close


async def retried(life: Life, case: Case) -> None:
    life.postman.refuses = set()
    await retry_failed(number(case), WHY, now())


async def logged_in(_: Life, case: Case) -> None:
    await session_of(await id_manager_of(number(case)))


async def contact_changed(life: Life, case: Case) -> None:
    life.postman.refuses = set()
    form = await newest_form(number(case))
    another = replace(form, contact_mail_address="sato@mihon-oroshi.example")
    await change_contact(number(case), another, revision=1, why=WHY, now=now())


async def approved(_: Life, case: Case) -> None:
    evidence = "登録の番号へ折り返しました。"
    await approve_on_behalf(number(case), evidence, revision=1, why=WHY, now=now())


async def answered_in_the_end(life: Life, case: Case) -> None:
    await life.applications.decide(number(case), Choice.DECLINE, "取引の予定がありません。")


async def withdrawn(_: Life, case: Case) -> None:
    await withdraw(number(case), now())


async def lifted(_: Life, case: Case) -> None:
    await lift_suspension(await company_of(number(case)), WHY, now())


async def ended(life: Life, case: Case) -> None:
    if case.details == ("suspended", "asked"):
        await call_off_revocation(number(case), WHY, now())
    await revoked(number(case), life.applications.settings)


async def settled(_: Life, case: Case) -> None:
    await settle_on_its_own(number(case), WHY, now())


async def answered(life: Life, case: Case) -> None:
    settings = life.applications.settings
    await answer_question(
        number(case), None, WHY, keys=settings.link_keys, policy=settings.policy, now=now()
    )


async def decided(_: Life, case: Case) -> None:
    await decide(number_of(case.process), ChangeChoice.DECLINE, "確認できません。")


async def called_off(_: Life, case: Case) -> None:
    await call_off(number_of(case.process), WHY, now())


async def seconded(_: Life, case: Case) -> None:
    long_ago = now() - timedelta(days=400)
    who = await person(mail_address="another@inforex.example", created_at=long_ago)
    why = ActReason(who.mail_address, "確認しました。", who.administrator)
    await second(number_of(case.process), why, now())


async def tried_again(_: Life, case: Case) -> None:
    await try_again(case.process, WHY, now())


async def discarded(_: Life, case: Case) -> None:
    await discard_news(case.process, WHY, now())


@dataclass(frozen=True)
class Way:
    need: Need
    brought: Brought
    closed: Closed


WAYS = [
    *(Way(Need.REVIEW, reviewed, verdict(choice)) for choice in ReviewChoice),
    Way(Need.REVIEW, no_trade, verdict(ReviewChoice.CLEAR)),
    Way(Need.REVIEW, disputed_refusal, verdict(ReviewChoice.DECLINE)),
    Way(Need.MAIL, receipt_refused, retried),
    Way(Need.MAIL, request_refused, retried),
    Way(Need.MAIL, request_refused, contact_changed),
    Way(Need.MAIL, request_refused, withdrawn),
    Way(Need.MAIL, welcome_refused, retried),
    Way(Need.MAIL, welcome_refused, logged_in),
    Way(Need.SILENCE, silent, contact_changed),
    Way(Need.SILENCE, silent, approved),
    Way(Need.SILENCE, silent, answered_in_the_end),
    Way(Need.SUSPENSION, suspended, lifted),
    Way(Need.SUSPENSION, suspended, ended),
    Way(Need.SUSPENSION, revocation_begun, ended),
    Way(Need.SUSPENSION, revocation_begun, lifted),
    Way(Need.SUSPENSION, disputed_while_suspended, lifted),
    Way(Need.SUSPENSION, disputed_after_the_end, settled),
    Way(Need.WHOLESALER, missed, answered),
    Way(Need.CHANGE, change_asked, decided),
    Way(Need.ACCESS, told_nobody, called_off),
    Way(Need.ACCESS, told_nobody, seconded),
    Way(Need.STOPPED, news_of_nothing, discarded),
    Way(Need.STOPPED, step_noted, tried_again),
    Way(Need.STOPPED, workflow_missing, tried_again),
]


BROUGHT_BY_REVIEW = {
    ReviewCause.SCREENING: reviewed,
    ReviewCause.NO_TRADE: no_trade,
    ReviewCause.DISPUTE: disputed_refusal,
}
BROUGHT_BY_TROUBLE = {
    TroubleKind.NEWS_UNDELIVERABLE: news_of_nothing,
    TroubleKind.STEP_FAILING: step_noted,
    TroubleKind.WORKFLOW_MISSING: workflow_missing,
}


async def cases() -> tuple[Case, ...]:
    return (await load_queue(QueueQuery())).cases


async def queued() -> set[str]:
    """The processes of the queue, but for those that Temporal cannot know of."""
    return {case.process for case in await cases() if case.need is not Need.STOPPED}


async def shown(life: Life) -> set[str]:
    """The processes that Temporal shows to need somebody."""
    return {process for process in await processes() if await needs_somebody(life, process)}


async def processes() -> list[str]:
    """Everything that may have a workflow of its own with a case."""
    made = await Application.select(Application.application_number)
    numbers = [row["application_number"] for row in made]
    tables = (CompanyChange, "change"), (Cancellation, "cancellation"), (AccessChange, "access")
    of_companies = [
        f"{kind}-{row['id']}" for table, kind in tables for row in await table.select(table.id)
    ]
    return [*numbers, *(f"{made}-aftermath" for made in numbers), *of_companies]


async def needs_somebody(life: Life, process: str) -> bool:
    try:
        seen = await life.skipper.client.get_workflow_handle(process).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    running = seen.status is WorkflowExecutionStatus.RUNNING
    return running and bool(seen.typed_search_attributes.get(NEEDS_ATTENTION))


async def become_the_same(life: Life) -> set[str]:
    """Wait until Temporal shows what the queue has; gives that."""

    async def same() -> bool:
        await life.hear()
        return await queued() == await shown(life)

    await until(same, f"{await queued()} to be shown, not {await shown(life)}")
    return await queued()


def test_every_reason_has_a_way_to_close_it() -> None:
    assert {way.need for way in WAYS} == set(Need)
    assert set(BROUGHT_BY_REVIEW) == set(ReviewCause)
    assert set(BROUGHT_BY_TROUBLE) == set(TroubleKind)
    brought = {way.brought for way in WAYS}
    assert {*BROUGHT_BY_REVIEW.values(), *BROUGHT_BY_TROUBLE.values()} <= brought


@pytest.mark.parametrize(
    "way", WAYS, ids=lambda way: f"{way.brought.__name__}-{way.closed.__name__}"
)
async def test_every_case_is_shown_and_closed_by_an_act(life: Life, way: Way) -> None:
    await way.brought(life)
    await life.hear()

    async def there() -> bool:
        return [case.need for case in await cases()] == [way.need]

    await until(there, f"a case of {way.need}, not {await cases()}")
    (case,) = await cases()
    assert await become_the_same(life) == (
        {case.process} if way.need is not Need.STOPPED else set()
    )
    await way.closed(life, case)
    await life.hear()

    async def gone() -> bool:
        return await cases() == ()

    await until(gone, f"no case, not {await cases()}")
    assert await become_the_same(life) == set()


async def test_temporal_and_the_queue_have_the_same_cases_of_everything_at_once(
    life: Life,
) -> None:
    """Those that need somebody, and beside each one of its kind that does not."""
    applications = life.applications
    await _all_kinds(life, applications)
    await life.hear()
    assert len(await become_the_same(life)) == 4
    assert len(await shown(life)) == len(await queued())


async def _all_kinds(life: Life, applications: Applications) -> None:
    serial = iter(range(100))

    async def asked() -> str:
        return await applications.awaiting_approval(
            f"a{next(serial)}@maker.example", another_form()
        )

    async def issued() -> str:
        made = await asked()
        await applications.approve(made)
        await life.hear()
        await life.ends(made)
        return made

    await applications.invited("invited@maker.example")
    await applications.under_review("reviewed@maker.example")
    cleared = await applications.under_review("cleared@maker.example")
    await applications.review(cleared, ReviewChoice.DECLINE)
    await asked()
    await withdraw(await asked(), now())
    await applications.decline(await asked())
    await mails.record_refused(f"{await asked()}/receipt/1", "550 no such user", now())
    await applications.dispute(await issued())
    again = await issued()
    await applications.dispute(again)
    await lift_suspension(await company_of(again), WHY, now())
    gone = await issued()
    await applications.dispute(gone)
    await revoked(gone, applications.settings)
    await suspend(await company_of(await issued()), WHY, now())
    ids = await other_manager(applications)
    await change_asked_for(ids)
    await cancellation_begun(ids)
    member = await id_manager_of(await issued())
    await ask_for_address(
        member.company_id, member.account_id, NEW_ADDRESS, asking(applications.settings)
    )


async def test_whoever_was_called_to_a_case_hears_of_its_end(life: Life) -> None:
    made = await life.applications.under_review()
    await life.hear()
    await life.has_sent_kind("alert_screening")
    await life.applications.review(made, ReviewChoice.CLEAR)
    await life.hear()
    await life.has_sent("alert_done/1")
    assert len(await threads_of("alert_screening", "alert_done")) == 1


async def threads_of(*kinds: str) -> set[str]:
    """The processes by which mails of these kinds are threaded; each kind was queued."""
    rows = await Mail.select(Mail.kind, Mail.process).where(Mail.kind.is_in(list(kinds)))
    assert {row["kind"] for row in rows} == set(kinds)
    return {row["process"] for row in rows}


async def test_whoever_was_called_to_a_change_of_a_company_hears_of_its_end(life: Life) -> None:
    ids = await id_manager(life.applications)
    change = await change_asked_for(ids)
    await life.hear()
    await life.has_sent_kind("company_change_alert")
    await decide(change, ChangeChoice.DECLINE, "確認できません。")
    await life.hear()
    await life.has_sent_kind("company_change_settled")
    assert await threads_of("company_change_alert", "company_change_settled") == {
        f"change-{change}"
    }


async def test_whoever_was_called_to_a_suspended_company_hears_of_its_end(life: Life) -> None:
    made = await suspended(life)
    await life.hear()
    await life.has_sent("alert_suspended/1")
    await lift_suspension(await company_of(made), WHY, now())
    await life.hear()
    await life.has_sent("alert_done/1")
    assert not [key for key in life.postman.sent if key == "alert_done/2"]
    assert len(await threads_of("alert_suspended", "alert_done")) == 1


@pytest.mark.parametrize(
    "state", ["under_review", "frozen", "undeliverable", "enrolled", "returned"]
)
async def test_what_the_page_offers_can_end_what_the_queue_has(life: Life, state: str) -> None:
    made = await getattr(life.applications, state)()
    if state == "enrolled":
        await mails.record_refused(f"{made}/welcome/1", "550 no such user", now())
    offered = set(possible_acts(await load_circumstances(made), now()))
    ends = {
        Need.REVIEW: {ApplicationAct.CLEAR},
        Need.MAIL: {ApplicationAct.RETRY},
        Need.SUSPENSION: {ApplicationAct.LIFT, ApplicationAct.SETTLE, ApplicationAct.CLEAR},
    }
    for case in await cases():
        assert ends[case.need] & offered, case
