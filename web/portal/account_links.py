"""Links in mails to members: what a token opens, or why it no longer does."""

from datetime import datetime

from db.members.account_links import FoundAccountLink, find_account_link
from domain.tokens import Purpose
from web.links import LinkExpiredError, LinkReplacedError, LinkUnknownError, LinkUsedError


async def open_account_link(token: str, purpose: Purpose, now: datetime) -> FoundAccountLink:
    """Find what a link opens, changing nothing.

    Raises `LinkUnknownError`, `LinkUsedError`, `LinkReplacedError` (also for one that was taken
    back) or `LinkExpiredError`.
    """
    link = await find_account_link(token, purpose)
    if link is None:
        raise LinkUnknownError(purpose)
    if link.used_at is not None:
        raise LinkUsedError(purpose)
    if link.replaced or link.revoked_at is not None:
        raise LinkReplacedError(purpose)
    if now >= link.expires_at:
        raise LinkExpiredError(purpose)
    return link
