"""The lives in which every step of every workflow is taken, and what is left of each."""

import io
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from db.access.requests import ask_to_remove_second_factor
from db.companies.cancellations import load_cancellation
from db.companies.steps import load_company_change_state
from db.engine import transaction
from db.enrolment.applicant_acts import withdraw
from db.enrolment.facts import load_facts
from db.imports.files import pieces
from db.imports.runs import begin_upload, load_run
from db.mailing.letters import NewLetter, send_letters
from db.tables.companies import Company
from db.tables.enrolment import Application
from db.tables.operation import Mail
from domain.companies.company_change import ChangeChoice
from domain.companies.company_data import Identity
from domain.enrolment.stages import Part, ReviewChoice, Stage
from domain.imports.files import ImportKind
from domain.logins import MEMBERS
from domain.mail_kinds import MailKind
from rig.access import asking, change_of
from rig.applications import another_form, now
from rig.companies import AT_ONCE, cancellation_begun, change_asked_for, decide
from rig.console.import_files import WHY, looked_at
from rig.console.nta_file import nta_file, nta_row
from rig.members import id_manager
from rig.outages.worker_process import BUSINESS_DAYS, digest_queue
from rig.outages.world import FarLife
from rig.second_factors import turned_on
from workflows.audit import Audit
from workflows.digest import HelpdeskDigest
from workflows.purge import Purge
from workflows.reconciliation import Reconciliation
from workflows.steps import ENROLMENT_QUEUE

AGES_AGO = """
    UPDATE application SET closed_at = closed_at - interval '20 years' WHERE application_number = {}
"""
COMPANY_AGES_AGO = """
    UPDATE company SET ended_at = ended_at - interval '20 years' WHERE company_id = {}
"""

_serials = itertools.count(1, 1000)
_days = itertools.cycle(BUSINESS_DAYS)


@dataclass(frozen=True)
class Lived:
    """Which process a life was; its application, or its company."""

    process: str
    application: str = ""
    company: str = ""


async def enrolled_then_disputed(life: FarLife) -> Lived:
    number = await life.applications.invited()
    await life.hear()
    await life.mailed(number, "invitation")
    await life.applications.submit(number)
    await life.hear()
    await life.mailed(number, "approval_request")
    await life.applications.approve(number)
    await life.hear()
    assert await life.ends(number) is Stage.ENROLLED
    await life.applications.dispute(number)
    await life.hear()
    await life.mailed(number, "alert_suspended")
    return Lived(number, application=number)


async def cleared_then_declined_and_withdrawn(life: FarLife) -> Lived:
    number = await life.applications.cleared()
    await life.hear()
    await life.mailed(number, "approval_request")
    await life.applications.decline(number)
    await life.hear()
    await life.reaches(number, Stage.RETURNED)
    await life.mailed(number, "declined")
    await withdraw(number, now())
    await life.hear()
    assert await life.ends(number) is Stage.WITHDRAWN
    return Lived(number, application=number)


async def no_trade_then_cleared_and_lapsed(life: FarLife) -> Lived:
    number = await life.applications.disowned()
    await life.hear()
    await life.reaches(number, Stage.UNDER_REVIEW)
    await life.applications.review(number, ReviewChoice.CLEAR)
    await life.hear()
    await life.mailed(number, "approval_request/2")
    await life.comes_to(number, (await load_facts(number)).next_due)
    await life.mailed(number, "approval_reminder/2")
    await life.comes_to(number, (await load_facts(number)).next_due)
    await life.mailed(number, "alert_silence")
    await life.comes_to(number, (await load_facts(number)).deadline)
    assert await life.ends(number) is Stage.LAPSED
    return Lived(number, application=number)


async def disputed_then_turned_down(life: FarLife) -> Lived:
    number = await life.applications.disputed()
    await life.hear()
    await life.reaches(number, Stage.UNDER_REVIEW)
    await life.applications.review(number, ReviewChoice.DECLINE)
    await life.hear()
    await life.ends(number)
    return Lived(number, application=number)


async def sent_back_and_not_corrected(life: FarLife) -> Lived:
    number = await life.applications.under_review()
    await life.hear()
    await life.mailed(number, "alert_screening")
    await life.applications.review(number, ReviewChoice.RETURN, (Part.WHOLESALER,))
    await life.hear()
    await life.reaches(number, Stage.RETURNED)
    await life.comes_to(number, (await load_facts(number)).deadline)
    await life.ends(number)
    return Lived(number, application=number)


async def undeliverable_then_withdrawn(life: FarLife) -> Lived:
    contact = "refuse-mails@mihon-oroshi.example"
    form = another_form(contact_mail_address=contact)
    number = await life.applications.awaiting_approval(form=form)
    await life.hear()
    await life.mailed(number, "undeliverable")
    await withdraw(number, now())
    await life.hear()
    await life.ends(number)
    return Lived(number, application=number)


async def change_approved_after_another_alert(life: FarLife) -> Lived:
    ids = await id_manager(life.applications)
    form = another_form()
    wanted = Identity(form.company_name, form.company_name_kana, form.jan_maker_code)
    change = await change_asked_for(ids, wanted)
    process = f"change-{change}"
    await life.hear()
    await life.mailed(process, "company_change_alert/1")
    await life.comes_to(process, (await load_company_change_state(change)).next_alert)
    await life.mailed(process, "company_change_alert/2")
    await decide(change, ChangeChoice.APPROVE)
    await life.hear()
    await life.over(process)
    return Lived(process, company=ids.company_id)


async def cancellation_ended_after_the_reminder(life: FarLife) -> Lived:
    ids = await id_manager(life.applications)
    number = await cancellation_begun(ids)
    request, process = await load_cancellation(number), f"cancellation-{number}"
    await life.hear()
    await life.mailed(process, "cancellation_begun")
    await life.comes_to(process, request.progress.reminder_at or request.ends_at)
    await life.mailed(process, "cancellation_reminder")
    await life.comes_to(process, request.ends_at)
    await life.over(process)
    return Lived(process, company=ids.company_id)


async def access_changed(life: FarLife) -> Lived:
    ids = await id_manager(life.applications)
    settings = life.applications.settings
    await turned_on(MEMBERS.owner((await ids.account()).id), settings, now())
    await ask_to_remove_second_factor(ids.company_id, ids.account_id, asking(settings))
    change = await change_of(ids)
    await life.hear()
    await life.mailed(change.process, "access_change_asked")
    await life.comes_to(change.process, change.progress.due_at)
    await life.over(change.process)
    return Lived(change.process, company=ids.company_id)


async def mails_to_members(life: FarLife) -> Lived:
    ids = await id_manager(life.applications)
    account = (await ids.account()).id
    async with transaction():
        letter = NewLetter(MailKind.PASSWORD_CHANGED, ids.company_id, account, "a@member.example")
        process = await send_letters([letter], now())
    await life.hear()
    await life.over(process)
    return Lived(process, company=ids.company_id)


async def file_taken_in(life: FarLife) -> Lived:
    first = next(_serials)
    content = nta_file([nta_row(nth) for nth in range(first, first + 20)])
    file = looked_at(content, ImportKind.CORPORATIONS)
    run = await begin_upload(file, pieces(io.BytesIO(content)), WHY, now())
    await life.hear()
    await life.over(run.process)
    assert (await load_run(run.id)).finished_at is not None
    return Lived(run.process)


async def digest_of_a_morning(life: FarLife) -> Lived:
    async with life.alone:
        queue = digest_queue(next(_days))
        await Mail.delete().where(Mail.process == queue)
        await life.skipper.client.execute_workflow(
            HelpdeskDigest.run, id=f"digest-{next(_serials)}", task_queue=queue
        )
        return Lived(queue)


async def purge_of_an_application_and_a_company(life: FarLife) -> Lived:
    number = await life.applications.withdrawing()
    ids = await id_manager(life.applications)
    cancellation = await cancellation_begun(ids, AT_ONCE, AT_ONCE)
    await life.hear()
    await life.ends(number)
    await life.over(f"cancellation-{cancellation}")
    await life.nothing_is_queued()
    async with life.alone:
        await Application.raw(AGES_AGO, number)
        await Company.raw(COMPANY_AGES_AGO, ids.company_id)
        await life.skipper.client.execute_workflow(
            Purge.run, id=f"purge-{next(_serials)}", task_queue=ENROLMENT_QUEUE
        )
    return Lived(number, application=number, company=ids.company_id)


async def look_of_an_hour_and_of_a_night(life: FarLife) -> Lived:
    for look in (Reconciliation.run, Audit.run):
        await life.skipper.client.execute_workflow(
            look, id=f"look-{next(_serials)}", task_queue=ENROLMENT_QUEUE
        )
    return Lived("look")


LIVES: tuple[Callable[[FarLife], Awaitable[Lived]], ...] = (
    enrolled_then_disputed,
    cleared_then_declined_and_withdrawn,
    no_trade_then_cleared_and_lapsed,
    disputed_then_turned_down,
    sent_back_and_not_corrected,
    undeliverable_then_withdrawn,
    change_approved_after_another_alert,
    cancellation_ended_after_the_reminder,
    access_changed,
    mails_to_members,
    file_taken_in,
    digest_of_a_morning,
    purge_of_an_application_and_a_company,
    look_of_an_hour_and_of_a_night,
)
