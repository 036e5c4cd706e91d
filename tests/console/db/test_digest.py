"""What the helpdesk's digest says, and when there is one."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest

from db.console.digest import Digest, load_digest, queue_digest
from db.mailing import mails
from db.tables.companies import Company
from db.tables.enrolment import Application, FormRevision
from db.tables.members import Cancellation, CompanyChange
from db.tables.operation import Mail
from domain.business_calendar import JST
from domain.enrolment.stages import Stage
from domain.needs import Need
from rig.applications import FORM, Applications, another_form, now
from rig.members import id_manager

TO = "administrators@inforex.example"
TUESDAY = datetime(2026, 11, 24, 8, 45, tzinfo=JST)  # after a Monday that is a public holiday
PROCESS = "digest-20261124"
KEY = f"{PROCESS}/helpdesk_digest/1"


async def today() -> Digest:
    return await load_digest(PROCESS, now())


@pytest.mark.usefixtures("pool")
async def test_a_business_day_has_one_mail_however_often_it_is_asked_for() -> None:
    for _ in range(2):
        assert await queue_digest(TO, TUESDAY) == PROCESS
    rows = await Mail.select(Mail.key, Mail.recipient, Mail.application, Mail.company)
    assert rows == [{"key": KEY, "recipient": TO, "application": None, "company": None}]
    assert await mails.states([KEY]) == {KEY: "queued"}


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize(
    "day_off",
    [
        datetime(2026, 11, 22, 8, 45, tzinfo=JST),
        datetime(2026, 11, 23, 8, 45, tzinfo=JST),
        datetime(2026, 12, 29, 8, 45, tzinfo=JST),
    ],
)
async def test_a_day_off_has_none(day_off: datetime) -> None:
    assert await queue_digest(TO, day_off) is None
    assert await Mail.count() == 0


@pytest.mark.usefixtures("pool")
async def test_the_day_is_that_of_japan() -> None:
    assert await queue_digest(TO, datetime(2026, 11, 23, 23, 45, tzinfo=UTC)) == PROCESS


@pytest.mark.usefixtures("pool")
async def test_a_mail_that_could_not_go_is_called_off_the_next_day() -> None:
    await queue_digest(TO, TUESDAY)
    wednesday = TUESDAY + timedelta(days=1)
    await queue_digest(TO, wednesday)
    assert await mails.states([KEY, "digest-20261125/helpdesk_digest/1"]) == {
        KEY: "void",
        "digest-20261125/helpdesk_digest/1": "queued",
    }


@pytest.mark.usefixtures("pool")
async def test_a_mail_that_went_stays_as_it_is() -> None:
    await queue_digest(TO, TUESDAY)
    await mails.record_sent(KEY, "250 ok", TUESDAY)
    await queue_digest(TO, TUESDAY + timedelta(days=1))
    assert await mails.states([KEY]) == {KEY: "sent"}


async def test_nothing_to_do_is_nothing(applications: Applications) -> None:
    await applications.awaiting_approval()
    digest = await today()
    assert [waiting.count for waiting in digest.waiting] == [0] * len(Need)
    assert (digest.ending, digest.leaving, digest.late.count) == ((), (), 0)


async def test_what_needs_a_person_is_counted_with_the_oldest_first(
    applications: Applications,
) -> None:
    first = await applications.under_review("first@maker.example")
    second = await applications.under_review("second@maker.example")
    manager = await id_manager(applications)
    await CompanyChange.insert(
        CompanyChange(
            company=manager.company_id,
            name="新しい食品株式会社",
            name_kana="アタラシイショクヒン",
            reason="社名の変更",
            requested_by="001",
            requested_at=now(),
        )
    )
    waiting = {waiting.need: waiting for waiting in (await today()).waiting}
    assert waiting[Need.REVIEW].count == 2
    assert [case.application_number for case in waiting[Need.REVIEW].oldest] == [first, second]
    assert [case.company_id for case in waiting[Need.CHANGE].oldest] == [manager.company_id]
    assert waiting[Need.SILENCE].count == 0


async def test_waits_that_end_within_three_business_days_are_named(
    applications: Applications,
) -> None:
    asked = await applications.awaiting_approval()
    later = await applications.awaiting_approval("later@maker.example", another_form())
    moments = {asked: TUESDAY + timedelta(days=2), later: TUESDAY + timedelta(days=4)}
    for number, deadline in moments.items():
        await Application.update({Application.deadline: deadline}).where(
            Application.application_number == number
        )
    (ending,) = (await load_digest(PROCESS, TUESDAY)).ending
    assert (ending.reference, ending.company_name) == (asked, FORM.company_name)
    assert (ending.stage, ending.ends_at) == (Stage.AWAITING_APPROVAL, moments[asked])


async def test_an_invitation_that_ends_is_nobodys_to_mend(applications: Applications) -> None:
    number = await applications.invited()
    await Application.update({Application.deadline: TUESDAY}).where(
        Application.application_number == number
    )
    assert (await load_digest(PROCESS, TUESDAY)).ending == ()


@pytest.mark.parametrize(
    ("days", "undone_at", "ended_at", "named"),
    [
        (2, None, None, 1),
        (4, None, None, 0),
        (2, TUESDAY, None, 0),
        (2, None, TUESDAY, 0),
    ],
)
async def test_companies_that_leave_within_three_business_days_are_named(
    applications: Applications,
    days: int,
    undone_at: datetime | None,
    ended_at: datetime | None,
    named: int,
) -> None:
    manager = await id_manager(applications)
    await Cancellation.insert(
        Cancellation(
            company=manager.company_id,
            requested_by="001",
            requested_at=TUESDAY,
            ends_at=TUESDAY + timedelta(days=days),
            undone_at=undone_at,
            ended_at=ended_at,
        )
    )
    leaving = (await load_digest(PROCESS, TUESDAY)).leaving
    assert [ending.reference for ending in leaving] == [manager.company_id] * named


async def test_mails_that_wait_for_more_than_an_hour_are_counted(
    applications: Applications,
) -> None:
    await applications.invited()
    await queue_digest(TO, TUESDAY)
    queued = datetime(2026, 11, 20, tzinfo=UTC)
    await Mail.update({Mail.queued_at: queued}).where(Mail.key != KEY)
    late = (await load_digest(PROCESS, TUESDAY)).late
    assert (late.count, late.oldest) == (1, queued)


async def test_the_figures_are_of_the_days_since_the_last_business_day(
    applications: Applications,
) -> None:
    friday, monday = (datetime(2026, 11, day, tzinfo=JST) for day in (20, 23))
    number = await applications.enrolled()
    rows = {
        friday - timedelta(seconds=1): 0,
        friday: 1,
        monday + timedelta(hours=23, minutes=59): 1,
        monday + timedelta(days=1): 0,
    }
    for at, counted in rows.items():
        await Application.update({Application.requested_at: at, Application.closed_at: at}).where(
            Application.application_number == number
        )
        await FormRevision.raw("UPDATE form_revision SET submitted_at = {}", at)
        await FormRevision.raw("UPDATE decision SET decided_at = {}", at)
        await Mail.raw("UPDATE mail SET state = 'sent', finished_at = {}", at)
        digest = await load_digest(PROCESS, TUESDAY)
        sent = await Mail.count() * counted
        assert digest.since == friday.date()
        assert asdict(digest.happened) == {
            **dict.fromkeys(("requested", "submitted", "approved", "enrolled"), counted),
            "ended": 0,
            "sent": sent,
            "failed": 0,
        }


async def test_ends_without_ids_and_mails_that_did_not_arrive_are_counted_apart(
    applications: Applications,
) -> None:
    number = await applications.turned_down()
    await applications.steps.close_turned_down(applications.order(number))
    await mails.record_refused(f"{number}/turned_down/1", "550 no such user", now())
    await Application.raw("UPDATE application SET closed_at = {}", TUESDAY - timedelta(days=1))
    await Mail.raw(
        "UPDATE mail SET finished_at = {} WHERE state = 'refused'", TUESDAY - timedelta(days=1)
    )
    happened = (await load_digest(PROCESS, TUESDAY)).happened
    assert (happened.enrolled, happened.ended, happened.failed) == (0, 1, 1)


async def test_names_are_of_companies_alone(applications: Applications) -> None:
    await applications.under_review()
    manager = await id_manager(applications)
    people = [FORM.manager_name, FORM.contact_name, (await manager.account()).mail_address, "@"]
    told = str(await today())
    assert await Company.exists().where(Company.company_id == manager.company_id)
    assert [person for person in people if person in told] == []
