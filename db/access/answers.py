"""What the mailboxes and people concerned answer to a change that was asked for.

Each is one transaction that locks the company, counts once, and gives the process that is to hear
of it. Each raises `ChangeOverError` for a change that is over.
"""

from datetime import datetime
from typing import Any

from db import audit, outbox
from db.access.another_administrator import refuse_unless_another
from db.access.facts import AccessChangeRequest, lock_access_change
from db.access.notices import alert_administrators
from db.access.steps import close_unmade
from db.audit import ActReason, ActSubject, record_act
from db.engine import transaction
from db.members.account_links import FoundAccountLink, use_account_link
from db.tables.access import AccessChange
from domain.audit_tags import AuditTag
from domain.companies.access_change import AccessStage
from domain.mail_kinds import MailKind
from domain.refusals import RefusalError
from domain.tokens import Purpose


class ChangeOverError(RefusalError):
    """The change was made, stopped or called off before."""


class AlreadySecondedError(RefusalError):
    """Another administrator has agreed before."""


class NotTheOwnMailboxError(RefusalError):
    """Only the mailbox of the account itself can agree to a change of it."""


async def confirm_new_mailbox(link: FoundAccountLink, now: datetime) -> str | None:
    """Note that the new mailbox is there; gives the process, None when the link works no more."""
    async with transaction():
        change = await _lock_open(_change_of(link))
        if not await use_account_link(Purpose.ADDRESS, link.account, link.generation, now):
            return None
        await _note(change, now, confirmed_at=now)
        await _record(AuditTag.MEMBER_ACCESS_CONFIRM, change, now)
    return change.process


async def agree(link: FoundAccountLink, now: datetime) -> str:
    """Let the account's own mailbox end the wait; raises `NotTheOwnMailboxError` for any other."""
    async with transaction():
        change = await _lock_open(_change_of(link))
        if not change.may_be_agreed_to_by(link.account):
            raise NotTheOwnMailboxError
        if change.progress.agreed_at is None:
            await _note(change, now, agreed_at=now)
            await _record(AuditTag.MEMBER_ACCESS_AGREE, change, now)
    return change.process


async def stop(change_id: int, by: str, alert_to: str, now: datetime) -> str:
    """「心当たりがない」: the change is off, and all administrators hear of that at once.

    `by`: アカウントID of who of the company says so.
    """
    async with transaction():
        change = await _lock_open(change_id)
        await close_unmade(change, AccessStage.STOPPED, now)
        await alert_administrators(change, alert_to, now, kind=MailKind.ACCESS_CHANGE_STOPPED)
        await _tell(change, now)
        await _record(AuditTag.MEMBER_ACCESS_STOP, change, now, by=by)
    return change.process


async def call_off(change_id: int, why: ActReason, now: datetime) -> str:
    """Somebody of the operator calls it off."""
    async with transaction():
        change = await _lock_open(change_id)
        await close_unmade(change, AccessStage.CALLED_OFF, now)
        await _tell(change, now)
        await record_act(AuditTag.ADMINISTRATOR_ACCESS_CALL_OFF, why, _subject(change), now)
    return change.process


async def second(change_id: int, why: ActReason, now: datetime) -> str:
    """Another administrator agrees to a change that no mailbox of the company could be told of.

    Raises `NotAnotherAdministratorError`, and `AlreadySecondedError` of whoever comes second.
    """
    async with transaction():
        change = await _lock_open(change_id)
        if change.progress.seconded_at is not None:
            raise AlreadySecondedError
        waited = change.progress.due_at - change.progress.asked_at
        await refuse_unless_another(
            why.administrator,
            change.administrator,
            untouched_since=change.progress.asked_at - waited,
        )
        await _note(change, now, seconded_at=now, seconded_by=why.administrator)
        await record_act(AuditTag.ADMINISTRATOR_ACCESS_SECOND, why, _subject(change), now)
    return change.process


async def _lock_open(change_id: int) -> AccessChangeRequest:
    change = await lock_access_change(change_id)
    if change.closed_at is not None:
        raise ChangeOverError
    return change


def _change_of(link: FoundAccountLink) -> int:
    if link.access_change is None:
        raise LookupError("the link is about no change")
    return link.access_change


async def _note(change: AccessChangeRequest, now: datetime, **noted: Any) -> None:
    await AccessChange.update(**noted).where(AccessChange.id == change.change_id)
    await _tell(change, now)


async def _tell(change: AccessChangeRequest, now: datetime) -> None:
    await outbox.tell(change.process, "access_answered", now)


def _subject(change: AccessChangeRequest) -> ActSubject:
    return ActSubject(company_id=change.company_id, account_id=change.account_id or None)


async def _record(
    tag: AuditTag, change: AccessChangeRequest, now: datetime, **details: str
) -> None:
    await audit.record(
        tag,
        now,
        company_id=change.company_id,
        account_id=change.account_id or None,
        change=change.change_id,
        **details,
    )
