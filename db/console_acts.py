"""What administrators do: in the audit log for good, with reason and values as long as it lives."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from db import audit
from db.tables.administration import ConsoleAct

Values = Mapping[str, str | int | bool | None]


@dataclass(frozen=True)
class Why:
    """Who acts and why; the reason is one to 1,000 characters, in the person's own words.

    `done_by`: the administrator's mail address, or `command line`. `administrator`: the key of the
    row, which the audit log keeps; 0 for the command line.
    """

    done_by: str
    reason: str
    administrator: int = 0


@dataclass(frozen=True)
class Concern:
    """What an act is about; None for what it is not about."""

    application_number: str | None = None
    company_id: str | None = None
    account_id: str | None = None


async def record_act(  # noqa: PLR0913 -- the columns of one row
    tag: str,
    why: Why,
    concern: Concern,
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
            tag=tag,
            done_by=why.done_by,
            application=concern.application_number,
            company=concern.company_id,
            account_id=concern.account_id,
            reason=why.reason,
            before=json.dumps(before or {}, ensure_ascii=False),
            after=json.dumps(after or {}, ensure_ascii=False),
        )
    ).returning(ConsoleAct.id)
    act = int(rows[0]["id"])
    await audit.record(
        tag,
        now,
        application_number=concern.application_number,
        company_id=concern.company_id,
        account_id=concern.account_id,
        act=act,
        administrator=why.administrator,
    )
    return act
