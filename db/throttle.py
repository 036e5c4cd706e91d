"""How often something was tried in a window of time, and the limits that are in force (S15)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.audit import ActReason, ActSubject, Values, record_act
from db.engine import transaction
from db.tables.companies import Throttle
from domain.audit_tags import AuditTag
from domain.limits import OF_NETWORKS, Limit, LimitKind
from texts.limits import LIMITS

# In one order, so that nobody who locks several waits for another who does.
_LOCKED = (
    "(SELECT bucket FROM throttle WHERE bucket = ANY({}) ORDER BY bucket FOR UPDATE) AS locked"
)

_IS_OVER = (
    "t.window_started_at + (excluded.window_ends_at - excluded.window_started_at)"
    " <= excluded.window_started_at"
)

LIMITS_SHOWN = 200
"""How many limits the list shows at most; a flood has no end."""

_IN_FORCE = """
    SELECT number, bucket, shown, tries, most, window_ends_at FROM throttle
    WHERE tries > most AND most > 0 AND window_ends_at > {}
"""


async def count(limit: Limit, now: datetime) -> int:
    """Count one try; gives how many there were in the present window, with this one."""
    (tries,) = await count_all([limit], now)
    return tries


async def count_all(limits: Sequence[Limit], now: datetime) -> list[int]:
    """Count one try by each of these limits, which are of different things, in one statement.

    Gives how many there were in the present window of each, with this one. A window begins with
    the first try in it.
    """
    rows = await Throttle.raw(
        f"""
        INSERT INTO throttle AS t (bucket, window_started_at, window_ends_at, tries, most, shown)
        SELECT bucket, {{}}::timestamptz, ends, 1, most, shown
        FROM unnest({{}}::text[], {{}}::timestamptz[], {{}}::integer[], {{}}::text[])
            AS tried (bucket, ends, most, shown)
        ORDER BY bucket
        ON CONFLICT (bucket) DO UPDATE SET
            tries = CASE WHEN {_IS_OVER} THEN 1 ELSE t.tries + 1 END,
            window_started_at = CASE WHEN {_IS_OVER}
                THEN excluded.window_started_at ELSE t.window_started_at END,
            window_ends_at = CASE WHEN {_IS_OVER}
                THEN excluded.window_ends_at ELSE t.window_ends_at END,
            most = excluded.most, shown = excluded.shown
        RETURNING bucket, tries
        """,  # noqa: S608 -- a constant of this file
        now,
        [_bucket(limit) for limit in limits],
        [now + limit.window for limit in limits],
        [limit.most for limit in limits],
        [limit.shown for limit in limits],
    )
    tries = {row["bucket"]: int(row["tries"]) for row in rows}
    return [tries[_bucket(limit)] for limit in limits]


async def allow(limit: Limit, now: datetime) -> bool:
    """Count one try; False when there were as many as may be in the present window already."""
    return await count(limit, now) <= limit.most


async def give_back(limits: Iterable[Limit]) -> None:
    """Count one try less, where it turned out to be none that the limits are about."""
    await Throttle.raw(
        f"UPDATE throttle SET tries = tries - 1 FROM {_LOCKED}"  # noqa: S608 -- a constant of this file
        " WHERE throttle.bucket = locked.bucket AND tries > 0",
        [_bucket(limit) for limit in limits],
    )


async def forget(limits: Iterable[Limit]) -> None:
    """Begin to count anew, in the caller's transaction; for somebody who was helped."""
    await Throttle.raw(
        f"DELETE FROM throttle USING {_LOCKED} WHERE throttle.bucket = locked.bucket",  # noqa: S608 -- a constant of this file
        [_bucket(limit) for limit in limits],
    )


def _bucket(limit: Limit) -> str:
    """The subject may be personal, so only its hash is stored."""
    digest = hashlib.sha256(limit.subject.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{limit.kind}:{digest}"


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
    """The limits in force at this moment, those that end last first; at most `LIMITS_SHOWN`."""
    rows = await Throttle.raw(
        f"{_IN_FORCE} ORDER BY window_ends_at DESC, number LIMIT {{}}", now, LIMITS_SHOWN
    )
    return [_limit(row) for row in rows]


async def load_limit(number: int, now: datetime) -> LimitInForce:
    """Read one that is in force; raises `LookupError` when there is none of this number."""
    rows = await Throttle.raw(f"{_IN_FORCE} AND number = {{}}", now, number)
    if not rows:
        raise LookupError(f"no limit {number} is in force")
    return _limit(rows[0])


async def lift(number: int, why: ActReason, now: datetime) -> None:
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
        await record_act(AuditTag.ADMINISTRATOR_LIMIT_LIFT, why, ActSubject(), now, before=before)


def _limit(row: dict[str, Any]) -> LimitInForce:
    return LimitInForce(
        number=row["number"],
        kind=LimitKind(row["bucket"].partition(":")[0]),
        shown=row["shown"],
        tries=row["tries"],
        most=row["most"],
        ends_at=row["window_ends_at"],
    )
