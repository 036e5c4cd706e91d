"""Floods: more was tried by many networks than a limit allows; noted, and told by mail (S15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db import outbox
from db.engine import transaction
from db.tables.operation import Flood as FloodRow
from db.tables.operation import Mail
from domain.limits import Limit, LimitKind
from domain.mail_addresses import counted_mailbox
from domain.mail_kinds import MailKind
from domain.processes import ProcessKind, process_id

FLOOD = MailKind.ALERT_FLOOD

AN_EPISODE = timedelta(days=1)
"""How long nothing must be seen of a flood until the next one counts as another."""

BETWEEN_MAILS = timedelta(hours=6)
"""However many floods there are, administrators get one mail in this time; the console has all."""


@dataclass(frozen=True)
class Flood:
    """One flood. `subject`: 企業ID or 企業ID-アカウントID, empty for everything.

    `tries`: the most in one window, of which `most` are allowed.
    """

    kind: LimitKind
    subject: str
    tries: int
    most: int
    began_at: datetime
    seen_at: datetime


async def note(limit: Limit, tries: int, alert_to: str, now: datetime) -> None:
    """Note that a limit was passed; the administrators get a mail, once in a while."""
    async with transaction():
        # One at a time, so that two floods at one moment are one mail.
        await FloodRow.raw("SELECT pg_advisory_xact_lock(hashtextextended('floods', 3))")
        flood = await _go_on(limit, tries, now) or await _begin(limit, tries, now)
        if not await FloodRow.exists().where(FloodRow.told_at > now - BETWEEN_MAILS):
            await FloodRow.update({FloodRow.told_at: now}).where(FloodRow.id == flood)
            await _tell(flood, alert_to, now)


async def load_flood(flood: int) -> Flood:
    """Read one; raises `LookupError` when there is none of this number."""
    row = await FloodRow.select().where(FloodRow.id == flood).first()
    if row is None:
        raise LookupError(f"there is no flood {flood}")
    return _flood(row)


async def latest_floods(most: int = 50) -> Sequence[Flood]:
    """The latest floods, the newest first."""
    rows = await FloodRow.select().order_by(FloodRow.seen_at, ascending=False).limit(most)
    return [_flood(row) for row in rows]


async def _go_on(limit: Limit, tries: int, now: datetime) -> int | None:
    rows = await FloodRow.raw(
        """
        UPDATE flood SET seen_at = {}, tries = greatest(tries, {}), most = {}
        WHERE kind = {} AND subject = {} AND seen_at > {} RETURNING id
        """,
        now,
        tries,
        limit.most,
        limit.kind.value,
        limit.shown,
        now - AN_EPISODE,
    )
    return int(rows[0]["id"]) if rows else None


async def _begin(limit: Limit, tries: int, now: datetime) -> int:
    rows = await FloodRow.insert(
        FloodRow(
            kind=limit.kind.value,
            subject=limit.shown,
            tries=tries,
            most=limit.most,
            began_at=now,
            seen_at=now,
        )
    )
    return int(rows[0]["id"])


async def _tell(flood: int, alert_to: str, now: datetime) -> None:
    rows = await Mail.raw("SELECT nextval('process_serial') AS serial")
    process = process_id(ProcessKind.LETTERS, rows[0]["serial"])
    await Mail.insert(
        Mail(
            key=f"{process}/{FLOOD}/{flood}",
            process=process,
            kind=FLOOD,
            generation=flood,
            recipient=alert_to,
            mailbox=counted_mailbox(alert_to),
            queued_at=now,
        )
    )
    await outbox.tell(process, "start", now)


def _flood(row: dict[str, object]) -> Flood:
    fields = {name: row[name] for name in Flood.__annotations__}
    return Flood(**fields | {"kind": LimitKind(str(row["kind"]))})  # type: ignore[arg-type]  # the columns are its fields
