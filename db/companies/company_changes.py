"""A new 企業名 or 代表JANメーカーコード: the ID manager asks, an administrator decides."""

from dataclasses import asdict, dataclass
from datetime import datetime

from db import audit, outbox
from db.companies.company_change_facts import hold_change, load_change, undecided_change
from db.companies.company_letters import tell
from db.company_data import hold_company, hold_member
from db.console_acts import Concern, Why, record_act
from db.engine import transaction
from db.tables.companies import Company
from db.tables.members import CompanyChange
from domain.companies.company_change import MAILS_WHEN_REQUESTED, ChangeChoice
from domain.companies.company_data import Identity
from domain.company_names import loose_search_key
from domain.jan_codes import overlaps
from domain.processes import ProcessKind, process_id
from domain.refusals import RefusalError


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

    `by`: アカウントID of the ID manager. Raises `ChangeOpenError` while another is undecided,
    `CompanyLeftError` when the company has left.
    """
    async with transaction():
        await hold_member(company_id)
        if await undecided_change(company_id) is not None:
            raise ChangeOpenError
        change_id = await _insert(company_id, by, wanted, reason, now)
        process = change_process(change_id)
        await tell(process, MAILS_WHEN_REQUESTED, company_id, now, alert_to=alert_to)
        await outbox.tell(process, "start", now)
        await audit.record(
            "member:company_change:request",
            now,
            company_id=company_id,
            account_id=by,
            change=change_id,
        )
    return process


async def withdraw_company_change(company_id: str, by: str | None, now: datetime) -> str | None:
    """Take back the undecided request, and give its process; None when there is none (any more).

    `by`: アカウントID of the ID manager; None when it goes because the company ends.
    """
    async with transaction():
        await hold_company(company_id)
        change = await undecided_change(company_id)
        if change is None:
            return None
        change_id = change.change_id
        await _decide(change_id, ChangeChoice.WITHDRAW, "", "", now)
        await audit.record(
            f"{'member' if by else 'workflow'}:company_change:withdraw",
            now,
            company_id=company_id,
            account_id=by,
            change=change_id,
        )
    return change_process(change_id)


async def decide_company_change(
    change_id: int, choice: ChangeChoice, why: Why, now: datetime
) -> str:
    """Record what an administrator decided, and give the process that has it done.

    The ID manager reads the reason. Raises `ChangeDecidedError` when it was decided or
    withdrawn before, `LookupError` when there is no such request.
    """
    async with transaction():
        change = await hold_change(change_id)
        if change.choice is not None:
            raise ChangeDecidedError(change.choice)
        await _decide(change_id, choice, why.reason, why.done_by, now)
        await record_act(
            f"administrator:company_change:{choice}",
            why,
            Concern(company_id=change.company_id),
            now,
            after={"change": change_id, **asdict(change.wanted)},
        )
    return change_process(change_id)


async def evidence(change_id: int) -> tuple[SimilarCompany, ...]:
    """Other companies of the wanted name, or with an overlapping code; for the decision.

    Names are compared as `loose_search_key` folds them, codes as `overlaps` does. At most 100.
    """
    change = await load_change(change_id)
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
