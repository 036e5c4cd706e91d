"""What this browser asked for last: the page that says so shows it, and can send it again."""

import json
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from cryptography.fernet import InvalidToken
from litestar import Request
from litestar.datastructures import Cookie

from domain.sealing import seal, unseal
from settings import Settings
from web.applicant.terms import CONSENT_LASTS
from web.context import settings_of
from web.cookies import private_cookie, read_cookie
from web.pages import SeeOtherError

_COOKIE, _PURPOSE, _STATED = "asked_at", "asked for a link", "%Y%m%dT%H%M%z"

_LONG_AGO = timedelta(days=366)
"""Nobody keeps the page that long; the calendar ends somewhere."""


class Asked(NamedTuple):
    """The name that was searched for, the address that the link goes to, and when it was asked."""

    name: str
    mail_address: str
    at: datetime


def asked_cookie(
    request: Request[Any, Any, Any], name: str, mail_address: str, now: datetime
) -> Cookie:
    """Keep them in the browser, sealed; an address is nothing for the address of a page."""
    asked = json.dumps([name, mail_address, now.isoformat()])
    sealed = seal(settings_of(request.app.state).link_keys, _PURPOSE, asked)
    lasts = int(CONSENT_LASTS.total_seconds())
    return private_cookie(request, _COOKIE, sealed, max_age=lasts)


def asked_for(request: Request[Any, Any, Any]) -> Asked | None:
    """What this browser asked for last; None after a while, or in another browser."""
    keys = settings_of(request.app.state).link_keys
    try:
        name, address, at = json.loads(unseal(keys, _PURPOSE, read_cookie(request, _COOKIE)))
    except InvalidToken:
        return None
    return Asked(name, address, datetime.fromisoformat(at))


def sent_url(settings: Settings, now: datetime) -> str:
    """The page that says until when a link works that is sent now."""
    until = settings.policy.link_lifetime.after(now).strftime(_STATED)
    return f"/mail-address/sent?{urlencode({'until': until})}"


def stated_deadline(request: Request[Any, Any, Any], settings: Settings, now: datetime) -> datetime:
    """The deadline in the address of the page; without one, nothing was sent (S31)."""
    try:
        stated = datetime.strptime(request.query_params.get("until", ""), _STATED)  # noqa: DTZ007 -- it states its zone
    except ValueError as error:
        raise SeeOtherError("/search") from error
    if stated < now - _LONG_AGO:
        raise SeeOtherError("/search")
    return min(stated, settings.policy.link_lifetime.after(now))
