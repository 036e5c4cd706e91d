"""Mails that wait because they could not be written, which no mail server can mend."""

from collections.abc import Sequence

from db.tables.operation import Mail


async def some_unwritten(keys: Sequence[str]) -> bool:
    """Whether one of these mails waits because our own code failed to write it."""
    return await Mail.exists().where(
        Mail.key.is_in(list(keys)),
        Mail.state == "queued",
        Mail.server_answer.like("not written: %"),
    )
