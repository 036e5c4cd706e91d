"""解約: asked for, undone, reminded of, and at its end."""

import asyncio
from datetime import timedelta

import pytest

from db.companies.cancellations import (
    CancellationOpenError,
    NoCancellationError,
    load_cancellation,
    open_cancellations,
    undo_cancellation,
    waiting_cancellation,
)
from db.companies.company_changes import load_company_change
from db.companies.search import search_companies
from db.companies.steps import end_company, load_cancellation_state, remind_of_cancellation
from db.company_data import load_company
from db.mailing.letters import NewLetter, send_letters
from db.members.account_links import link_works, make_account_link
from db.tables.companies import LoginSession
from db.tables.members import (
    AccountBatch,
    AccountImport,
    Cancellation,
    LoginChallenge,
    SecondFactor,
)
from db.tables.operation import AuditEvent, Mail
from domain.companies.cancellation import CancellationDates, CancellationStage
from domain.companies.company_change import ChangeChoice
from domain.durations import Duration
from domain.mail_kinds import MailKind
from domain.tokens import Purpose
from rig.applications import APPLICANT, Applications, now
from rig.companies import (
    ADMINISTRATORS,
    KEPT,
    WAIT,
    cancellation_begun,
    change_asked_for,
    other_manager,
)
from rig.members import Ids, colleague, id_manager

DAYS = timedelta(days=1)


async def queued(cancellation_id: int) -> set[tuple[str, str]]:
    """The mails of a 解約 that are still to be sent: kind and recipient."""
    rows = await Mail.select(Mail.kind, Mail.recipient).where(
        Mail.process == f"cancellation-{cancellation_id}", Mail.state == "queued"
    )
    return {(row["kind"], row["recipient"]) for row in rows}


async def end(cancellation_id: int) -> None:
    """The time to think is over."""
    until = (await load_cancellation(cancellation_id)).ends_at
    await end_company(cancellation_id, until, ADMINISTRATORS, now())


async def test_request_changes_nothing_yet_but_is_told(applications: Applications) -> None:
    ids = await id_manager(applications)
    number = await cancellation_begun(ids)
    request = await load_cancellation(number)
    dates = CancellationDates.of(request.requested_at, WAIT, KEPT)
    assert (request.ends_at, request.kept_until) == (dates.ends_at, dates.kept_until)
    assert await queued(number) == {
        ("cancellation_begun", APPLICANT),
        ("cancellation_alert", ADMINISTRATORS),
    }
    assert (await ids.account()).state == "active"
    assert (await load_company(ids.company_id)).ended_at is None


async def test_of_two_requests_at_once_one_is_refused(applications: Applications) -> None:
    ids = await id_manager(applications)
    answers = await asyncio.gather(
        *(cancellation_begun(ids) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(answer, CancellationOpenError) for answer in answers) == 3
    assert await Cancellation.count() == 1


async def test_undone_in_time_everything_stays(applications: Applications) -> None:
    ids = await id_manager(applications)
    number = await cancellation_begun(ids)
    await undo_cancellation(ids.company_id, "001", now())
    assert await queued(number) == {("cancellation_undone", APPLICANT)}
    await end(number)
    assert (await load_company(ids.company_id)).ended_at is None
    assert (await ids.account()).state == "active"
    assert await waiting_cancellation(ids.company_id) is None
    await cancellation_begun(ids)


async def test_undone_too_late_or_twice_is_refused(applications: Applications) -> None:
    ids = await id_manager(applications)
    number = await cancellation_begun(ids)
    with pytest.raises(NoCancellationError):
        await undo_cancellation(ids.company_id, "001", (await load_cancellation(number)).ends_at)
    await undo_cancellation(ids.company_id, "001", now())
    with pytest.raises(NoCancellationError):
        await undo_cancellation(ids.company_id, "001", now())


async def test_undo_and_end_at_once_are_one_of_them(applications: Applications) -> None:
    ids = await id_manager(applications)
    number = await cancellation_begun(ids)
    await asyncio.gather(
        undo_cancellation(ids.company_id, "001", now()), end(number), return_exceptions=True
    )
    ended = (await load_company(ids.company_id)).ended_at is not None
    expected = CancellationStage.ENDED if ended else CancellationStage.UNDONE
    assert (await load_cancellation(number)).stage is expected


async def test_reminder_goes_out_once_and_not_before_its_time(applications: Applications) -> None:
    number = await cancellation_begun(await id_manager(applications))
    request = await load_cancellation(number)
    at = request.progress.reminder_at
    assert at == request.ends_at - 7 * DAYS
    await remind_of_cancellation(number, at - timedelta(seconds=1), now())
    assert ("cancellation_reminder", APPLICANT) not in await queued(number)
    await remind_of_cancellation(number, at, now())
    await remind_of_cancellation(number, at, now())
    assert ("cancellation_reminder", APPLICANT) in await queued(number)
    assert (await load_cancellation_state(number)).reminder_at is None


async def test_short_wait_has_no_reminder(applications: Applications) -> None:
    number = await cancellation_begun(await id_manager(applications), Duration(7 * 24, "h"))
    assert (await load_cancellation(number)).progress.reminder_at is None


async def test_end_before_its_time_changes_nothing(applications: Applications) -> None:
    ids = await id_manager(applications)
    number = await cancellation_begun(ids)
    before = (await load_cancellation(number)).ends_at - timedelta(seconds=1)
    await end_company(number, before, ADMINISTRATORS, now())
    assert (await ids.account()).state == "active"


async def test_end_stops_every_account_and_whatever_leads_into_one(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    other = await colleague(ids)
    link = await logged_in_with_everything(applications, other)
    await end(await cancellation_begun(ids))
    for each in (ids, other):
        account = await each.account()
        assert account.state == "stopped"
        assert account.password_hash is None
    for table in (LoginSession, LoginChallenge, SecondFactor, AccountImport, AccountBatch):
        assert await table.count() == 0, table
    assert not await link_works(Purpose.PASSWORD, *link, now())


async def logged_in_with_everything(applications: Applications, ids: Ids) -> tuple[int, int]:
    """Somebody with a session, a second factor and a link; gives the link's account, generation."""
    account = (await ids.account()).id
    owner = f"account:{account}"
    await LoginSession.insert(
        LoginSession(token_hash="0" * 64, account=account, created_at=now(), last_seen_at=now())
    )
    await LoginChallenge.insert(LoginChallenge(token_hash="0" * 64, owner=owner, made_at=now()))
    await SecondFactor.insert(SecondFactor(owner=owner, secret="sealed", offered_at=now()))
    await AccountImport.insert(AccountImport(company=ids.company_id, made_at=now()))
    await AccountBatch.insert(AccountBatch(company=ids.company_id, kind="stop", made_at=now()))
    generation = await make_account_link(
        applications.settings.link_keys,
        Purpose.PASSWORD,
        account,
        now=now(),
        expires_at=now() + DAYS,
    )
    return account, generation


async def test_end_calls_off_what_was_to_be_mailed_and_tells_both_sides(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    account = (await ids.account()).id
    letter = NewLetter(MailKind.ROLE_RECEIVED, ids.company_id, account, APPLICANT)
    process = await send_letters([letter], now())
    number = await cancellation_begun(ids)
    await end(number)
    assert await Mail.count().where(Mail.process == process, Mail.state == "void") == 1
    assert await queued(number) == {
        ("cancellation_ended", APPLICANT),
        ("cancellation_alert", ADMINISTRATORS),
    }


async def test_end_of_one_company_leaves_the_others_alone(applications: Applications) -> None:
    other = await other_manager(applications)
    await logged_in_with_everything(applications, other)
    await end(await cancellation_begun(await id_manager(applications)))
    assert (await other.account()).state == "active"
    assert (await load_company(other.company_id)).ended_at is None
    for table in (LoginSession, LoginChallenge, SecondFactor, AccountImport, AccountBatch):
        assert await table.count() == 1, table


async def test_end_withdraws_an_undecided_change(applications: Applications) -> None:
    ids = await id_manager(applications)
    change_id = await change_asked_for(ids)
    await end(await cancellation_begun(ids))
    assert (await load_company_change(change_id)).choice is ChangeChoice.WITHDRAW
    assert await AuditEvent.exists().where(AuditEvent.tag == "workflow:company_change:withdraw")


async def test_end_twice_is_once(applications: Applications) -> None:
    ids = await id_manager(applications)
    number = await cancellation_begun(ids)
    await end(number)
    ended_at = (await load_company(ids.company_id)).ended_at
    await end(number)
    assert (await load_company(ids.company_id)).ended_at == ended_at
    assert await AuditEvent.count().where(AuditEvent.tag == "workflow:cancellation:end") == 1


async def test_company_that_left_is_not_found_by_the_public_search(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    name = (await load_company(ids.company_id)).name
    await end(await cancellation_begun(ids))
    assert not (await search_companies(name)).companies


async def test_cancellation_is_open_until_its_mails_are_sent(applications: Applications) -> None:
    number = await cancellation_begun(await id_manager(applications))
    await end(number)
    assert await open_cancellations() == (f"cancellation-{number}",)
    await Mail.update({Mail.state: "sent", Mail.finished_at: now()}).where(Mail.state == "queued")
    assert await open_cancellations() == ()
