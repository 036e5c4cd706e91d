"""What waits in the outbox, as tests look at it."""

from db.tables.operation import Outbox


async def waiting() -> list[str]:
    """The processes that have undelivered news, the longest waiting first."""
    rows = await Outbox.raw(
        "SELECT process FROM outbox WHERE delivered_at IS NULL GROUP BY process ORDER BY min(id)"
    )
    return [row["process"] for row in rows]


async def heard() -> None:
    """All news so far were delivered, to workflows that tests make themselves."""
    await Outbox.raw("UPDATE outbox SET delivered_at = now()")


async def next_news(process: str) -> tuple[str, dict[str, object]]:
    """Signal and payload of the oldest undelivered news of a process."""
    row = (
        await Outbox.select(Outbox.signal, Outbox.payload)
        .where(Outbox.process == process, Outbox.delivered_at.is_null())
        .order_by(Outbox.id)
        .first()
        .output(load_json=True)
    )
    assert row is not None
    return row["signal"], row["payload"]
