"""A mail is taken for sending only while what it says is true."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from db.engine import transaction
from db.enrolment.facts import Facts, hold
from db.enrolment.links import newest_generation
from db.mailing import mails, shares
from db.mailing.mails import ClaimedMail
from db.members.account_links import link_works
from domain.mail_addresses import counted_mailbox
from domain.mail_shares import PER_CONTACT, share_of
from domain.processes import ProcessKind, kind_of
from domain.stages import Stage
from domain.tokens import Purpose

Truth = Callable[[Facts, ClaimedMail], bool]


def _asked(facts: Facts, mail: ClaimedMail) -> bool:
    return facts.stage is Stage.AWAITING_APPROVAL and facts.revision == mail.revision


def _to_be_corrected(facts: Facts, mail: ClaimedMail) -> bool:
    return facts.stage is Stage.RETURNED and facts.revision == mail.revision


def _form_awaited(facts: Facts, mail: ClaimedMail) -> bool:  # noqa: ARG001 -- a truth's signature
    return facts.stage is Stage.INVITED


# What asks somebody to do something; the others tell what has happened, which stays true.
_TRUE_WHILE: dict[str, Truth] = {
    "invitation": _form_awaited,
    "invitation_reminder": _form_awaited,
    "approval_request": _asked,
    "approval_reminder": _asked,
    "approval_resend": _asked,
    "alert_silence": _asked,
    "declined": _to_be_corrected,
    "returned": _to_be_corrected,
    "undeliverable": _to_be_corrected,
}

# Mails to members that carry a link, which somebody may have used or taken back meanwhile.
_CARRIES: dict[str, Purpose] = {
    "account_invitation": Purpose.INVITATION,
    "password_reset": Purpose.PASSWORD,
    "recovery": Purpose.PASSWORD,
    "address_confirmation": Purpose.ADDRESS,
    "access_confirmation": Purpose.ADDRESS,
}


async def take(key: str, now: datetime, per_contact: int = PER_CONTACT) -> ClaimedMail | None:
    """Claim a mail for this sender alone; None when it is done, taken, no longer true, or waits.

    One that is no longer true, such as a request that was withdrawn, is called off for good. One
    whose mailbox had its share is put aside until it may go (S12); `per_contact`: mails a day to a
    wholesaler's contact.
    """
    async with transaction():
        mail = await _take_while_true(key, now)
        return await _unless_it_waits(mail, per_contact, now) if mail else None


async def _take_while_true(key: str, now: datetime) -> ClaimedMail | None:
    is_true = await _truth(key.partition("/")[0], now)
    mail = await mails.claim(key, now)
    if mail is None or await is_true(mail):
        return mail
    await mails.void(key, now)
    return None


async def _unless_it_waits(
    mail: ClaimedMail, per_contact: int, now: datetime
) -> ClaimedMail | None:
    if share_of(mail.kind) is None:
        return mail
    await shares.one_at_a_time(counted_mailbox(mail.recipient))
    until = await shares.may_go_at(mail.key, per_contact, now)
    if until is None:
        return mail
    await mails.put_aside(mail.key, until)
    return None


async def _truth(process: str, now: datetime) -> Callable[[ClaimedMail], Awaitable[bool]]:
    """How to tell whether a mail of this process is true; holds an application for that."""
    if kind_of(process) is ProcessKind.ENROLMENT:
        # Before its mail is claimed: whoever calls a mail off holds the application as well.
        return partial(holds_true, await hold(process))
    return partial(_true_of_member, now)


async def holds_true(facts: Facts, mail: ClaimedMail) -> bool:
    """Whether what a mail about an application says still holds."""
    truth = _TRUE_WHILE.get(mail.kind)
    if truth is None:
        return True
    if not truth(facts, mail) or not mail.kind.startswith("invitation"):
        return truth(facts, mail)
    return await newest_generation(Purpose.APPLY, facts.application_number) == mail.generation


async def _true_of_member(now: datetime, mail: ClaimedMail) -> bool:
    purpose = _CARRIES.get(mail.kind)
    if purpose is None:
        return True
    return mail.account is not None and await link_works(
        purpose, mail.account, mail.generation, now
    )
