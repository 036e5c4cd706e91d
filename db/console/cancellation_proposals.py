"""解約 that a company asked the operator for: one administrator begins it, another agrees (S48).

Then it is as if the ID manager had asked for it: the company is told, and may stay. Each act is one
transaction that locks the company.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.access.another_administrator import refuse_unless_another
from db.audit import ActReason, ActSubject, record_act
from db.companies.cancellations import (
    begin_cancellation,
    refuse_to_leave_twice,
    take_back_cancellation,
)
from db.company_data import lock_company
from db.engine import transaction
from db.mailing.letters import NewLetter, send_letters
from db.tables.members import CancellationProposal as ProposalRow
from domain.audit_tags import AuditTag
from domain.business_calendar import format_jst
from domain.companies.cancellation import CancellationDates
from domain.durations import Duration
from domain.mail_kinds import MailKind
from domain.refusals import RefusalError


class AlreadyProposedError(RefusalError):
    """The same was begun before, and waits for another administrator."""


class NoProposalError(RefusalError):
    """Nothing waits for another administrator any more."""


@dataclass(frozen=True)
class Proposal:
    """What one administrator began, and no other has answered; `administrator`: the key of who."""

    id: int
    reason: str
    evidence: str
    asked_by: str
    administrator: int
    asked_at: datetime


async def open_proposal(company_id: str) -> Proposal | None:
    """The proposal that waits for another administrator; there is one at most."""
    row = await (
        ProposalRow.select(
            ProposalRow.id,
            ProposalRow.reason,
            ProposalRow.evidence,
            ProposalRow.asked_by,
            ProposalRow.administrator,
            ProposalRow.asked_at,
        )
        .where(ProposalRow.company == company_id, ProposalRow.closed_at.is_null())
        .first()
    )
    return None if row is None else Proposal(**row)


async def propose_cancellation(
    company_id: str, evidence: str, why: ActReason, alert_to: str, now: datetime
) -> str:
    """Record that a company wants to leave, and give the process that tells the administrators.

    Raises `AlreadyProposedError`, and as `refuse_to_leave_twice` does.
    """
    async with transaction():
        await refuse_to_leave_twice(company_id)
        if await open_proposal(company_id) is not None:
            raise AlreadyProposedError
        await ProposalRow.insert(
            ProposalRow(
                company=company_id,
                reason=why.reason,
                evidence=evidence,
                asked_by=why.done_by,
                administrator=why.administrator,
                asked_at=now,
            )
        )
        letter = NewLetter(MailKind.CANCELLATION_PROPOSED, company_id, None, alert_to)
        process = await send_letters([letter], now)
        await record_act(
            AuditTag.ADMINISTRATOR_CANCELLATION_PROPOSE,
            why,
            ActSubject(company_id=company_id),
            now,
            after={"evidence": evidence},
        )
    return process


async def agree_to_cancellation(  # noqa: PLR0913 -- what is begun, who agrees, and by which settings
    company_id: str,
    why: ActReason,
    dates: CancellationDates,
    untouched_for: Duration,
    *,
    alert_to: str,
    now: datetime,
) -> str:
    """Begin the 解約, and give the process that sees to it.

    `untouched_for`: so long before the proposal nobody may have touched the login of who agrees.
    Raises `NoProposalError`, `NotAnotherAdministratorError`, and as `begin_cancellation` does.
    """
    async with transaction():
        proposal = await _lock_open(company_id)
        await refuse_unless_another(
            why.administrator,
            proposal.administrator,
            untouched_since=untouched_for.before(proposal.asked_at),
        )
        request = await begin_cancellation(
            company_id, "", proposal.reason, dates, alert_to=alert_to, now=now
        )
        await _close(proposal, "agreed", why, now)
        await record_act(
            AuditTag.ADMINISTRATOR_CANCELLATION_SECOND,
            why,
            ActSubject(company_id=company_id),
            now,
            after={"ends_at": format_jst(request.ends_at)},
        )
    return request.process


async def call_off_proposal(company_id: str, why: ActReason, now: datetime) -> None:
    """Let nothing come of a proposal, of which the company has not heard; `NoProposalError`."""
    async with transaction():
        await _close(await _lock_open(company_id), "called_off", why, now)
        await record_act(
            AuditTag.ADMINISTRATOR_CANCELLATION_CALL_OFF,
            why,
            ActSubject(company_id=company_id),
            now,
        )


async def undo_on_request(company_id: str, why: ActReason, now: datetime) -> str:
    """Undo a 解約 because the company asks for it, whoever began it; gives the process.

    Raises `NoCancellationError` when it is too late, or there is nothing to undo.
    """
    async with transaction():
        request = await take_back_cancellation(company_id, now)
        await record_act(
            AuditTag.ADMINISTRATOR_CANCELLATION_UNDO,
            why,
            ActSubject(company_id=company_id),
            now,
            before={"ends_at": format_jst(request.ends_at)},
        )
    return request.process


async def _lock_open(company_id: str) -> Proposal:
    await lock_company(company_id)
    proposal = await open_proposal(company_id)
    if proposal is None:
        raise NoProposalError
    return proposal


async def _close(
    proposal: Proposal, outcome: Literal["agreed", "called_off"], why: ActReason, now: datetime
) -> None:
    await ProposalRow.update(outcome=outcome, decided_by=why.administrator, closed_at=now).where(
        ProposalRow.id == proposal.id
    )
