"""The limits in force, for administrators to see and to lift (S15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.console_acts import Concern, Values, Why, record_act
from db.engine import transaction
from db.tables.companies import Throttle
from domain.limits import OF_NETWORKS, LimitKind
from texts.limits import LIMITS

SHOWN = 200
"""How many limits the list shows at most; a flood has no end."""

_IN_FORCE = """
    SELECT number, bucket, shown, tries, most, window_ends_at FROM throttle
    WHERE tries > most AND most > 0 AND window_ends_at > {}
"""


@dataclass(frozen=True)
class LimitInForce:
    """One limit that was passed in its present window, until `ends_at`.

    `number` names it. `shown`: the network or the ID that it is about; empty where that would be
    personal, or it is about everything.
    """

    number: int
    kind: LimitKind
    shown: str
    tries: int
    most: int
    ends_at: datetime


async def limits_in_force(now: datetime) -> Sequence[LimitInForce]:
    """The limits in force at this moment, those that end last first; at most `SHOWN`."""
    rows = await Throttle.raw(
        f"{_IN_FORCE} ORDER BY window_ends_at DESC, number LIMIT {{}}", now, SHOWN
    )
    return [_limit(row) for row in rows]


async def load_limit(number: int, now: datetime) -> LimitInForce:
    """Read one that is in force; raises `LookupError` when there is none of this number."""
    rows = await Throttle.raw(f"{_IN_FORCE} AND number = {{}}", now, number)
    if not rows:
        raise LookupError(f"no limit {number} is in force")
    return _limit(rows[0])


async def lift(number: int, why: Why, now: datetime) -> None:
    """Begin to count anew; raises `LookupError` when the limit is not in force any more.

    A network is personal, and stays out of the logs of acts, which nothing deletes.
    """
    async with transaction():
        lifted = await load_limit(number, now)
        await Throttle.delete().where(Throttle.number == number)
        before: Values = {
            "limit": LIMITS[lifted.kind],
            "subject": None if lifted.kind in OF_NETWORKS else lifted.shown,
            "tries": lifted.tries,
        }
        await record_act("administrator:limit:lift", why, Concern(), now, before=before)


def _limit(row: dict[str, Any]) -> LimitInForce:
    return LimitInForce(
        number=row["number"],
        kind=LimitKind(row["bucket"].partition(":")[0]),
        shown=row["shown"],
        tries=row["tries"],
        most=row["most"],
        ends_at=row["window_ends_at"],
    )
