"""What brings a case of the queue about, and each act that closes it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from db import outbox, troubles
from db.access.answers import call_off, second
from db.access.requests import ask_to_remove_second_factor
from db.audit import ActReason
from db.console.acts_on_request import approve_on_behalf, change_contact
from db.console.company_acts import company_of, lift_suspension, suspend
from db.console.disputes import settle_on_its_own
from db.console.mails_again import retry_failed
from db.console.queue import Case
from db.console.revocations import call_off_revocation
from db.console.stopped import discard_news, try_again
from db.console.wholesaler_answers import answer_question
from db.enrolment.applicant_acts import withdraw
from db.enrolment.application_form import newest_form
from db.enrolment.wholesaler_questions import ask_about_wholesaler
from domain.companies.company_change import ChangeChoice
from domain.durations import Duration
from domain.enrolment.form import Missing
from domain.enrolment.stages import Choice, Part, ReviewCause, ReviewChoice, Stage
from domain.needs import Need, TroubleKind
from domain.processes import number_of
from rig.access import asking, with_second_factor
from rig.applications import WHY, now
from rig.companies import (
    change_asked_for,
    decide,
    revocation_asked_for,
    revoked,
)
from rig.console.staff import person
from rig.members import id_manager, id_manager_of
from rig.own_data import session_of
from rig.workflows.life import Life

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
