"""What became of mails, however many attempts and senders it took."""

from collections.abc import Sequence

from db.tables.operation import Mail


async def mail_states(keys: Sequence[str]) -> dict[str, str]:
    """The state of each of these mails: `queued`, `sent` or `refused`."""
    rows = await Mail.select(Mail.key, Mail.state).where(Mail.key.is_in(list(keys)))
    return {row["key"]: row["state"] for row in rows}
