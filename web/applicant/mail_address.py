"""Where the link to the form goes, and what may be an address (product.md, step 4)."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.response import Redirect

from db.enrolment.invitations import InvitationRequest, request_invitation
from db.mailing.delays import mails_take_longer
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
from relay.delivery import Relay
from settings import Settings
from web.applicant.terms import has_consented, searched_name
from web.context import Injected
from web.forms import Form, read_form
from web.guards import PUBLIC
from web.language import language_of
from web.pages import SeeOtherError, page, see_other
from web.queues import Queues
from web.security import client_network
from web.throttle import is_flooded, refuse

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_PER_NETWORK = 20
MOST_PER_DAY = 3000


@get("/mail-address", opt=PUBLIC)
async def show_mail_address(
    request: Request[Any, Any, Any], now: Injected[datetime]
) -> Response[str]:
    """Ask for the address, once the terms are agreed to."""
    name = searched_name(request)
    await _consented_terms(request, name, now)
    return page(request, "applicant/mail_address.html", form=Form(), name=name)


@post("/mail-address", opt=PUBLIC)
async def register_mail_address(
    request: Request[Any, Any, Any],
    settings: Injected[Settings],
    relay: Injected[Relay],
    queues: Injected[Queues],
    now: Injected[datetime],
) -> Response[str] | Redirect:
    """Send the link; the answer is the same whatever is known of the address (S10)."""
    name = searched_name(request)
    form = await read_form(request)
    terms = await _consented_terms(request, name, now)
    address = understand_address(form)
    if address is None:
        status = 200 if form.ok else 422
        return page(request, "applicant/mail_address.html", status, form=form, name=name)
    await _take_turn(client_network(request, settings.trusted_proxies), queues, settings, now)
    wish = InvitationRequest(
        mail_address=address,
        searched_name=name,
        terms_version=terms.version,
        terms_sha256=terms.text_sha256,
        language=language_of(request),
    )
    async with queues.public.working:
        number = await request_invitation(
            wish, keys=settings.link_keys, policy=settings.policy, now=now
        )
    nudge = BackgroundTask(relay.nudge, number) if number else None
    until = urlencode({"until": _deadline(settings, now)})
    return see_other(f"/mail-address/sent?{until}", background=nudge)


@get("/mail-address/sent", opt=PUBLIC)
async def mail_sent(
    request: Request[Any, Any, Any],
    settings: Injected[Settings],
    now: Injected[datetime],
) -> Response[str]:
    """Say what comes, until when it works, and what to do if it does not come."""
    until = _stated_deadline(request, settings, now)
    late = await mails_take_longer(now)
    return page(request, "applicant/mail_sent.html", until=until, late=late)


async def _consented_terms(request: Request[Any, Any, Any], name: str, now: datetime) -> Terms:
    terms = await current_terms(now)
    if not has_consented(request, terms):
        raise SeeOtherError(f"/terms?{urlencode({'name': name})}")
    return terms


async def _take_turn(network: str, queues: Queues, settings: Settings, now: datetime) -> None:
    """Count one request; it waits a little while many networks ask for more than is usual."""
    async with queues.public.turn(network):
        await refuse(of_networks(LimitKind.ENROLMENT, network, MOST_PER_NETWORK, HOUR), now)
        asked = Limit(LimitKind.ENROLMENTS, "", MOST_PER_DAY, DAY)
        if await is_flooded([asked], settings.alert_mail_address, now):
            await queues.public.pause()


def _deadline(settings: Settings, now: datetime) -> str:
    return settings.policy.link_lifetime.after(now).strftime("%Y%m%dT%H%M%z")


def _stated_deadline(
    request: Request[Any, Any, Any], settings: Settings, now: datetime
) -> datetime:
    """The deadline in the address of the page; without one, nothing was sent (S31)."""
    try:
        stated = datetime.strptime(request.query_params.get("until", ""), "%Y%m%dT%H%M%z")
    except ValueError as error:
        raise SeeOtherError("/search") from error
    return min(stated, settings.policy.link_lifetime.after(now))


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


def understand_address(form: Form) -> str | None:
    """Return the address once it is right and every warning about it was seen.

    `confirmed` is the address that the warnings were shown for.
    """
    address = form.accept("mail_address", _accept_address, label="メールアドレス")
    form.accept(
        "mail_address_again", partial(_accept_again, first=address), label="確認用のメールアドレス"
    )
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
