"""What the lives of applications look like in Temporal, one after another."""

from dataclasses import replace

from db.enrolment.applicant_acts import submit_correction, withdraw
from db.enrolment.application_form import newest_form
from domain.enrolment.stages import Choice, ReviewChoice, Stage
from rig.applications import another_form, now
from rig.workflows.life import Life
from workflows.aftermath import Aftermath
from workflows.late_mails import LateMails
from workflows.messages import StartAftermath, StartLateMails
from workflows.steps import ENROLMENT_QUEUE


async def enrolled(life: Life) -> str:
    number = await life.applications.invited()
    await life.hear()
    await life.mails_sent("invitation/1")
    await life.applications.submit(number)
    await life.hear()
    await life.has_sent("approval_request/1")
    await life.applications.approve(number)
    return number


async def declined_then_another_wholesaler(life: Life) -> str:
    number = await life.applications.awaiting_approval(form=another_form())
    await life.hear()
    await life.has_sent("approval_request/1")
    await life.applications.decline(number)
    await life.hear()
    await life.reaches(number, Stage.RETURNED)
    form = replace(
        await newest_form(number), wholesaler_id=2, contact_mail_address="abe@reiji-kashi.example"
    )
    await submit_correction(number, form, revision=1, now=now())
    await life.hear()
    await life.has_sent("approval_request/2")
    await life.applications.approve(number)
    return number


async def no_trade_cleared_then_withdrawn(life: Life) -> str:
    number = await life.applications.awaiting_approval(form=another_form())
    await life.hear()
    await life.has_sent("approval_request/1")
    await life.applications.decide(number, Choice.NO_TRADE, "取引がありません。")
    await life.hear()
    await life.reaches(number, Stage.UNDER_REVIEW)
    await life.applications.review(number, ReviewChoice.CLEAR)
    await life.hear()
    await life.has_sent("approval_request/2")
    await withdraw(number, now())
    return number


async def expired_after_a_reminder_and_a_new_link(life: Life) -> str:
    number = await life.applications.invited("late@maker.example")
    await life.hear()
    await life.mails_sent("invitation/1")
    assert await life.applications.invited("late@maker.example") == number
    return number


async def resumed_after_the_decision(life: Life) -> str:
    number = await life.applications.awaiting_approval(form=another_form())
    await life.applications.approve(number)
    return number


async def lapsed_after_reminders_and_an_alert(life: Life) -> str:
    return await life.applications.awaiting_approval(form=another_form())


async def undeliverable_and_not_corrected(life: Life) -> str:
    life.postman.refuses = {"approval_request"}
    return await life.applications.awaiting_approval(form=another_form())


async def turned_down_after_screening(life: Life) -> str:
    number = await life.applications.under_review()
    await life.hear()
    await life.has_sent_kind("alert_screening")
    await life.applications.review(number, ReviewChoice.DECLINE)
    return number


async def mails_after_the_end(life: Life) -> str:
    number = await life.applications.enrolled()
    start, process = StartLateMails(number, life.applications.settings.policy), f"{number}-mails-1"
    await life.skipper.client.execute_workflow(
        LateMails.run, start, id=process, task_queue=ENROLMENT_QUEUE
    )
    return process


async def aftermath_of_an_enrolment(life: Life) -> str:
    number = await life.applications.enrolled()
    start, process = (
        StartAftermath(number, life.applications.settings.policy),
        f"{number}-aftermath",
    )
    await life.skipper.client.execute_workflow(
        Aftermath.run, start, id=process, task_queue=ENROLMENT_QUEUE
    )
    return process


ENROLMENT_SHAPES = (
    enrolled,
    declined_then_another_wholesaler,
    no_trade_cleared_then_withdrawn,
    expired_after_a_reminder_and_a_new_link,
    resumed_after_the_decision,
    lapsed_after_reminders_and_an_alert,
    undeliverable_and_not_corrected,
    turned_down_after_screening,
    mails_after_the_end,
    aftermath_of_an_enrolment,
)
