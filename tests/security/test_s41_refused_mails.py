"""A refused address is marked, the process pauses, a person is told (security.md S41)."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from temporalio.testing import ActivityEnvironment

from activities.mails import MailActivities
from activities.orders import MailOrder, MailReport
from db.enrolment.facts import load_facts
from db.mailing import mails
from db.tables.enrolment import Decision, FormRevision
from db.tables.operation import Mail, Outbox
from domain.enrolment.stages import Stage
from domain.mail_kinds import MailKind
from mail.bounces.maildir import BounceMaildir
from mail.traces import return_path
from relay.bounces import Bounces
from rig.applications import APPLICANT, CONTACT, Applications, now
from rig.mail_specimens import MAIL_FROM, NUMBER
from rig.site import Site
from settings import Settings
from tests.mail.bounces import SPECIMENS
from tests.mail.receiving import scripted_server
from tests.security.mailed import mail_everything
from tests.web.status_pages import status_page

REFUSED = "550 5.1.1 no such user"
AUTOMATIC = ("vacation", "vacation_with_the_original_quoted", "out_of_office", "x_autoreply")
YES = "\n\nApproved. はい、承認します。\n".encode()
DOMAIN = MAIL_FROM.partition("@")[2]
SECRETS = (b"k" * 32,)

Guess = Callable[[str, UUID | None], str]


def own_path(key: str, salt: UUID | None) -> str:
    """As the mail had it."""
    return return_path(key, salt, MAIL_FROM, SECRETS)


def of_another_secret(key: str, salt: UUID | None) -> str:
    return return_path(key, salt, MAIL_FROM, [b"a guess" * 5])


def without_proof(key: str, _: UUID | None) -> str:
    return f"bounce+{written(key)}@{DOMAIN}"


def with_an_empty_proof(key: str, _: UUID | None) -> str:
    return f"bounce+{written(key)}-@{DOMAIN}"


def with_the_proof_of_another_mail(key: str, salt: UUID | None) -> str:
    another = f"{key}.7"
    return own_path(another, salt).replace(written(another), written(key))


def with_the_proof_of_the_key_alone(key: str, _: UUID | None) -> str:
    return own_path(key, None)


GUESSES = (
    of_another_secret,
    without_proof,
    with_an_empty_proof,
    with_the_proof_of_another_mail,
    with_the_proof_of_the_key_alone,
)


def written(key: str) -> str:
    return key.replace("/", ".")


async def requested(applications: Applications) -> str:
    """The contact was asked, by a mail that the mail server took."""
    number = await applications.awaiting_approval()
    await mails.record_sent(f"{number}/approval_request/1", "250 OK", now())
    return number


async def arrive(maildir: Path, specimen: bytes, number: str, path: Guess) -> None:
    """A mail comes back to this return path, and is read."""
    key = f"{number}/approval_request/1"
    to = path(key, await mails.salt_of(key)).encode()
    (maildir / "new").mkdir()
    content = specimen.replace(MAIL_FROM.encode(), to, 1).replace(NUMBER.encode(), number.encode())
    (maildir / "new" / "1.a.mx").write_bytes(content)
    await Bounces(BounceMaildir(maildir), SECRETS, now).one_look()
    assert not list((maildir / "new").iterdir())


async def sent(settings: Settings, key: str, answers: dict[str, str]) -> MailReport:
    """One try with a mail server that says this."""
    async with scripted_server(answers) as server:
        activities = MailActivities(replace(settings, smtp=server))
        order = MailOrder(key.partition("/")[0], (key,))
        report: MailReport = await ActivityEnvironment().run(activities.send_mails, order)
        return report


@pytest.mark.parametrize("step", ["RCPT", "DATA", "."])
async def test_s41_a_refused_contact_is_marked_and_the_applicant_is_asked_for_another(
    applications: Applications, step: str
) -> None:
    number = await applications.awaiting_approval()
    key = f"{number}/approval_request/1"
    report = await sent(applications.settings, key, {step: REFUSED})
    assert report.refused == (key,)
    row = await Mail.select(Mail.state, Mail.server_answer).where(Mail.key == key).first()
    assert row == {"state": "refused", "server_answer": REFUSED}
    assert (await load_facts(number)).stage is Stage.UNDELIVERABLE
    await applications.steps.return_undeliverable(applications.order(number))
    assert (await load_facts(number)).stage is Stage.RETURNED
    told = await Mail.select(Mail.recipient).where(
        Mail.application == number, Mail.kind == "undeliverable"
    )
    assert told == [{"recipient": APPLICANT}]


async def test_s41_while_it_pauses_nothing_more_goes_to_the_refused_mailbox(
    applications: Applications,
) -> None:
    number = await applications.awaiting_approval()
    await mails.queue(number, MailKind.APPROVAL_REMINDER, 1, CONTACT, now(), revision=1, nth=1)
    await sent(applications.settings, f"{number}/approval_request/1", {"RCPT": REFUSED})
    assert not [key for key in await mail_everything(now()) if "approval_reminder" in key]


async def test_s41_the_status_page_tells_that_the_request_did_not_arrive(
    site: Site, applications: Applications
) -> None:
    number = await applications.undeliverable()
    await applications.steps.return_undeliverable(applications.order(number))
    page = await status_page(site, applications, number)
    assert "申請内容を修正する" in page.text
    assert "届きませんでした" in page.text


@pytest.mark.parametrize("name", [*AUTOMATIC, "reply_of_a_person"])
async def test_s41_an_answer_that_says_yes_approves_nothing(
    applications: Applications, tmp_path: Path, name: str
) -> None:
    number = await requested(applications)
    text = SPECIMENS[name].replace(b"\n\n", YES, 1)
    await arrive(tmp_path, text, number, own_path)
    facts = await load_facts(number)
    assert (facts.stage, facts.choice) == (Stage.AWAITING_APPROVAL, None)
    assert not await Decision.exists()
    assert await FormRevision.count() == 1


@pytest.mark.parametrize("guess", GUESSES)
async def test_s41_a_bounce_to_a_guessed_return_path_marks_nothing(
    applications: Applications, tmp_path: Path, guess: Guess
) -> None:
    number = await requested(applications)
    await arrive(tmp_path, SPECIMENS["postfix_unknown_user"], number, guess)
    assert await mails.states([f"{number}/approval_request/1"]) == {
        f"{number}/approval_request/1": "sent"
    }
    assert (await load_facts(number)).stage is Stage.AWAITING_APPROVAL


async def test_s41_a_bounce_to_the_mails_own_return_path_marks_it(
    applications: Applications, tmp_path: Path
) -> None:
    """So that the tests above fail where bounces are not read at all."""
    number = await requested(applications)
    await arrive(tmp_path, SPECIMENS["postfix_unknown_user"], number, own_path)
    assert (await load_facts(number)).stage is Stage.UNDELIVERABLE
    told = Outbox.signal == "mail_bounced"
    assert await Outbox.exists().where(told, Outbox.process == number)
