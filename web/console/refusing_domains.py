"""「届かなかったメール」: by the domain that refused them, and all of one domain sent again."""

from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from db.console.mails_again import NothingFailedError
from db.console.refusing_domains import (
    MOST_AT_ONCE,
    DomainRetry,
    load_domain_retry,
    refusing_domains,
    retry_domain,
)
from db.console.staff import Staff
from domain.console_roles import Permission
from domain.mail_addresses import accept_mail_address, domain_of
from domain.text import InvalidInput
from texts.mails import MAIL_KINDS
from web.console.acts import Act, ActPage, Do, pages_of, says
from web.console.mail_log import PATH as MAIL_LOG
from web.console.staff_only import console_page, staff_only
from web.context import Injected, now_of
from web.forms import Form
from web.said import Said

PATH = f"{MAIL_LOG}/domains"


@get(PATH)
async def list_domains(
    request: Request[Any, Any, Any], staff: Injected[Staff], now: Injected[datetime]
) -> Response[str]:
    """Show the domains whose mails reached nobody."""
    return console_page(
        request,
        "console/mail_log/domains.html",
        staff,
        domains=await refusing_domains(now),
    )


async def open_retry(request: Request[Any, Any, Any], domain: FromPath[str]) -> DomainRetry:
    """Find what would go again to a domain; raises `NotFoundException` for what is none."""
    try:
        known = domain_of(accept_mail_address(f"mail@{domain}")).lower()
    except InvalidInput as error:
        raise NotFoundException from error
    return await load_domain_retry(known, now_of(request.app.state))


async def _read(retry: DomainRetry, form: Form) -> Do:
    return partial(retry_domain, retry.domain, form.typed("seen"))


def _page(retry: DomainRetry) -> ActPage:
    mails = sum(len(each.kinds) for each in retry.applications) + len(retry.letters)
    anew = sum(each.asks_anew for each in retry.applications)
    return ActPage(
        f"{retry.domain} へのメールをすべて送り直す",
        (
            f"{mails}通のメールを、もう一度送ります。",
            *((f"{anew}件の申請では、審査から、卸担当者への確認をやり直します。",) if anew else ()),
            "すべてを送り直すか、ひとつも送り直さないかのどちらかです。途中の状態にはなりません。",
        ),
        back=PATH,
        said=Said(
            f"{retry.domain} へのメールを送り直します",
            (f"{mails}通を、順に送ります。結果は、メールの一覧に表示します。",),
        ),
        button="すべて送り直す",
    )


async def _more(retry: DomainRetry, _: Form) -> dict[str, Any]:
    names = {
        each.number: "、".join(MAIL_KINDS.get(kind, kind) for kind in each.kinds)
        for each in retry.applications
    }
    return {"retry": retry, "names": names, "kinds": MAIL_KINDS, "most": MOST_AT_ONCE}


RETRY = Act(
    path=f"{PATH}/{{domain:str}}",
    about=open_retry,
    page=_page,
    read=_read,
    template="console/mail_log/retry.html",
    more=_more,
    refusals={
        NothingFailedError: says(
            "表示のあとで状況が変わったため、まだ何も送っていません。内容をもう一度ご確認ください。"
        )
    },
)

REFUSING_DOMAINS = (
    staff_only(Permission.VIEW, [list_domains]),
    staff_only(Permission.HELP, pages_of(RETRY)),
)
