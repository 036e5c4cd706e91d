"""What a contact's link gives to its handlers: one request as mailed, and how it stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from litestar import Request
from litestar.di import Provide
from litestar.params import FromPath

from db.enrolment.application_form import Revision, revisions
from db.enrolment.approvals import ApprovalRequest, load_approval_request
from db.enrolment.contact_requests import OpenRequest, open_requests_to
from db.enrolment.links import FoundLink, find_link, newest_link_to
from db.enrolment.status import load_status
from domain.enrolment.stages import Author, Stage
from domain.enrolment.standing import Standing
from domain.tokens import Purpose
from web.context import Injected
from web.links import LinkExpiredError, LinkReplacedError, LinkUnknownError, open_link


@dataclass(frozen=True)
class OpenedRequest:
    """One request, for its pages.

    `here`: the path of its first page; `list`: that of the list which led to it, if one did.
    `asked`: the revision that the link was mailed for, never a newer one; `successor` is the one
    that took its place, `superseded` when others came after that. `standing`: where the
    application is by now, None while there is something to decide. `others`: what else waits for
    the contact, to be named and not opened. `domains`: those a colleague's address may be of.
    """

    here: str
    list: str | None
    link: FoundLink
    asked: ApprovalRequest
    successor: Revision | None
    superseded: bool
    standing: Standing | None
    others: tuple[OpenRequest, ...]
    domains: tuple[str, ...]

    @property
    def outcome(self) -> str | None:
        """The page that tells why there is nothing to decide; None while there is."""
        if self.asked.decision is not None:
            return "decided"
        if self.successor is not None:
            return "replaced"
        return None if self.asked.stage is Stage.AWAITING_APPROVAL else "ended"


@dataclass(frozen=True)
class OpenedList:
    """All that waits for the mailbox to which the link of a list was mailed."""

    here: str
    mailbox: str
    expires_at: datetime | None


def paths(step: str = "") -> list[str]:
    """Where a page of a request is: behind its own link, and behind that of a list."""
    return [f"/approval/{{token:str}}{step}", f"/requests/{{token:str}}/{{number:str}}{step}"]


async def open_list(token: FromPath[str], now: Injected[datetime]) -> OpenedList:
    """Find whose requests a link opens, changing nothing; it is used as often as needed.

    Raises `LinkUnknownError`, `LinkReplacedError` or `LinkExpiredError`.
    """
    link = await open_link(token, Purpose.REQUESTS, now)
    asked = await load_approval_request(link.application_number, link.revision)
    return OpenedList(f"/requests/{token}", asked.contact_mail_address, link.expires_at)


async def open_request(
    request: Request[Any, Any, Any], token: FromPath[str], now: Injected[datetime]
) -> OpenedRequest:
    """Find the request that a link acts for, changing nothing.

    A link that was used or replaced still tells what was decided about its own revision.
    Raises `LinkUnknownError`, `LinkReplacedError` or `LinkExpiredError`.
    """
    number: str | None = request.path_params.get("number")
    if number is None:
        link = await find_link(token, Purpose.APPROVAL)
        return await _opened(f"/approval/{token}", None, link, now)
    of_mailbox = await open_list(token, now)
    # Its own newest one: what it handed over has a newer one, to a colleague.
    link = await newest_link_to(of_mailbox.mailbox, number)
    return await _opened(f"{of_mailbox.here}/{number}", of_mailbox.here, link, now)


@dataclass(frozen=True)
class LinkToDecide:
    """What a button of a request acts by: the path of its first page, and the link."""

    here: str
    link: FoundLink


async def open_to_decide(
    request: Request[Any, Any, Any], token: FromPath[str], now: Injected[datetime]
) -> LinkToDecide:
    """Find the link that a button acts by; what it records is guarded by the facts themselves.

    Raises as `open_request` does, which everything but a link that works goes through.
    """
    if "number" not in request.path_params:
        link = await find_link(token, Purpose.APPROVAL)
        if link is not None and not link.replaced and _in_time(link, now):
            return LinkToDecide(f"/approval/{token}", link)
    opened = await open_request(request, token, now)
    return LinkToDecide(opened.here, opened.link)


def _in_time(link: FoundLink, now: datetime) -> bool:
    return link.expires_at is None or now < link.expires_at


BY_REQUEST = {"opened": Provide(open_request)}
TO_DECIDE = {"acting": Provide(open_to_decide)}
BY_LIST = {"opened": Provide(open_list)}


async def _opened(
    here: str, listed: str | None, link: FoundLink | None, now: datetime
) -> OpenedRequest:
    if link is None:
        raise LinkUnknownError(Purpose.APPROVAL)
    number = link.application_number
    asked = await load_approval_request(number, link.revision)
    known = await revisions(number) if asked.newest_revision > link.revision else ()
    later = [one for one in known if one.revision > link.revision]
    in_time = _in_time(link, now)
    opened = OpenedRequest(
        here=here,
        list=listed,
        link=link,
        asked=asked,
        successor=later[0] if later else None,
        superseded=len(later) > 1,
        standing=None,
        others=await open_requests_to(asked.contact_mail_address, except_of=number)
        if in_time and _still_concerns(later)
        else (),
        domains=asked.registered_domains,
    )
    _refuse_dead_link(opened, in_time=in_time)
    if opened.outcome is None:
        return opened
    return replace(opened, standing=(await load_status(number)).standing(now))


def _still_concerns(later: Sequence[Revision]) -> bool:
    """Whether the contact of a link is to hear of what else waits for its mailbox.

    One whose time is over, or whose request the applicant took elsewhere, tells nothing of today;
    who hands a request over goes on answering others.
    """
    return not later or later[0].made_by is Author.CONTACT


def _refuse_dead_link(opened: OpenedRequest, *, in_time: bool) -> None:
    if opened.outcome in {"decided", "replaced"}:
        return
    if opened.link.replaced:
        raise LinkReplacedError(Purpose.APPROVAL)
    stage = opened.asked.stage
    if stage is Stage.LAPSED or (stage is Stage.AWAITING_APPROVAL and not in_time):
        raise LinkExpiredError(Purpose.APPROVAL)
