"""The contact's decision: 「承認する」, 「承認しない」 with a reason, or 「取引がない」."""

from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import Redirect

from db.enrolment.approvals import record_decision
from domain.enrolment.stages import Choice
from domain.refusals import AlreadyDecidedError, NothingToDecideError
from domain.text import accept_text
from relay.delivery import Relay
from web.context import Given
from web.forms import read_form
from web.guards import LINK
from web.redirects import SeeOtherError, see_other
from web.wholesaler.approval import Way, show
from web.wholesaler.opening import TO_DECIDE, LinkToDecide, open_request, paths

MOST_REASON = 500
"""Characters of 「承認しない理由」, and of what is added to 「取引がない」."""

_accept_reason = partial(accept_text, most=MOST_REASON)


def _accept_addition(text: str) -> str:
    """Read what may be added to 「取引がない」, which is reason enough by itself."""
    return _accept_reason(text) if text.strip() else "取引がない"


@post(paths("/approve"), opt=LINK, dependencies=TO_DECIDE)
async def approve(
    acting: Given[LinkToDecide], relay: Given[Relay], now: Given[datetime]
) -> Redirect:
    """Record the approval, and show it."""
    await _record(acting, Choice.APPROVE, "", now)
    return recorded(acting, relay)


@post(paths("/decline"), opt=LINK, dependencies=TO_DECIDE)
async def decline(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    acting: Given[LinkToDecide],
    relay: Given[Relay],
    now: Given[datetime],
) -> Response[str] | Redirect:
    """Record the refusal with its reason, and show it."""
    form = await read_form(request)
    reason = form.accept("reason", _accept_reason, label="承認しない理由")
    if reason is None:
        return show(request, await open_request(request, token, now), Way.DECLINE, form)
    await _record(acting, Choice.DECLINE, reason, now)
    return recorded(acting, relay)


@post(paths("/no_trade"), opt=LINK, dependencies=TO_DECIDE)
async def say_no_trade(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    acting: Given[LinkToDecide],
    relay: Given[Relay],
    now: Given[datetime],
) -> Response[str] | Redirect:
    """Record 「取引がない」 with what was added, and show it."""
    form = await read_form(request)
    reason = form.accept("reason", _accept_addition, label="管理者に伝えたいこと")
    if reason is None:
        return show(request, await open_request(request, token, now), Way.NO_TRADE, form)
    await _record(acting, Choice.NO_TRADE, reason, now)
    return recorded(acting, relay)


async def _record(acting: LinkToDecide, choice: Choice, reason: str, now: datetime) -> None:
    """Record a decision about the revision that the link is about.

    A second click, a contrary one, or one that came too late is led to the page that tells what
    stands.
    """
    try:
        await record_decision(
            acting.link.application_number,
            choice,
            reason,
            revision=acting.link.revision,
            link_generation=acting.link.generation,
            now=now,
        )
    except (AlreadyDecidedError, NothingToDecideError) as error:
        raise SeeOtherError(f"{acting.here}/{choice}") from error


def recorded(acting: LinkToDecide, relay: Relay) -> Redirect:
    """Show the request as it now is, and tell its workflow."""
    nudge = BackgroundTask(relay.nudge, acting.link.application_number)
    return see_other(acting.here, background=nudge)
