"""Withdrawal on request, suspension, notes, and who has a case in hand."""

import asyncio

import pytest

from db.audit import ActSubject
from db.console.acts_on_request import withdraw_on_request
from db.console.cases import TakenError, add_note, in_hand, notes_about, release, subject_of, take
from db.console.company_acts import SuspensionUnchangedError, lift_suspension, suspend
from db.enrolment.facts import load_facts
from db.identity.credentials import load_credentials
from db.mailing import mails
from db.mailing.letters import NewLetter, queue_letters
from db.tables.companies import Company, LoginSession
from db.tables.operation import AuditEvent, Mail
from domain.enrolment.stages import Stage
from domain.logins import MEMBERS
from domain.mail_kinds import MailKind
from domain.refusals import MovedOnError
from rig.applications import APPLICANT, Applications, now
from rig.console.acts import WHY, acts_on, news_of
from rig.console.staff import person
from rig.members import Ids, id_manager
from tests.accounts import other_id_manager


async def test_a_withdrawal_on_request_ends_the_application(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    await withdraw_on_request(number, WHY, now())
    standing = await applications.steps.close_withdrawn(applications.order(number))
    assert standing.stage is Stage.WITHDRAWN
    assert [act.tag for act in await acts_on(number)] == ["administrator:application:withdraw"]
    assert await news_of(number, "withdrawn") == 1


@pytest.mark.parametrize("stage", ["invited", "withdrawing", "enrolled"])
async def test_nothing_is_withdrawn_that_is_not_there_or_over(
    applications: Applications, stage: str
) -> None:
    number = await getattr(applications, stage)()
    with pytest.raises(MovedOnError):
        await withdraw_on_request(number, WHY, now())
    assert await acts_on(number) == []


async def test_nobody_of_a_suspended_company_may_log_in_until_it_is_lifted(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    await suspend(ids.company_id, WHY, now())
    assert await load_credentials(MEMBERS, ids.company_id, ids.account_id) is None
    await lift_suspension(ids.company_id, WHY, now())
    assert await load_credentials(MEMBERS, ids.company_id, ids.account_id) is not None


async def test_a_suspension_that_is_lifted_calls_off_no_other_letter(
    applications: Applications,
) -> None:
    company_id = (await id_manager(applications)).company_id
    another = (await other_id_manager(applications)).company_id
    other = NewLetter(MailKind.ADDRESS_CHANGED, company_id, None, APPLICANT)
    await queue_letters("letters-7000", [other], now())
    for each in (company_id, another):
        await suspend(each, WHY, now())
    await lift_suspension(company_id, WHY, now())
    assert await letters_of(company_id) == {
        "address_changed": "queued",
        "company_suspended": "void",
        "suspension_lifted": "queued",
    }
    assert await letters_of(another) == {"company_suspended": "queued"}


async def test_a_letter_about_a_suspension_that_has_gone_stays_sent(
    applications: Applications,
) -> None:
    company_id = (await id_manager(applications)).company_id
    await suspend(company_id, WHY, now())
    (mail,) = await Mail.select(Mail.key).where(Mail.kind == "company_suspended")
    await mails.record_sent(mail["key"], "250 ok", now())
    await lift_suspension(company_id, WHY, now())
    assert (await letters_of(company_id))["company_suspended"] == "sent"


async def letters_of(company_id: str) -> dict[str, str]:
    rows = await Mail.select(Mail.kind, Mail.state).where(Mail.company == company_id)
    return {row["kind"]: row["state"] for row in rows}


async def test_a_suspension_ends_sessions_of_this_company_alone(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    account = await ids.account()
    await LoginSession.insert(
        LoginSession(token_hash="0" * 64, account=account.id, created_at=now(), last_seen_at=now())
    )
    other = await Company.select(Company.company_id).first()
    assert other is not None
    await suspend(other["company_id"], WHY, now())
    assert await LoginSession.count() == 1
    await suspend(ids.company_id, WHY, now())
    assert await LoginSession.count() == 0


async def test_the_same_suspension_twice_is_told(applications: Applications) -> None:
    ids = await id_manager(applications)
    outcomes = await asyncio.gather(
        *(suspend(ids.company_id, WHY, now()) for _ in range(2)), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes if outcome] == [SuspensionUnchangedError]
    assert await _suspensions(ids) == 1


async def test_what_is_not_suspended_cannot_be_lifted(applications: Applications) -> None:
    ids = await id_manager(applications)
    with pytest.raises(SuspensionUnchangedError):
        await lift_suspension(ids.company_id, WHY, now())


async def test_a_company_that_has_left_is_not_suspended(applications: Applications) -> None:
    ids = await id_manager(applications)
    await Company.update({Company.ended_at: now()}).where(Company.company_id == ids.company_id)
    with pytest.raises(SuspensionUnchangedError) as refused:
        await suspend(ids.company_id, WHY, now())
    assert refused.value.ended


@pytest.mark.usefixtures("applications")
async def test_an_unknown_company_is_told() -> None:
    with pytest.raises(LookupError):
        await suspend("99999999", WHY, now())


async def test_a_note_is_kept_and_a_second_click_adds_none(applications: Applications) -> None:
    about = ActSubject(await applications.invited())
    for _ in range(2):
        await add_note(
            about, "電話しました。", written_by="a@b.example", administrator=1, now=now()
        )
    (note,) = await notes_about(about)
    assert (note.text, note.written_by) == ("電話しました。", "a@b.example")
    events = await AuditEvent.select().where(AuditEvent.tag == "administrator:note:add")
    assert len(events) == 1
    assert "電話" not in events[0]["details"]


async def test_a_case_is_taken_by_one_and_let_go_by_the_same(applications: Applications) -> None:
    number = await applications.under_review()
    subject = subject_of(await load_facts(number))
    one, other = await two_people()
    await take(subject, one, now())
    with pytest.raises(TakenError):
        await take(subject, other, now())
    await release(subject, other, now())
    taken = await in_hand(subject)
    assert taken is not None
    assert taken.administrator == one
    await release(subject, one, now())
    assert await in_hand(subject) is None


async def test_a_case_is_taken_over_from_the_one_who_was_shown(
    applications: Applications,
) -> None:
    subject = await applications.invited()
    one, other = await two_people()
    await take(subject, one, now())
    await take(subject, other, now(), instead_of=one)
    with pytest.raises(TakenError):
        await take(subject, one, now(), instead_of=one + 999)
    taken = await in_hand(subject)
    assert taken is not None
    assert taken.administrator == other


async def _suspensions(ids: Ids) -> int:
    return int(
        await AuditEvent.count().where(
            AuditEvent.tag == "administrator:company:suspend",
            AuditEvent.company_id == ids.company_id,
        )
    )


async def two_people() -> tuple[int, int]:
    """The keys of two people of the console."""
    one, other = await person("helpdesk"), await person("administrator")
    return one.administrator, other.administrator
