"""Links in mails to members: what a token opens, or why it no longer does."""

from datetime import datetime

from litestar.di import Provide
from litestar.params import FromPath

from db.members.account_links import FoundAccountLink, find_account_link
from domain.tokens import Purpose
from web.context import Injected
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


class InvitationExpiredError(LinkExpiredError):
    """The invitation's time is over; an ID manager can send another."""


class InvitationReplacedError(LinkReplacedError):
    """An ID manager sent another invitation."""


class InvitationRevokedError(LinkReplacedError):
    """An ID manager took the invitation back."""


async def open_invitation(token: FromPath[str], now: Injected[datetime]) -> FoundAccountLink:
    """Find what an invitation opens, changing nothing; raises a `LinkError` that says why not."""
    link = await find_account_link(token, Purpose.INVITATION)
    if link is None:
        raise LinkUnknownError(Purpose.INVITATION)
    if link.used_at is not None:
        raise LinkUsedError(Purpose.INVITATION)
    if link.replaced:
        raise InvitationReplacedError(Purpose.INVITATION)
    if link.revoked_at is not None:
        raise InvitationRevokedError(Purpose.INVITATION)
    if now >= link.expires_at:
        raise InvitationExpiredError(Purpose.INVITATION)
    return link


BY_INVITATION = {"link": Provide(open_invitation)}
