"""Reasons that are given often, for the forms of acts to offer."""

from dataclasses import dataclass

from db.tables.administration import SavedReply


@dataclass(frozen=True)
class Reply:
    """What a form offers: `text` is put into the reason."""

    title: str
    text: str


async def saved_replies() -> tuple[Reply, ...]:
    """Every saved reply, by title."""
    rows = await SavedReply.select(SavedReply.title, SavedReply.text).order_by(SavedReply.title)
    return tuple(Reply(**row) for row in rows)
