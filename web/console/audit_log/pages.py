"""「操作履歴」: who did what, when and why, searched by what stands in the address."""

from collections.abc import Iterable
from typing import Any

from litestar import Request, Response, get

from db.breaches import log_is_doubtful
from db.console.administrators import Person, people
from db.console.audit_log import EventQuery, find_events, known_tags
from db.console.staff import Staff
from domain.days import accept_beginning, accept_end
from domain.identifiers import accept_account_id, accept_application_number, accept_company_id
from texts.audit_log import SOURCES, act_of, doer_of
from web.console.areas import HOME
from web.console.lists import address_of, asked_of, filters_of, list_form
from web.console.staff_only import console_page
from web.context import Injected
from web.forms import Form, optional

FIELDS = (
    "source",
    "act",
    "number",
    "company_id",
    "account_id",
    "administrator",
    "since",
    "until",
)
COMPANY_TOO = "アカウントIDで検索するときは、企業IDも入力してください。"


def read_query(form: Form) -> EventQuery:
    """Read what is asked for; whatever no page of ours asks for counts as not asked."""
    company_id = form.accept("company_id", optional(accept_company_id), label="企業ID")
    account_id = form.accept("account_id", optional(accept_account_id), label="アカウントID")
    if account_id and not form.typed("company_id"):
        form.add_error("company_id", COMPANY_TOO)
    number = form.accept("number", optional(accept_application_number), label="受付番号")
    return EventQuery(
        source=form.typed("source"),
        act=form.typed("act"),
        application_number=number or "",
        company_id=company_id or "",
        account_id=account_id or "",
        administrator=_number(form.typed("administrator")),
        since=form.accept("since", optional(accept_beginning), label="開始日"),
        until=form.accept("until", optional(accept_end), label="終了日"),
        after=_number(form.typed("after")),
        before=_number(form.typed("before")),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


PATH = f"{HOME}/audit"


@get(PATH)
async def list_events(request: Request[Any, Any, Any], staff: Injected[Staff]) -> Response[str]:
    """Show one page of the events that were asked for."""
    form = await list_form(request, staff)
    query = read_query(form)
    tags = await known_tags()
    here, everybody = address_of(request, form, FIELDS), await people()
    return console_page(
        request,
        "console/audit_log/list.html",
        staff,
        200 if form.ok else 422,
        form=form,
        found=await find_events(query),
        doubtful=await log_is_doubtful(),
        here=here,
        fields=FIELDS,
        filters=await filters_of(staff, PATH),
        asked=asked_of(form, _LABELS, {"source": SOURCES, "administrator": _names(everybody)}),
        sources=sorted({(tag.partition(":")[0], doer_of(tag)) for tag in tags}),
        acts=[(act, act) for act in sorted({act_of(tag) for tag in tags})],
        people=[*_names(everybody).items()],
        act_of=act_of,
        doer_of=doer_of,
    )


_LABELS = {
    "source": "だれが",
    "act": "操作",
    "number": "受付番号",
    "company_id": "企業ID",
    "account_id": "アカウントID",
    "administrator": "管理者",
    "since": "開始日",
    "until": "終了日",
}


def _names(everybody: Iterable[Person]) -> dict[str, str]:
    return {str(person.administrator): person.person_name for person in everybody}
