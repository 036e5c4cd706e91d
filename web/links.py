"""Secret links: what a token opens, or why it no longer does."""

from datetime import datetime

from db.enrolment.links import FoundLink, find_link
from domain.tokens import Purpose


class LinkError(Exception):
    """A link does not work; its page says why, and offers the way on."""

    def __init__(self, purpose: Purpose) -> None:
        super().__init__(purpose)
        self.purpose = purpose


class LinkUnknownError(LinkError):
    """Nobody made this link, or it was made for another purpose (S06)."""


class LinkReplacedError(LinkError):
    """A newer link of the same application voids this one (S04)."""


class LinkExpiredError(LinkError):
    """The link's time is over (S05)."""


class LinkUsedError(LinkError):
    """The link has done the one thing it is for (S04)."""


async def open_link(token: str, purpose: Purpose, now: datetime) -> FoundLink:
    """Find what a link opens, changing nothing; one that was used in time still shows its page.

    Raises `LinkUnknownError`, `LinkReplacedError` or `LinkExpiredError`.
    """
    link = await find_link(token, purpose)
    if link is None:
        raise LinkUnknownError(purpose)
    if link.replaced:
        raise LinkReplacedError(purpose)
    in_time = link.expires_at is None or now < link.expires_at
    if link.used_at is None and not in_time:
        raise LinkExpiredError(purpose)
    return link
