"""What the link of 「お取引確認のお願い」 shows: the request, and a second page for each way.

Opening these pages changes nothing, so mail scanners may do so as often as they like (S01, S02).
"""

from enum import StrEnum
from typing import Any

from litestar import Request, Response, get

from web.context import Injected
from web.forms import Form
from web.guards import LINK
from web.language import language_of
from web.pages import page
from web.wholesaler.dependencies import BY_REQUEST, OpenedRequest, paths
from web.wholesaler.texts import ENDED_TEXTS, after_answer, after_hand_over, disclosed_rows


class Way(StrEnum):
    """The four ways to answer: the ends of their paths, and the names of their templates."""

    APPROVE = "approve"
    DECLINE = "decline"
    NO_TRADE = "no_trade"
    COLLEAGUE = "colleague"


@get(paths(), opt=LINK, dependencies=BY_REQUEST)
async def show_request(
    request: Request[Any, Any, Any], opened: Injected[OpenedRequest]
) -> Response[str]:
    """Show who asks and until when, or the result."""
    return show(request, opened)


@get(paths("/approve"), opt=LINK, dependencies=BY_REQUEST)
async def show_approve(
    request: Request[Any, Any, Any], opened: Injected[OpenedRequest]
) -> Response[str]:
    """Say what an approval does, with the button that does it."""
    return show(request, opened, Way.APPROVE)


@get(paths("/decline"), opt=LINK, dependencies=BY_REQUEST)
async def show_decline(
    request: Request[Any, Any, Any], opened: Injected[OpenedRequest]
) -> Response[str]:
    """Ask for the reason, with the button that declines."""
    return show(request, opened, Way.DECLINE)


@get(paths("/no_trade"), opt=LINK, dependencies=BY_REQUEST)
async def show_no_trade(
    request: Request[Any, Any, Any], opened: Injected[OpenedRequest]
) -> Response[str]:
    """Say that 「取引がない」 freezes the application, with the button that does it (S26)."""
    return show(request, opened, Way.NO_TRADE)


@get(paths("/colleague"), opt=LINK, dependencies=BY_REQUEST)
async def show_colleague(
    request: Request[Any, Any, Any], opened: Injected[OpenedRequest]
) -> Response[str]:
    """Ask who is to decide instead, with the button that hands the request over."""
    return show(request, opened, Way.COLLEAGUE)


def show(
    request: Request[Any, Any, Any],
    opened: OpenedRequest,
    way: Way | None = None,
    form: Form | None = None,
) -> Response[str]:
    """Show the request, or the second page of one way; without anything to decide, why."""
    form = form or Form()
    template = f"wholesaler/{opened.outcome or way or 'request'}.html"
    status = _status(opened, form)
    return page(
        request,
        template,
        status,
        opened=opened,
        asked=opened.asked,
        here=opened.here,
        way=way,
        form=form,
        **_said(request, opened),
    )


def _said(request: Request[Any, Any, Any], opened: OpenedRequest) -> dict[str, Any]:
    """The words that tell where the application stands, or who asks."""
    asked, standing = opened.asked, opened.standing
    if standing is None:
        return {"disclosed": disclosed_rows(asked.disclosed, language_of(request))}
    if asked.decision is not None:
        superseded, disputed = opened.successor is not None, asked.disputed
        choice = asked.decision.choice
        said = after_answer(choice, standing, superseded=superseded, disputed=disputed)
        return {"after": said}
    if opened.successor is not None:
        said = after_hand_over(standing, superseded=opened.superseded)
        return {"handed_over_text": said}
    return {"ended": ENDED_TEXTS[standing]}


def _status(opened: OpenedRequest, form: Form) -> int:
    if opened.outcome in {"replaced", "ended"}:
        return 410
    return 200 if form.ok else 422
