"""What a mail says is fixed when it is first written, until it is known what became of it.

A sender that dies leaves nobody who knows whether the mail server has the mail. Whoever sends it
again sends the same one, whatever the facts, the templates and the settings are by then. Once the
outcome is recorded, the content goes (a trigger, `mail_content_goes`).
"""

from collections.abc import Awaitable, Callable

from db.engine import transaction
from db.tables.operation import Mail


async def first_written(key: str, write: Callable[[], Awaitable[str]]) -> str | None:
    """Give what was written of a mail; `write` does that, sealed (S03), if nobody did before.

    It reads the facts in the same transaction. None when the mail is settled, or was called off.
    """
    async with transaction():
        rows = await Mail.raw(
            "SELECT content FROM mail WHERE key = {} AND state = 'queued' FOR NO KEY UPDATE", key
        )
        if not rows:
            return None
        content: str = rows[0]["content"] or await write()
        if rows[0]["content"] is None:
            await Mail.update({Mail.content: content}).where(Mail.key == key)
    return content


async def forget(key: str) -> None:
    """Let a mail be written anew: the next attempt says what is true by then."""
    await Mail.update({Mail.content: None}).where(Mail.key == key)
