"""A mail is claimed for sending only while what it says is true."""

from datetime import datetime

from db.engine import transaction
from db.enrolment.deadlines import begin_late
from db.enrolment.facts import lock_application
from db.mailing import mails, shares
from db.mailing.mails import ClaimedMail, MailToSend
from db.members import link_lifetimes
from db.members.account_facts import lock_accounts
from db.members.account_links import link_works
from db.members.link_lifetimes import CARRIED
from domain.enrolment.facts import Facts
from domain.enrolment.policy import Policy
from domain.enrolment.procedure import holds_true
from domain.mail_addresses import counted_mailbox
from domain.mail_kinds import MailKind
from domain.mail_shares import PER_CONTACT, share_of
from domain.processes import ProcessKind, kind_of
from domain.tokens import Purpose

# Mails to members that are of no use once somebody used their link or took it back.
_NEEDED_LINKS: dict[str, Purpose] = {kind: link.purpose for kind, link in CARRIED.items()} | {
    MailKind.ACCESS_CONFIRMATION: Purpose.ADDRESS
}


async def claim_while_true(
    key: str, policy: Policy, now: datetime, per_contact: int = PER_CONTACT
) -> MailToSend | None:
    """Claim a mail for this sender alone; None when it is done, taken, no longer true, or waits.

    One that is no longer true, such as a request that was withdrawn, is called off for good. One
    whose mailbox had its share is put aside until it may go (S12); `per_contact`: mails a day to a
    wholesaler's contact. The time that a mail promises begins with the mail, however late that is.
    """
    process, kind, _ = key.split("/")
    async with transaction():
        if kind_of(process) is ProcessKind.ENROLMENT:
            return await _claim_about_application(key, process, policy, per_contact, now)
        if kind in _NEEDED_LINKS:
            return await _claim_with_link(key, per_contact, now)
        return await _unless_it_waits(await mails.claim(key, now), per_contact, now)


async def _claim_about_application(
    key: str, application_number: str, policy: Policy, per_contact: int, now: datetime
) -> MailToSend | None:
    # Before its mail is claimed: whoever calls a mail off locks the application as well.
    facts = await lock_application(application_number)
    mail = await mails.claim(key, now)
    if mail is not None and not still_true(facts, mail):
        await mails.void(key, now)
        return None
    mail = await _unless_it_waits(mail, per_contact, now)
    if mail is not None:
        await begin_late(facts, mail, policy, now)
    return mail


async def _claim_with_link(key: str, per_contact: int, now: datetime) -> MailToSend | None:
    """Claim a mail to a member whose link somebody may have used or taken back meanwhile."""
    await lock_accounts(await mails.accounts_of(key))
    mail = await mails.claim(key, now)
    if mail is None:
        return None
    # As it was queued: one that is of no use would hold up others of its mailbox.
    if await _is_of_use(mail, mail.queued_at):
        if await _unless_it_waits(mail, per_contact, now) is None:
            return None
        if mail.kind in CARRIED:
            await link_lifetimes.begin_late(mail, now)
        if await _is_of_use(mail, now):
            return mail
    await mails.void(key, now)
    return None


async def _is_of_use(mail: ClaimedMail, at: datetime) -> bool:
    """Whether the link of a mail to a member works at a moment, for all that was done to it."""
    return mail.account is not None and await link_works(
        _NEEDED_LINKS[mail.kind], mail.account, mail.generation, at
    )


async def _unless_it_waits(
    mail: MailToSend | None, per_contact: int, now: datetime
) -> MailToSend | None:
    if mail is None or share_of(mail.kind) is None:
        return mail
    await shares.one_at_a_time(counted_mailbox(mail.recipient))
    until = await shares.may_go_at(mail.key, per_contact, now)
    if until is None:
        return mail
    await mails.put_aside(mail.key, until)
    return None


def still_true(facts: Facts, mail: ClaimedMail) -> bool:
    """Whether what a mail about an application says is still true."""
    return holds_true(facts, mail.kind, mail.generation, mail.revision)
