"""Another 企業名 or 代表JANメーカーコード, which an administrator decides about."""

from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask

from db.companies.company_changes import (
    ChangeOpenError,
    newest_change,
    request_company_change,
    withdraw_company_change,
)
from db.company_data import load_company
from db.members.sessions import Member
from domain.companies.company_data import Identity
from domain.company_names import accept_company_name
from domain.enrolment.form import LABELS
from domain.jan_codes import accept_jan_maker_code
from domain.text import accept_kana, accept_text
from relay.delivery import Relay
from settings import Settings
from web.application_form import jan_candidates, take_candidate
from web.context import Injected
from web.forms import Form, read_form
from web.portal.members_only import member_page
from web.said import Said, Told, told

PATH = "/company/change"
UNCHANGED = "企業名、企業名カナ、代表JANメーカーコードのいずれかを変更してください。"


@get(PATH)
async def show_change(request: Request[Any, Any, Any], member: Injected[Member]) -> Response[str]:
    """Show the request that waits, or the form for one with what is registered."""
    company = await load_company(member.company_id)
    typed = {
        "company_name": company.name,
        "company_name_kana": company.name_kana,
        "jan_maker_code": company.jan_maker_code or "",
    }
    return await _page(request, member, Form(typed))


@post(PATH)
async def request_change(
    request: Request[Any, Any, Any],
    member: Injected[Member],
    settings: Injected[Settings],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Response[str] | Told:
    """Record the request; a second one, while the first waits, shows the first."""
    form = await read_form(request)
    wanted, reason = _understand(form)
    company = await load_company(member.company_id)
    if wanted == company.identity:
        form.add_error("company_name", UNCHANGED)
    if wanted is None or reason is None or not form.ok:
        return await _page(request, member, form)
    try:
        process = await request_company_change(
            member.company_id,
            member.account_id,
            wanted,
            reason,
            alert_to=settings.alert_mail_address,
            now=now,
        )
    except ChangeOpenError:
        return told(PATH, _ASKED_BEFORE)
    return told(PATH, _ASKED, background=BackgroundTask(relay.nudge, process))


@post("/company/change/withdrawal")
async def take_back_change(
    member: Injected[Member], relay: Injected[Relay], now: Injected[datetime]
) -> Told:
    """Withdraw the request that waits; one that was decided meanwhile stays as it is."""
    process = await withdraw_company_change(member.company_id, member.account_id, now)
    if process is None:
        return told(PATH, _DECIDED)
    return told(PATH, _WITHDRAWN, background=BackgroundTask(relay.nudge, process))


_ASKED = Said(
    "変更のお申し込みを受け付けました",
    (
        "Inforexの管理者が内容を確認し、結果をメールでお知らせします。それまで、登録は変わりません。",
    ),
)
_ASKED_BEFORE = Said(
    "お申し込みは、すでに受け付けています",
    ("今回の内容は受け付けていません。直す場合は、先にお申し込みを取り下げてください。",),
    changed=False,
)
_WITHDRAWN = Said("お申し込みを取り下げました", ("登録は変わっていません。",))
_DECIDED = Said(
    "取り下げられるお申し込みはありません",
    ("すでに判断されたか、取り下げられています。",),
    changed=False,
)


def _understand(form: Form) -> tuple[Identity | None, str | None]:
    """Understand every field, noting all errors; the identity is None when one of its is wrong."""
    take_candidate(form)
    wanted = form.complete(
        lambda take: Identity(
            name=take("company_name", accept_company_name, LABELS["company_name"]),
            name_kana=take(
                "company_name_kana", partial(accept_kana, most=200), LABELS["company_name_kana"]
            ),
            jan_maker_code=take("jan_maker_code", accept_jan_maker_code, LABELS["jan_maker_code"]),
        )
    )
    return wanted, form.accept("reason", partial(accept_text, most=500), label="変更の理由")


async def _page(request: Request[Any, Any, Any], member: Member, form: Form) -> Response[str]:
    return member_page(
        request,
        "portal/company/change.html",
        member,
        200 if form.ok else 422,
        form=form,
        jan_candidates=jan_candidates(form),
        newest=await newest_change(member.company_id),
    )
