"""The contact's decision: 「承認する」, or 「承認しない」 with a reason."""

import re
from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import Redirect

from db.approvals import record_decision
from domain.refusals import AlreadyDecidedError
from domain.stages import Choice
from domain.text import accept_text
from domain.tokens import Purpose
from relay.delivery import Relay
from web.context import Given
from web.forms import Form, read_form
from web.guards import LINK
from web.links import open_link
from web.redirects import SeeOtherError, see_other
from web.wholesaler.approval import request_behind, show

MOST_REASON = 500
"""Characters of 「承認しない理由」."""


@post("/approval/{token:str}/approve", opt=LINK)
async def approve(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    relay: Given[Relay],
    now: Given[datetime],
) -> Redirect:
    """Record the approval, and show it."""
    form = await read_form(request)
    number = await _record(token, Choice.APPROVE, "", form, now)
    return _recorded(token, number, relay)


@post("/approval/{token:str}/decline", opt=LINK)
async def decline(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    relay: Given[Relay],
    now: Given[datetime],
) -> Response[str] | Redirect:
    """Record the refusal with its reason, and show it."""
    form = await read_form(request)
    reason = form.accept("reason", partial(accept_text, most=MOST_REASON), label="承認しない理由")
    if reason is None:
        return show(request, await request_behind(token, now), Choice.DECLINE, form)
    number = await _record(token, Choice.DECLINE, reason, form, now)
    return _recorded(token, number, relay)


async def _record(token: str, choice: Choice, reason: str, form: Form, now: datetime) -> str:
    """Record a decision about the revision that the page had shown; gives the 受付番号.

    A second click, or a contrary one, is led to the page that tells which decision stands.
    """
    link = await open_link(token, Purpose.APPROVAL, now)
    try:
        await record_decision(
            link.application_number,
            choice,
            reason,
            revision=_revision(form.typed("revision")),
            link_generation=link.generation,
            now=now,
        )
    except AlreadyDecidedError as error:
        raise SeeOtherError(f"/approval/{token}/{choice}") from error
    return link.application_number


def _revision(text: str) -> int:
    """Read the hidden field; 0, which no form has, for whatever we did not write."""
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


def _recorded(token: str, application_number: str, relay: Relay) -> Redirect:
    nudge = BackgroundTask(relay.nudge, application_number)
    return see_other(f"/approval/{token}", background=nudge)
