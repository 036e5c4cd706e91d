"""Where the link to the form goes, and what may be an address (product.md, step 4)."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.response import Redirect

from db.enrolment.invitations import InvitationRequest, request_invitation
from db.terms import Terms, current_terms
from domain.limits import Limit, LimitKind, of_networks
from domain.mail_addresses import (
    MailDomainClass,
    accept_mail_address,
    classify,
    likely_typo,
    mailbox_key,
)
from domain.text import InvalidInput, trim
from settings import Settings
from web.applicant.asked import asked_cookie, sent_url
from web.applicant.terms import has_consented, searched_name
from web.context import Injected, now_of, queues_of, relay_of, settings_of
from web.forms import Form, read_form
from web.guards import PUBLIC
from web.language import language_of
from web.pages import SeeOtherError, page, see_other
from web.queues import Queues
from web.security import client_network
from web.throttle import flooded, refuse

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_PER_NETWORK = 20
MOST_PER_DAY = 3000


@get("/mail-address", opt=PUBLIC)
async def show_mail_address(
    request: Request[Any, Any, Any], now: Injected[datetime]
) -> Response[str]:
    """Ask for the address, once the terms are agreed to."""
    name = searched_name(request)
    await consented_terms(request, name, now)
    return page(request, "applicant/mail_address.html", form=Form(), name=name)


@post("/mail-address", opt=PUBLIC)
async def register_mail_address(
    request: Request[Any, Any, Any], now: Injected[datetime]
) -> Response[str] | Redirect:
    """Send the link; the answer is the same whatever is known of the address (S10)."""
    name = searched_name(request)
    form = await read_form(request)
    terms = await consented_terms(request, name, now)
    address = understand_address(form)
    if address is None:
        status = 200 if form.ok else 422
        return page(request, "applicant/mail_address.html", status, form=form, name=name)
    return await send_link(request, name, address, terms, seen=None)


async def send_link(
    request: Request[Any, Any, Any],
    name: str,
    address: str,
    terms: Terms,
    *,
    seen: datetime | None,
) -> Redirect:
    """Have the link mailed, within the limits, and go to the page that says so.

    `seen`: since when that page is shown, if it was mailed before.
    """
    state = request.app.state
    settings, queues, now = settings_of(state), queues_of(state), now_of(state)
    await _take_turn(client_network(request, settings.trusted_proxies), queues, settings, now)
    wish = InvitationRequest(
        mail_address=address,
        searched_name=name,
        terms_version=terms.version,
        terms_sha256=terms.text_sha256,
        language=language_of(request),
        seen=seen,
    )
    async with queues.public.working:
        number = await request_invitation(
            wish, keys=settings.link_keys, policy=settings.policy, now=now
        )
    return see_other(
        sent_url(settings, now),
        background=BackgroundTask(relay_of(state).nudge, number) if number else None,
        cookies=[asked_cookie(request, name, address, now)],
    )


async def consented_terms(request: Request[Any, Any, Any], name: str, now: datetime) -> Terms:
    """The terms that this browser agreed to; else the terms come first."""
    terms = await current_terms(now)
    if not has_consented(request, terms):
        raise SeeOtherError(f"/terms?{urlencode({'name': name})}")
    return terms


async def _take_turn(network: str, queues: Queues, settings: Settings, now: datetime) -> None:
    """Count one request; it waits a little while many networks ask for more than is usual."""
    async with queues.public.turn(network):
        await refuse(of_networks(LimitKind.ENROLMENT, network, MOST_PER_NETWORK, HOUR), now)
        asked = Limit(LimitKind.ENROLMENTS, "", MOST_PER_DAY, DAY)
        if await flooded([asked], settings.alert_mail_address, now):
            await queues.public.pause()


_WARNINGS = {
    MailDomainClass.FREE: (
        "フリーメールアドレスには、ID、パスワードの再通知等のメールをお送りできません。"
        "可能であれば企業ドメインのメールアドレスを入力してください。"
        "このまま登録する場合は、もう一度「メールアドレス認証」を押してください。"
    ),
    MailDomainClass.CARRIER: (
        "携帯電話会社のメールアドレスには、ご案内のメールが届かないことがあります。"
        "可能であれば企業ドメインのメールアドレスを入力してください。"
        "このまま登録する場合は、もう一度「メールアドレス認証」を押してください。"
    ),
}


def understand_address(form: Form, *, twice: bool = True) -> str | None:
    """Return the address once it is right and every warning about it was seen.

    `confirmed` is the address that the warnings were shown for. `twice`: whether it is typed twice.
    """
    address = form.accept("mail_address", _accept_address, label="メールアドレス")
    if twice:
        again = partial(_accept_again, first=address)
        form.accept("mail_address_again", again, label="確認用のメールアドレス")
    if address is None or not form.ok:
        return None
    _warn(form, address)
    if form.warned and form.typed("confirmed") != address:
        form.replace("confirmed", address)
        return None
    return address


def _accept_address(text: str) -> str:
    address = accept_mail_address(text)
    # Some domains of slips are for sale as disposable ones; a slip is only warned of (ux 12).
    if classify(address) is MailDomainClass.DISPOSABLE and likely_typo(address) is None:
        raise InvalidInput(
            "使い捨てのメールアドレスは登録できません。現在使用しているメールアドレスを入力してください。"
        )
    return address


def _accept_again(text: str, *, first: str | None) -> None:
    if not trim(text):
        raise InvalidInput("入力してください。")
    if first is not None and mailbox_key(accept_mail_address(text)) != mailbox_key(first):
        raise InvalidInput("1つめと一致しません。2つの欄に同じメールアドレスを入力してください。")


def _warn(form: Form, address: str) -> None:
    meant = likely_typo(address)
    if meant is not None:
        form.add_warning(
            "mail_address",
            InvalidInput(
                "{meant} の入力間違いではありませんか。正しい場合は、"
                "もう一度「メールアドレス認証」を押してください。",
                meant=meant,
            ),
        )
    elif (kind := classify(address)) in _WARNINGS:
        form.add_warning("mail_address", _WARNINGS[kind])
