"""The audit log: who did what and when; and administrators' acts, with reason and values."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.tables.administration import ConsoleAct
from db.tables.operation import AuditEvent
from domain.audit_tags import AuditTag

Values = Mapping[str, str | int | bool | None]


async def record(
    tag: AuditTag,
    at: datetime,
    *,
    application_number: str | None = None,
    company_id: str | None = None,
    account_id: str | None = None,
    **details: str | int | bool | None,
) -> None:
    """Add one event, in the caller's transaction.

    `tag` is `source:subject:action`; `details` hold numbers and choices, never an address,
    a name or a token, because the log outlives the data it speaks of.
    """
    await AuditEvent.insert(
        AuditEvent(
            at=at,
            tag=tag.value,
            application_number=application_number,
            company_id=company_id,
            account_id=account_id,
            details=json.dumps(details),
        )
    )


async def record_for_accounts(
    tag: AuditTag, at: datetime, company_id: str, account_ids: Sequence[str], **details: str | int
) -> None:
    """Add an event of the same kind for each of a company's accounts, in one statement."""
    await AuditEvent.insert(
        *(
            AuditEvent(
                at=at,
                tag=tag.value,
                company_id=company_id,
                account_id=account_id,
                details=json.dumps(details),
            )
            for account_id in account_ids
        )
    )


@dataclass(frozen=True)
class ActReason:
    """Who acts and why; the reason is one to 1,000 characters, in the person's own words.

    `done_by`: the administrator's mail address, or `command line`. `administrator`: the key of the
    row, which the audit log keeps; 0 for the command line.
    """

    done_by: str
    reason: str
    administrator: int = 0


@dataclass(frozen=True)
class ActSubject:
    """What an act is about; None for what it is not about."""

    application_number: str | None = None
    company_id: str | None = None
    account_id: str | None = None


async def record_act(  # noqa: PLR0913 -- the columns of one row
    tag: AuditTag,
    why: ActReason,
    subject: ActSubject,
    now: datetime,
    *,
    before: Values | None = None,
    after: Values | None = None,
) -> int:
    """Record an act in the caller's transaction, in both logs; gives its number.

    `tag` is `administrator:subject:action`. Values may be personal: they are deleted with what
    they are about, while the audit log keeps who, what and when.
    """
    rows = await ConsoleAct.insert(
        ConsoleAct(
            at=now,
            tag=tag.value,
            done_by=why.done_by,
            application=subject.application_number,
            company=subject.company_id,
            account_id=subject.account_id,
            reason=why.reason,
            before=json.dumps(before or {}, ensure_ascii=False),
            after=json.dumps(after or {}, ensure_ascii=False),
        )
    ).returning(ConsoleAct.id)
    act = int(rows[0]["id"])
    await record(
        tag,
        now,
        application_number=subject.application_number,
        company_id=subject.company_id,
        account_id=subject.account_id,
        act=act,
        administrator=why.administrator,
    )
    return act
