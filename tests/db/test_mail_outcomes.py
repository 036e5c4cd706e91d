"""What becomes of a mail is decided once, by who has it, and only while it says what is true."""

from db.enrolment.applicant_acts import withdraw
from db.enrolment.facts import load_facts
from db.mailing import mails
from db.mailing.bounces import record_bounced
from db.mailing.letters import NewLetter, queue_letters
from db.mailing.sending import claim_while_true
from db.tables.operation import Mail, MailCopy
from domain.enrolment.stages import Author, ReviewChoice
from domain.mail_kinds import MailKind
from rig.applications import APPLICANT, Applications, now
from rig.members import Ids, colleague, id_manager
from tests.accounts import invited, other_id_manager


async def state_of(key: str) -> str:
    return (await mails.states([key]))[key]


async def test_a_mail_that_is_queued_already_is_left_as_it_is(applications: Applications) -> None:
    number = await applications.invited()
    for recipient in (APPLICANT, "another@elsewhere.example"):
        await mails.queue(number, MailKind.WELCOME, 1, recipient, now())
    row = await Mail.objects().get(Mail.key == f"{number}/welcome/1")
    assert row is not None
    assert row.recipient == APPLICANT


async def test_a_request_is_not_sent_once_it_was_withdrawn(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    request = f"{number}/approval_request/1"
    await withdraw(number, now())
    assert await claim_while_true(request, applications.settings.policy, now()) is None
    assert await state_of(request) == "void"


async def test_what_came_back_stays_so_when_its_sender_tells_of_it_late(
    applications: Applications,
) -> None:
    request = f"{await applications.awaiting_approval()}/approval_request/1"
    assert await claim_while_true(request, applications.settings.policy, now())
    assert await record_bounced(request, "550 no such user", now())
    await mails.record_sent(request, "250 ok", now())
    assert await state_of(request) == "bounced"


async def test_a_mail_that_nobody_sent_does_not_come_back(applications: Applications) -> None:
    request = f"{await applications.awaiting_approval()}/approval_request/1"
    assert not await record_bounced(request, "550 no such user", now())
    assert await state_of(request) == "queued"


async def test_a_mail_that_was_deleted_meanwhile_does_not_come_back(
    applications: Applications,
) -> None:
    await applications.awaiting_approval()
    assert not await record_bounced("991231-000001-9/invitation/1", "550 no such user", now())
    assert await Mail.count().where(Mail.state == "bounced") == 0


async def test_what_a_contact_disowned_is_asked_anew_once_it_is_cleared(
    applications: Applications,
) -> None:
    number = await applications.frozen()
    await applications.review(number, ReviewChoice.CLEAR)
    facts = await load_facts(number)
    assert (facts.revision, facts.made_by, facts.choice) == (2, Author.ADMINISTRATOR, None)


async def test_what_a_mail_said_is_kept_once(applications: Applications) -> None:
    key = f"{await applications.invited()}/invitation/1"
    for words in ("the first", "the second"):
        await mails.record_sent(key, "250 ok", now(), said=mails.Said("subject", words))
    assert await MailCopy.select(MailCopy.body) == [{"body": "the first"}]


async def test_a_letter_that_is_queued_already_is_left_as_it_is(applications: Applications) -> None:
    ids = await id_manager(applications)
    letter = NewLetter(MailKind.ADDRESS_CHANGED, ids.company_id, None, "tanaka@shinki.example")
    for _ in range(2):
        await queue_letters("letters-7000", [letter], now())
    assert await Mail.count().where(Mail.process == "letters-7000") == 1


async def test_a_letter_that_nobody_sent_does_not_come_back(applications: Applications) -> None:
    ids = await id_manager(applications)
    account = await ids.account()
    letter = NewLetter(MailKind.ADDRESS_CHANGED, ids.company_id, account.id, APPLICANT)
    await queue_letters("letters-7000", [letter], now())
    (mail,) = await Mail.select(Mail.key).where(Mail.process == "letters-7000")
    assert not await record_bounced(mail["key"], "550 no such user", now())
    assert await state_of(mail["key"]) == "queued"
    assert (await ids.account()).mail_bounced_at is None


async def test_a_letter_that_its_sender_has_is_nobody_elses(applications: Applications) -> None:
    await invited(await id_manager(applications), applications.settings)
    (mail,) = await Mail.select(Mail.key).where(Mail.kind == "account_invitation")
    policy = applications.settings.policy
    assert await claim_while_true(mail["key"], policy, now())
    assert await claim_while_true(mail["key"], policy, now()) is None


async def test_a_letter_that_came_back_marks_its_account_alone(applications: Applications) -> None:
    manager = await id_manager(applications)
    ids = await colleague(manager)
    other = await other_id_manager(applications)
    await other.change(mail_address=(await ids.account()).mail_address)
    await _letter_that_came_back(ids)
    assert (await ids.account()).mail_bounced_at is not None
    for each in (manager, other):
        assert (await each.account()).mail_bounced_at is None


async def test_a_letter_to_an_address_that_was_replaced_since_marks_nobody(
    applications: Applications,
) -> None:
    ids = await colleague(await id_manager(applications))
    await _letter_that_came_back(ids, "right@shinki.example")
    assert (await ids.account()).mail_bounced_at is None


async def _letter_that_came_back(ids: Ids, new_address: str | None = None) -> None:
    account = await ids.account()
    letter = NewLetter(MailKind.ADDRESS_CHANGED, ids.company_id, account.id, account.mail_address)
    await queue_letters("letters-7000", [letter], now())
    (mail,) = await Mail.select(Mail.key).where(Mail.process == "letters-7000")
    await mails.record_sent(mail["key"], "250 ok", now())
    if new_address:
        await ids.change(mail_address=new_address)
    assert await record_bounced(mail["key"], "550 no such user", now())
