"""Saved replies: reasons that are given often, as administrators write and forms offer them."""

from dataclasses import asdict, dataclass
from datetime import datetime

from asyncpg import UniqueViolationError

from db.audit import ActReason, ActSubject, record_act
from db.engine import transaction
from db.tables.administration import SavedReply
from domain.audit_tags import AuditTag
from domain.refusals import RefusalError


@dataclass(frozen=True)
class Reply:
    """What a form offers: `text` is put into the reason."""

    title: str
    text: str


async def saved_replies() -> tuple[Reply, ...]:
    """Every saved reply, by title."""
    rows = await SavedReply.select(SavedReply.title, SavedReply.text).order_by(SavedReply.title)
    return tuple(Reply(**row) for row in rows)


class TitleTakenError(RefusalError):
    """Another saved reply has this title."""


@dataclass(frozen=True)
class WrittenReply:
    """One saved reply as the list shows it; `reply` is its key."""

    reply: int
    title: str
    text: str
    changed_by: str
    changed_at: datetime


async def written_replies() -> tuple[WrittenReply, ...]:
    """Every saved reply, by title."""
    rows = await SavedReply.select().order_by(SavedReply.title)
    return tuple(_written(row) for row in rows)


async def load_reply(reply: int) -> WrittenReply:
    """Read one; raises `LookupError` when there is none of this key."""
    row = await SavedReply.select().where(SavedReply.id == reply).first()
    if row is None:
        raise LookupError(f"there is no saved reply {reply}")
    return _written(row)


async def add_reply(new: Reply, why: ActReason, now: datetime) -> None:
    """Save a reply; raises `TitleTakenError`."""
    try:
        async with transaction():
            await SavedReply.insert(
                SavedReply(**asdict(new), changed_by=why.done_by, changed_at=now)
            )
            await _record(AuditTag.ADMINISTRATOR_REPLY_ADD, why, now, after=new)
    except UniqueViolationError as error:
        raise TitleTakenError from error


async def change_reply(reply: int, changed: Reply, why: ActReason, now: datetime) -> None:
    """Write a reply anew; nothing is recorded when nothing differs.

    Raises `TitleTakenError` and `LookupError`.
    """
    try:
        async with transaction():
            before = await _lock_reply(reply)
            if before == changed:
                return
            await SavedReply.update(
                **asdict(changed), changed_by=why.done_by, changed_at=now
            ).where(SavedReply.id == reply)
            await _record(
                AuditTag.ADMINISTRATOR_REPLY_CHANGE, why, now, before=before, after=changed
            )
    except UniqueViolationError as error:
        raise TitleTakenError from error


async def delete_reply(reply: int, why: ActReason, now: datetime) -> None:
    """Offer a reply no more; raises `LookupError`."""
    async with transaction():
        before = await _lock_reply(reply)
        await SavedReply.delete().where(SavedReply.id == reply)
        await _record(AuditTag.ADMINISTRATOR_REPLY_DELETE, why, now, before=before)


async def _lock_reply(reply: int) -> Reply:
    row = await (
        SavedReply.select(SavedReply.title, SavedReply.text)
        .where(SavedReply.id == reply)
        .lock_rows("UPDATE")
        .first()
    )
    if row is None:
        raise LookupError(f"there is no saved reply {reply}")
    return Reply(**row)


async def _record(
    tag: AuditTag,
    why: ActReason,
    now: datetime,
    *,
    before: Reply | None = None,
    after: Reply | None = None,
) -> None:
    await record_act(
        tag,
        why,
        ActSubject(),
        now,
        before=asdict(before) if before else None,
        after=asdict(after) if after else None,
    )


def _written(row: dict[str, object]) -> WrittenReply:
    return WrittenReply(row.pop("id"), **row)  # type: ignore[arg-type]  # the columns are its fields
