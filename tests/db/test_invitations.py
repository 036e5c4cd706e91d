import asyncio
from contextvars import Context
from datetime import timedelta

from db.engine import transaction
from db.enrolment.application_form import load_draft, save_draft
from db.enrolment.links import find_link
from db.tables.enrolment import Application, Consent
from db.tables.operation import AuditEvent, Mail, Outbox
from domain.enrolment.stages import Stage
from domain.tokens import Purpose
from rig.applications import APPLICANT, Applications, now
from rig.waiting import until


async def test_a_request_is_recorded_with_consent_link_mail_news_and_audit(
    applications: Applications,
) -> None:
    number = await applications.invited()
    application = await Application.select().first()
    assert application is not None
    assert application["stage"] == "invited"
    assert await Consent.count() == 1
    assert [row["key"] for row in await Mail.select()] == [f"{number}/invitation/1"]
    assert [row["signal"] for row in await Outbox.select()] == ["start"]
    assert [row["tag"] for row in await AuditEvent.select()] == ["applicant:link:request"]


async def test_asking_again_keeps_the_application_and_its_draft_and_kills_the_old_link(
    applications: Applications,
) -> None:
    number = await applications.invited()
    await save_draft(number, {"company_name": "新規食品"}, None, now())
    await applications.mails_have_gone(number)
    assert await applications.invited(APPLICANT.upper()) == number
    old = await find_link(await applications.token(Purpose.APPLY, number, 1), Purpose.APPLY)
    new = await find_link(await applications.token(Purpose.APPLY, number), Purpose.APPLY)
    assert old is not None
    assert old.replaced
    assert new is not None
    assert not new.replaced
    assert (await load_draft(number)).typed == {"company_name": "新規食品"}
    assert [row["signal"] for row in await Outbox.select().order_by(Outbox.id)] == [
        "start",
        "link_renewed",
    ]


async def test_five_requests_at_once_make_one_application(applications: Applications) -> None:
    numbers = await asyncio.gather(*(applications.invited() for _ in range(5)))
    assert len(set(numbers)) == 1
    newest = await find_link(await applications.token(Purpose.APPLY, numbers[0]), Purpose.APPLY)
    assert newest is not None
    assert newest.generation == 5


async def test_a_request_waits_for_whoever_ends_the_invitation_and_begins_anew(
    applications: Applications,
) -> None:
    old = await applications.invited()

    async def waits_or_is_over() -> bool:
        waiting = await Application.raw("SELECT FROM pg_locks WHERE NOT granted")
        return bool(waiting) or asking.done()

    async with transaction():
        await Application.update(
            {Application.stage: Stage.EXPIRED.value, Application.closed_at: now()}
        ).where(Application.application_number == old)
        asking = asyncio.create_task(applications.invited(), context=Context())
        await until(waits_or_is_over, "the request to wait")
    assert await asking != old


async def test_after_the_deadline_a_request_begins_anew(applications: Applications) -> None:
    old = await applications.invited(at=now() - timedelta(days=11))
    await applications.mails_have_gone(old)
    assert await applications.invited() != old


async def test_after_the_submission_a_request_begins_anew(applications: Applications) -> None:
    old = await applications.submitted()
    assert await applications.invited() != old


async def test_a_leaked_database_gives_no_working_link(applications: Applications) -> None:
    number = await applications.invited()
    token = await applications.token(Purpose.APPLY, number)
    rows = await Application.raw("SELECT to_jsonb(link)::text AS text FROM link")
    assert token not in rows[0]["text"]
