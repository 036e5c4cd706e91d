"""「ID・パスワードをお忘れの方」: the IDs and a link, by mail to the address of the account.

The answer depends on nothing but what was typed (S14): accounts are looked for only after it has
left. Should the process die in that moment, no mail comes, and the page says to ask again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.response import Redirect

from db.mailing.delays import mails_take_longer
from db.members.recovery import send_recovery
from domain.company_names import accept_company_name
from domain.identifiers import accept_company_id
from domain.limits import Limit, LimitKind, of_networks
from domain.mail_addresses import MailDomainClass, accept_mail_address, classify
from domain.text import fold_width
from relay.delivery import Relay
from settings import Settings
from web.context import Injected
from web.forms import Form, read_form
from web.guards import PUBLIC
from web.pages import page, see_other
from web.queues import FairQueue, Queues
from web.security import client_network
from web.throttle import flooded, refuse

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_PER_NETWORK = 20
MOST_PER_DAY = 1000

_HELPDESK_ONLY = {MailDomainClass.FREE, MailDomainClass.CARRIER, MailDomainClass.DISPOSABLE}


@get("/forgotten", opt=PUBLIC)
async def show_forgotten(request: Request[Any, Any, Any]) -> Response[str]:
    """Ask for the company and the mail address."""
    return page(request, "portal/forgotten.html", form=Form())


@post("/forgotten", opt=PUBLIC)
async def recover(
    request: Request[Any, Any, Any],
    settings: Injected[Settings],
    relay: Injected[Relay],
    queues: Injected[Queues],
    now: Injected[datetime],
) -> Response[str] | Redirect:
    """Answer alike whatever is known of the address; free mail gets the helpdesk's way."""
    form = await read_form(request)
    company = form.accept("company", _accept_company, label="企業IDまたは企業名")
    address = form.accept("mail_address", accept_mail_address, label="メールアドレス")
    if company is None or address is None:
        return page(request, "portal/forgotten.html", 422, form=form)
    if classify(address) in _HELPDESK_ONLY:
        return see_other("/forgotten/helpdesk")
    network = client_network(request, settings.trusted_proxies)
    async with queues.public.turn(network):
        await refuse(of_networks(LimitKind.RECOVERY, network, MOST_PER_NETWORK, HOUR), now)
        asked = Limit(LimitKind.RECOVERIES, "", MOST_PER_DAY, DAY)
        if await flooded([asked], settings.alert_mail_address, now):
            await queues.public.pause()
    wish = _Recovery(company, address, settings.link_keys, now)
    work = BackgroundTask(_send, wish, relay, queues.public)
    return see_other("/forgotten/sent", background=work)


@get("/forgotten/sent", opt=PUBLIC)
async def show_recovery_sent(
    request: Request[Any, Any, Any], now: Injected[datetime]
) -> Response[str]:
    """Say what comes if the address is an account's, and what to do if nothing comes."""
    return page(request, "portal/forgotten_sent.html", late=await mails_take_longer(now))


@get("/forgotten/helpdesk", opt=PUBLIC)
async def show_helpdesk_way(request: Request[Any, Any, Any]) -> Response[str]:
    """Say why no mail is sent to free-mail addresses, and what the helpdesk asks for."""
    return page(request, "portal/forgotten_helpdesk.html")


def _accept_company(text: str) -> str:
    """Eight digits are a 企業ID, whose check digit must fit; anything else is a 企業名."""
    if re.fullmatch("[0-9]{8}", re.sub("[ -]", "", fold_width(text))):
        return accept_company_id(text)
    return accept_company_name(text)


@dataclass(frozen=True)
class _Recovery:
    company: str
    address: str = field(repr=False)
    keys: Sequence[bytes] = field(repr=False)
    now: datetime


async def _send(wish: _Recovery, relay: Relay, queue: FairQueue) -> None:
    async with queue.working:
        process = await send_recovery(wish.company, wish.address, wish.keys, wish.now)
    if process is not None:
        await relay.nudge(process)


FORGOTTEN = (show_forgotten, recover, show_recovery_sent, show_helpdesk_way)
