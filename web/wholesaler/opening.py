"""What the link of 「お取引確認のお願い」 opens: the request as mailed, and what became of it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from litestar.di import Provide
from litestar.params import FromPath

from db.enrolment.approvals import (
    ApprovalRequest,
    OpenRequest,
    load_approval_request,
    other_open_requests,
)
from db.enrolment.handovers import registered_domains
from db.enrolment.links import FoundLink, find_link, token_for
from db.enrolment.revisions import Revision, revisions
from domain.stages import Stage
from domain.tokens import Purpose
from settings import Settings
from web.context import Given
from web.links import LinkExpiredError, LinkReplacedError, LinkUnknownError


@dataclass(frozen=True)
class OpenedRequest:
    """One request, for its pages.

    `here`: the path of its first page. `asked`: the revision that the link was mailed for, never
    a newer one; `successor` is the one that took its place. `others`: what else waits for the
    contact, each with the path of its page. `domains`: those a colleague's address may be of.
    """

    here: str
    link: FoundLink
    asked: ApprovalRequest
    successor: Revision | None
    others: tuple[tuple[OpenRequest, str], ...]
    domains: tuple[str, ...]

    @property
    def outcome(self) -> str | None:
        """The page that tells why there is nothing to decide; None while there is."""
        if self.asked.decision is not None:
            return "decided"
        if self.successor is not None:
            return "replaced"
        return None if self.asked.stage is Stage.AWAITING_APPROVAL else "ended"


async def open_request(
    token: FromPath[str], settings: Given[Settings], now: Given[datetime]
) -> OpenedRequest:
    """Find what a link asks about, changing nothing.

    A link that was used or replaced still tells what was decided about its own revision.
    Raises `LinkUnknownError`, `LinkReplacedError` or `LinkExpiredError`.
    """
    link = await find_link(token, Purpose.APPROVAL)
    if link is None:
        raise LinkUnknownError(Purpose.APPROVAL)
    number = link.application_number
    asked = await load_approval_request(number, link.revision)
    later = [one for one in await revisions(number) if one.revision > link.revision]
    in_time = link.expires_at is None or now < link.expires_at
    opened = OpenedRequest(
        here=f"/approval/{token}",
        link=link,
        asked=asked,
        successor=later[0] if later else None,
        # A link whose time is over, or that was handed on, is no way to the requests of today.
        others=await _others(asked, settings.link_keys) if in_time and not later else (),
        domains=await registered_domains(asked.wholesaler_id),
    )
    _refuse_dead_link(opened, in_time=in_time)
    return opened


BY_REQUEST = {"opened": Provide(open_request)}


def _refuse_dead_link(opened: OpenedRequest, *, in_time: bool) -> None:
    if opened.outcome in {"decided", "replaced"}:
        return
    if opened.link.replaced:
        raise LinkReplacedError(Purpose.APPROVAL)
    stage = opened.asked.stage
    if stage is Stage.LAPSED or (stage is Stage.AWAITING_APPROVAL and not in_time):
        raise LinkExpiredError(Purpose.APPROVAL)


async def _others(
    asked: ApprovalRequest, keys: Sequence[bytes]
) -> tuple[tuple[OpenRequest, str], ...]:
    found = []
    for waiting in await other_open_requests(asked.application_number, asked.contact_mail_address):
        # A link made by a key that was taken out of use stands in its own mail only.
        with suppress(LookupError):
            token = await token_for(keys, Purpose.APPROVAL, waiting.application_number)
            found.append((waiting, f"/approval/{token}"))
    return tuple(found)
