"""A new 企業名 or 代表JANメーカーコード: an ID manager asks, an administrator decides."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from db import audit, outbox
from db.audit import ActReason, ActSubject, record_act
from db.company_data import lock_company, lock_member_company
from db.engine import transaction
from db.mailing.letters import tell
from db.tables.companies import Company
from db.tables.members import CompanyChange
from domain.audit_tags import AuditTag
from domain.companies.company_change import MAILS_WHEN_REQUESTED, ChangeChoice
from domain.companies.company_data import Identity
from domain.company_names import loose_search_key
from domain.jan_codes import overlaps
from domain.processes import ProcessKind, process_id
from domain.refusals import RefusalError


@dataclass(frozen=True)
class CompanyChangeRequest:
    """One request; `wanted` is what the company is to be known by.

    `requested_by`: アカウントID. `choice`: None while it is undecided. `decision_reason`: as the ID
    manager reads it. `closed`: what follows from the decision was done.
    """

    change_id: int
    company_id: str
    wanted: Identity
    reason: str
    requested_by: str
    requested_at: datetime
    choice: ChangeChoice | None
    decision_reason: str
    decided_by: str
    decided_at: datetime | None
    closed: bool


async def load_company_change(change_id: int) -> CompanyChangeRequest:
    """Read a request; raises `LookupError` when there is none of this number."""
    row = await CompanyChange.select().where(CompanyChange.id == change_id).first()
    if row is None:
        raise LookupError(f"there is no company change {change_id}")
    return _change(row)


async def lock_company_change(change_id: int) -> CompanyChangeRequest:
    """Lock the company of a request until the transaction ends, and read the request.

    Raises `LookupError` when there is none of this number.
    """
    await lock_company((await load_company_change(change_id)).company_id)
    # Read again: it shows what the holder of the lock committed meanwhile.
    return await load_company_change(change_id)


async def newest_change(company_id: str) -> CompanyChangeRequest | None:
    """The company's latest request, decided or not."""
    row = await (
        CompanyChange.select()
        .where(CompanyChange.company == company_id)
        .order_by(CompanyChange.id, ascending=False)
        .first()
    )
    return None if row is None else _change(row)


async def undecided_change(company_id: str) -> CompanyChangeRequest | None:
    """The company's request that waits for a decision; there is one at most."""
    newest = await newest_change(company_id)
    return newest if newest is not None and newest.choice is None else None


async def open_changes() -> tuple[str, ...]:
    """The processes of requests that are not over, or still have a mail to send."""
    rows = await CompanyChange.raw(
        """
        SELECT process FROM company_change, concat('change-', id) AS process
        WHERE closed_at IS NULL OR EXISTS (
            SELECT FROM mail WHERE mail.process = process.process AND state = 'queued'
        )
        ORDER BY id
        """
    )
    return tuple(row["process"] for row in rows)


def _change(row: dict[str, Any]) -> CompanyChangeRequest:
    return CompanyChangeRequest(
        change_id=row["id"],
        company_id=row["company"],
        wanted=Identity(row["name"], row["name_kana"], row["jan_maker_code"]),
        reason=row["reason"],
        requested_by=row["requested_by"],
        requested_at=row["requested_at"],
        choice=None if row["choice"] is None else ChangeChoice(row["choice"]),
        decision_reason=row["decision_reason"],
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
        closed=row["closed_at"] is not None,
    )


class ChangeOpenError(RefusalError):
    """The company asked for a change before, and it is not decided yet."""


class ChangeDecidedError(RefusalError):
    """The request was decided or withdrawn before; `choice` says which."""

    def __init__(self, choice: ChangeChoice) -> None:
        super().__init__(choice)
        self.choice = choice


@dataclass(frozen=True)
class SimilarCompany:
    """Another member company, and in what it meets a request."""

    company_id: str
    name: str
    head_office: str
    jan_maker_code: str | None
    same_name: bool
    same_code: bool


def change_process(change_id: int) -> str:
    """The process that sees to a request."""
    return process_id(ProcessKind.COMPANY_CHANGE, change_id)


async def request_company_change(  # noqa: PLR0913 -- what the page knows
    company_id: str, by: str, wanted: Identity, reason: str, *, alert_to: str, now: datetime
) -> str:
    """Record a request, alert the administrators, and give the process that sees to it.

    `by`: アカウントID of an ID manager. Raises `ChangeOpenError` while another is undecided,
    `CompanyLeftError` when the company has left.
    """
    async with transaction():
        await lock_member_company(company_id)
        if await undecided_change(company_id) is not None:
            raise ChangeOpenError
        change_id = await _insert(company_id, by, wanted, reason, now)
        process = change_process(change_id)
        await tell(process, MAILS_WHEN_REQUESTED, company_id, now, alert_to=alert_to)
        await outbox.tell(process, "start", now)
        await audit.record(
            AuditTag.MEMBER_COMPANY_CHANGE_REQUEST,
            now,
            company_id=company_id,
            account_id=by,
            change=change_id,
        )
    return process


async def withdraw_company_change(company_id: str, by: str | None, now: datetime) -> str | None:
    """Take back the undecided request, and give its process; None when there is none (any more).

    `by`: アカウントID of an ID manager; None when it goes because the company ends.
    """
    async with transaction():
        await lock_company(company_id)
        change = await undecided_change(company_id)
        if change is None:
            return None
        change_id = change.change_id
        await _decide(change_id, ChangeChoice.WITHDRAW, "", "", now)
        await audit.record(
            AuditTag.of("member" if by else "workflow", "company_change", "withdraw"),
            now,
            company_id=company_id,
            account_id=by,
            change=change_id,
        )
    return change_process(change_id)


async def decide_company_change(
    change_id: int, choice: ChangeChoice, why: ActReason, now: datetime
) -> str:
    """Record what an administrator decided, and give the process that has it done.

    The ID managers read the reason. Raises `ChangeDecidedError` when it was decided or
    withdrawn before, `LookupError` when there is no such request.
    """
    async with transaction():
        change = await lock_company_change(change_id)
        if change.choice is not None:
            raise ChangeDecidedError(change.choice)
        await _decide(change_id, choice, why.reason, why.done_by, now)
        await record_act(
            AuditTag.of("administrator", "company_change", choice),
            why,
            ActSubject(company_id=change.company_id),
            now,
            after={"change": change_id, **asdict(change.wanted)},
        )
    return change_process(change_id)


async def evidence(change_id: int) -> tuple[SimilarCompany, ...]:
    """Other companies of the wanted name, or with an overlapping code; for the decision.

    Names are compared as `loose_search_key` folds them, codes as `overlaps` does. At most 100.
    """
    change = await load_company_change(change_id)
    name, code = loose_search_key(change.wanted.name), change.wanted.jan_maker_code
    rows = await Company.raw(
        """
        SELECT company_id, name, head_office, jan_maker_code, loose_search_key = {} AS same_name
        FROM company
        WHERE company_id <> {} AND ended_at IS NULL AND (
            loose_search_key = {} OR jan_maker_code LIKE {} || '%'
            OR jan_maker_code IN (left({}, 7), left({}, 9))
        )
        ORDER BY company_id LIMIT 100
        """,
        name,
        change.company_id,
        name,
        code,
        code,
        code,
    )
    return tuple(
        SimilarCompany(**row, same_code=_same_code(code, row["jan_maker_code"])) for row in rows
    )


def _same_code(wanted: str | None, taken: str | None) -> bool:
    return wanted is not None and taken is not None and overlaps(wanted, taken)


async def _insert(company_id: str, by: str, wanted: Identity, reason: str, now: datetime) -> int:
    rows = await CompanyChange.insert(
        CompanyChange(
            company=company_id,
            name=wanted.name,
            name_kana=wanted.name_kana,
            jan_maker_code=wanted.jan_maker_code,
            reason=reason,
            requested_by=by,
            requested_at=now,
        )
    )
    return int(rows[0]["id"])


async def _decide(
    change_id: int, choice: ChangeChoice, reason: str, decided_by: str, now: datetime
) -> None:
    await CompanyChange.update(
        {
            CompanyChange.choice: choice.value,
            CompanyChange.decision_reason: reason,
            CompanyChange.decided_by: decided_by,
            CompanyChange.decided_at: now,
        }
    ).where(CompanyChange.id == change_id, CompanyChange.choice.is_null())
    await outbox.tell(change_process(change_id), "change_decided", now)
