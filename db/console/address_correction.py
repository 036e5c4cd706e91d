"""An administrator corrects the applicant's mail address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.audit import ActReason
from db.console.possible_acts import finish_act
from db.engine import transaction
from db.enrolment.application_form import add_revision, newest_form
from db.enrolment.facts import lock_application
from db.enrolment.invitations import send_link
from db.enrolment.links import make_link
from db.mailing import mails
from db.tables.enrolment import Application
from db.tables.operation import Mail
from domain.audit_tags import AuditTag
from domain.companies.access_acts import AccessAct, Ground
from domain.enrolment.facts import Facts
from domain.enrolment.policy import Policy
from domain.enrolment.stages import Author, Stage
from domain.mail_addresses import domain_of, mailbox_key
from domain.mail_kinds import MailKind
from domain.refusals import MovedOnError, RefusalError
from domain.text import InvalidInput
from domain.tokens import Purpose


class MailOnItsWayError(RefusalError):
    """A mail is being sent to the old address at this moment, maybe with the newest link."""


@dataclass(frozen=True)
class LinkMaking:
    """What new links need besides the facts."""

    keys: Sequence[bytes]
    policy: Policy


def verification_of(verified_at: datetime | None) -> str:
    """How `access_acts.RULES` calls an applicant's address; it is proved by its link."""
    return "unproved" if verified_at is None else "proved"


async def correct_address(  # noqa: PLR0913 -- whose address, and who changes it on what ground
    application_number: str,
    mail_address: str,
    making: LinkMaking,
    why: ActReason,
    *,
    ground: Ground,
    now: datetime,
) -> None:
    """Replace the address, and with it every link that the old one has; both are told.

    An applicant who has not submitted gets a new link to the form, with its full time, and
    proves the new address by it. If the domain changes while the contact is asked, the contact
    is asked anew, who sees the domain and judges by it. Once the form was sent, the IDs are still
    issued to the address that sent it, which is then asked about the new one (S48). Raises
    `AdministratorNeededError` where the ground is not enough, `MovedOnError` when the application
    waits for nobody, `InvalidInput` for an address that it cannot have, `MailOnItsWayError` for a
    moment while a mail goes out.
    """
    async with transaction():
        facts = await lock_application(application_number)
        if not facts.stage.waits:
            raise MovedOnError(facts.stage)
        ground.refuse_unless_enough(AccessAct.APPLICANT, await _verification(application_number))
        _refuse_useless(facts, mail_address)
        await _readdress(facts, mail_address, now)
        if facts.stage is Stage.INVITED:
            await _invite(facts, mail_address, making, now)
        else:
            await _keep_who_proved_it(facts, mail_address)
            await _give_status_link(facts, mail_address, making, now)
        await _ask_anew(facts, mail_address, now)
        evidence = {"evidence": ground.evidence} if ground.evidence else {}
        act = await finish_act(
            AuditTag.ADMINISTRATOR_ADDRESS_CORRECT,
            why,
            facts,
            now,
            before={"mail_address": facts.mail_address},
            after={"mail_address": mail_address, **evidence},
        )
        await _tell_old_address(facts, act, now)


async def _verification(application_number: str) -> str:
    (row,) = await Application.select(Application.verified_at).where(
        Application.application_number == application_number
    )
    return verification_of(row["verified_at"])


async def _keep_who_proved_it(facts: Facts, mail_address: str) -> None:
    """Remember the address that sent the form, unless it is the one that is put in again."""
    which = Application.application_number == facts.application_number
    await Application.update({Application.proved_address: facts.mail_address}).where(
        which, Application.proved_address.is_null()
    )
    await Application.update({Application.proved_address: None}).where(
        which, Application.proved_address == mail_address
    )


def _refuse_useless(facts: Facts, mail_address: str) -> None:
    if mail_address == facts.mail_address:
        raise InvalidInput("現在と同じメールアドレスです。正しいメールアドレスを入力してください。")
    if mailbox_key(mail_address) == mailbox_key(facts.contact_mail_address):
        raise InvalidInput(
            "認証先卸担当者のメールアドレスです。申請者のメールアドレスを入力してください。"
        )


async def _readdress(facts: Facts, mail_address: str, now: datetime) -> None:
    """Change the address, and whereto the mails go that wait to be sent."""
    number = facts.application_number
    waiting = (
        (Mail.application == number)
        & (Mail.recipient == facts.mail_address)
        & (Mail.state == "queued")
    )
    if await Mail.exists().where(waiting, Mail.claimed_until >= now):
        raise MailOnItsWayError
    await Mail.update({Mail.recipient: mail_address}).where(waiting)
    await Application.update(
        {Application.mail_address: mail_address, Application.mailbox_key: mailbox_key(mail_address)}
    ).where(Application.application_number == number)


async def _invite(facts: Facts, mail_address: str, making: LinkMaking, now: datetime) -> None:
    """The new link to the form; the one who opens it has to prove the address."""
    number, deadline = facts.application_number, making.policy.link_lifetime.after(now)
    await Application.update({Application.deadline: deadline, Application.verified_at: None}).where(
        Application.application_number == number
    )
    await send_link(number, mail_address, deadline, keys=making.keys, policy=making.policy, now=now)


async def _give_status_link(
    facts: Facts, mail_address: str, making: LinkMaking, now: datetime
) -> None:
    number, revision = facts.application_number, facts.revision
    generation = await make_link(making.keys, Purpose.STATUS, number, now=now)
    await mails.queue(
        number, MailKind.ADDRESS_CORRECTED, generation, mail_address, now, revision=revision
    )


async def _ask_anew(facts: Facts, mail_address: str, now: datetime) -> None:
    asked = facts.stage is Stage.AWAITING_APPROVAL
    if asked and domain_of(mail_address) != domain_of(facts.mail_address):
        form = await newest_form(facts.application_number)
        await add_revision(facts, form, Author.ADMINISTRATOR, now)


async def _tell_old_address(facts: Facts, act: int, now: datetime) -> None:
    """Unless the latest mail to it came back: then there is nobody to tell."""
    number = facts.application_number
    latest = await (
        Mail.select(Mail.state)
        .where(Mail.application == number, Mail.recipient == facts.mail_address)
        .order_by(Mail.finished_at, ascending=False)
        .first()
    )
    if latest is None or latest["state"] not in {"refused", "bounced"}:
        await mails.queue(number, MailKind.ADDRESS_REPLACED, act, facts.mail_address, now)
