"""All mails of one domain that reached nobody are sent again, or none."""

import asyncio

import pytest

from db.console.mails_again import NothingFailedError
from db.console.refusing_domains import (
    OF_LATE,
    DomainRetry,
    load_domain_retry,
    refusing_domains,
    retry_domain,
)
from db.enrolment.applicant_acts import withdraw
from db.mailing import mails
from db.members.account_invitations import revoke_invitation
from db.tables.administration import ConsoleAct
from db.tables.operation import AuditEvent, Mail
from domain.mail_addresses import domain_of
from rig.applications import APPLICANT, CONTACT, Applications, another_form, now
from rig.console.acts import WHY, mail_states
from rig.members import Ids, id_manager_of
from settings import Settings
from tests.accounts import invited

OURS = domain_of(APPLICANT)
ANSWER = "550 5.7.1 blocked"


async def refused(key: str) -> None:
    await mails.record_refused(key, ANSWER, now())


async def welcome_refused(applications: Applications) -> str:
    number = await applications.enrolled()
    await refused(f"{number}/welcome/1")
    return number


async def invitation_refused(number: str, settings: Settings) -> Ids:
    person = await invited(
        await id_manager_of(number), settings, mail_address=f"new@{OURS.upper()}"
    )
    row = await Mail.select(Mail.key).where(Mail.kind == "account_invitation").first()
    assert row
    await refused(row["key"])
    return person


async def retry(seen: DomainRetry) -> None:
    await retry_domain(seen.domain, seen.seen, WHY, now())


async def test_domains_are_listed_with_the_latest_answer_while_it_is_of_late(
    applications: Applications,
) -> None:
    await welcome_refused(applications)
    (found,) = await refusing_domains(now())
    assert (found.domain, found.mails, found.answer) == (OURS, 1, ANSWER)
    assert await refusing_domains(now() + OF_LATE) == ()
    await retry(await load_domain_retry(OURS, now()))
    assert await refusing_domains(now()) == ()


async def test_all_of_a_domain_go_again_with_an_event_each(
    applications: Applications, settings: Settings
) -> None:
    number = await welcome_refused(applications)
    person = await invitation_refused(number, settings)
    seen = await load_domain_retry(OURS, now())
    assert [each.kinds for each in seen.applications] == [("welcome",)]
    assert [each.account_id for each in seen.letters] == [person.account_id]
    await retry(seen)
    assert (await mail_states(number))["welcome/1.101"] == (APPLICANT, "queued")
    again = await Mail.select().where(Mail.kind == "account_invitation", Mail.state == "queued")
    assert [(mail["generation"], mail["account"]) for mail in again] == [
        (1, (await person.account()).id)
    ]
    rows = await AuditEvent.select(AuditEvent.tag).where(AuditEvent.tag.like("administrator:%"))
    assert sorted(row["tag"] for row in rows) == [
        "administrator:application:retry",
        "administrator:mail:send_again",
    ]


async def test_contacts_of_the_domain_are_asked_anew_and_others_left_alone(
    applications: Applications,
) -> None:
    number = await applications.undeliverable()
    await applications.steps.return_undeliverable(applications.order(number))
    other = await applications.awaiting_approval("boss@betsu.example", another_form())
    await refused(f"{other}/receipt/1")
    seen = await load_domain_retry(domain_of(CONTACT), now())
    assert [(each.number, each.asks_anew) for each in seen.applications] == [(number, True)]
    await retry(seen)
    await applications.steps.screen(applications.order(number))
    assert (await mail_states(number))["approval_request/2"] == (CONTACT, "queued")
    assert "receipt/1.101" not in await mail_states(other)


async def test_no_mail_of_an_application_that_is_over_goes_again(
    applications: Applications,
) -> None:
    number = await applications.undeliverable()
    await applications.steps.return_undeliverable(applications.order(number))
    assert (await load_domain_retry(domain_of(CONTACT), now())).applications
    await withdraw(number, now())
    await applications.steps.close_withdrawn(applications.order(number))
    assert (await load_domain_retry(domain_of(CONTACT), now())).applications == ()


async def test_of_presses_at_once_one_sends(applications: Applications) -> None:
    await welcome_refused(applications)
    seen = await load_domain_retry(OURS, now())
    answers = await asyncio.gather(*(retry(seen) for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(answer, NothingFailedError) for answer in answers) == 2
    assert await ConsoleAct.count() == 1


async def test_anything_else_than_was_seen_sends_nothing(
    applications: Applications, settings: Settings
) -> None:
    number = await welcome_refused(applications)
    person = await invitation_refused(number, settings)
    seen = await load_domain_retry(OURS, now())
    await revoke_invitation(person.company_id, person.account_id, "001", now())
    before = await Mail.count()
    with pytest.raises(NothingFailedError):
        await retry(seen)
    assert (await Mail.count(), await ConsoleAct.count()) == (before, 0)
    assert (await load_domain_retry(OURS, now())).letters == ()


async def test_a_link_goes_only_to_where_the_mails_of_its_account_go(
    applications: Applications, settings: Settings
) -> None:
    person = await invitation_refused(await applications.enrolled(), settings)
    await person.change(mail_address=f"moved@{OURS}")
    assert (await load_domain_retry(OURS, now())).letters == ()
