"""The contact's decision: 「承認する」, 「承認しない」 with a reason, or 「取引がない」."""

from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response, post
from litestar.background_tasks import BackgroundTask
from litestar.response import Redirect

from db.enrolment.approvals import record_decision
from domain.refusals import AlreadyDecidedError, NothingToDecideError
from domain.stages import Choice
from domain.text import accept_text
from relay.delivery import Relay
from web.context import Given
from web.forms import read_form
from web.guards import LINK
from web.redirects import SeeOtherError, see_other
from web.wholesaler.approval import Way, show
from web.wholesaler.opening import BY_REQUEST, OpenedRequest, paths

MOST_REASON = 500
"""Characters of 「承認しない理由」, and of what is added to 「取引がない」."""

_accept_reason = partial(accept_text, most=MOST_REASON)


def _accept_addition(text: str) -> str:
    """Read what may be added to 「取引がない」, which is reason enough by itself."""
    return _accept_reason(text) if text.strip() else "取引がない"


@post(paths("/approve"), opt=LINK, dependencies=BY_REQUEST)
async def approve(
    opened: Given[OpenedRequest], relay: Given[Relay], now: Given[datetime]
) -> Redirect:
    """Record the approval, and show it."""
    await _record(opened, Choice.APPROVE, "", now)
    return recorded(opened, relay)


@post(paths("/decline"), opt=LINK, dependencies=BY_REQUEST)
async def decline(
    request: Request[Any, Any, Any],
    opened: Given[OpenedRequest],
    relay: Given[Relay],
    now: Given[datetime],
) -> Response[str] | Redirect:
    """Record the refusal with its reason, and show it."""
    form = await read_form(request)
    reason = form.accept("reason", _accept_reason, label="承認しない理由")
    if reason is None:
        return show(request, opened, Way.DECLINE, form)
    await _record(opened, Choice.DECLINE, reason, now)
    return recorded(opened, relay)


@post(paths("/no_trade"), opt=LINK, dependencies=BY_REQUEST)
async def say_no_trade(
    request: Request[Any, Any, Any],
    opened: Given[OpenedRequest],
    relay: Given[Relay],
    now: Given[datetime],
) -> Response[str] | Redirect:
    """Record 「取引がない」 with what was added, and show it."""
    form = await read_form(request)
    reason = form.accept("reason", _accept_addition, label="管理者に伝えたいこと")
    if reason is None:
        return show(request, opened, Way.NO_TRADE, form)
    await _record(opened, Choice.NO_TRADE, reason, now)
    return recorded(opened, relay)


async def _record(opened: OpenedRequest, choice: Choice, reason: str, now: datetime) -> None:
    """Record a decision about the revision that the link is about.

    A second click, a contrary one, or one that came too late is led to the page that tells what
    stands.
    """
    try:
        await record_decision(
            opened.link.application_number,
            choice,
            reason,
            revision=opened.link.revision,
            link_generation=opened.link.generation,
            now=now,
        )
    except (AlreadyDecidedError, NothingToDecideError) as error:
        raise SeeOtherError(f"{opened.here}/{choice}") from error


def recorded(opened: OpenedRequest, relay: Relay) -> Redirect:
    """Show the request as it now is, and tell its workflow."""
    nudge = BackgroundTask(relay.nudge, opened.link.application_number)
    return see_other(opened.here, background=nudge)
