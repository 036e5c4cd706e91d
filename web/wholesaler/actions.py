"""The contact's four answers: approve, decline, 「取引がない」, and 「担当者を変更する」."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import Redirect

from db.enrolment.approvals import record_decision
from db.enrolment.contact_requests import Colleague, hand_over
from domain.enrolment.stages import Choice
from domain.mail_addresses import accept_mail_address, domain_of, mailbox_key, within_domain
from domain.refusals import AlreadyDecidedError, NothingToDecideError
from domain.text import InvalidInput, accept_line, accept_text, trim
from relay.delivery import Relay
from web.context import Injected
from web.forms import Form, read_form
from web.guards import LINK
from web.pages import SeeOtherError, see_other
from web.wholesaler.dependencies import (
    BY_REQUEST,
    TO_DECIDE,
    LinkToDecide,
    OpenedRequest,
    open_request,
    paths,
)
from web.wholesaler.pages import Way, show

MOST_REASON = 500
"""Characters of 「承認しない理由」, and of what is added to 「取引がない」."""

_accept_reason = partial(accept_text, most=MOST_REASON)


def _accept_addition(text: str) -> str:
    """Read what may be added to 「取引がない」, which is reason enough by itself."""
    return _accept_reason(text) if trim(text) else ""


@post(paths("/approve"), opt=LINK, dependencies=TO_DECIDE)
async def approve(
    acting: Injected[LinkToDecide], relay: Injected[Relay], now: Injected[datetime]
) -> Redirect:
    """Record the approval, and show it."""
    await _record(acting, Choice.APPROVE, "", now)
    return recorded(acting, relay)


@post(paths("/decline"), opt=LINK, dependencies=TO_DECIDE)
async def decline(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    acting: Injected[LinkToDecide],
    relay: Injected[Relay],
    now: Injected[datetime],
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
    acting: Injected[LinkToDecide],
    relay: Injected[Relay],
    now: Injected[datetime],
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


@post(paths("/colleague"), opt=LINK, dependencies=BY_REQUEST)
async def name_colleague(
    request: Request[Any, Any, Any],
    opened: Injected[OpenedRequest],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Response[str] | Redirect:
    """Hand the request over, and say that it was; the link of this page is void then (S29)."""
    form = await read_form(request)
    colleague = _understand(form, opened)
    if colleague is None:
        return show(request, opened, Way.COLLEAGUE, form)
    asked = opened.asked
    try:
        await hand_over(asked.application_number, colleague, revision=asked.revision, now=now)
    except NothingToDecideError as error:
        raise SeeOtherError(f"{opened.here}/{Way.COLLEAGUE}") from error
    return recorded(LinkToDecide(opened.here, opened.link), relay)


def _understand(form: Form, opened: OpenedRequest) -> Colleague | None:
    """Understand every field, noting all errors; None when there is any."""
    short_line = partial(accept_line, most=100)
    rule = partial(
        _accept_colleague, present=opened.asked.contact_mail_address, domains=opened.domains
    )
    return form.complete(
        lambda take: Colleague(
            department=take("contact_department", short_line, "部署名"),
            name=take("contact_name", short_line, "氏名"),
            mail_address=take("contact_mail_address", rule, "メールアドレス"),
        )
    )


def _accept_colleague(text: str, *, present: str, domains: Sequence[str]) -> str:
    address = accept_mail_address(text)
    if mailbox_key(address) == mailbox_key(present):
        raise InvalidInput(
            "現在の担当者と同じメールアドレスです。新しい担当者のメールアドレスを入力してください。"
        )
    if not any(within_domain(domain_of(address), domain) for domain in domains):
        raise InvalidInput(
            "登録されているドメイン（{domains}）のメールアドレスを入力してください。",
            domains=", ".join(domains),
        )
    return address
