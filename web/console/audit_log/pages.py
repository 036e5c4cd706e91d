"""「記録」: who did what, when and why, searched by what stands in the address."""

from collections.abc import Iterable
from typing import Any

from litestar import Request, Response, get

from db.console.administrators import Person, people
from db.console.audit_log import EventQuery, find_events, known_tags
from db.console.staff import Staff
from domain.days import accept_beginning, accept_end
from domain.identifiers import accept_account_id, accept_application_number, accept_company_id
from texts.audit_log import ACTS, SOURCES, VALUES
from web.console.areas import HOME
from web.console.lists import address_of, asked_of
from web.console.staff_only import console_page
from web.context import Injected
from web.forms import Form, optional, query_form

FIELDS = (
    "source",
    "subject",
    "action",
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
        subject=form.typed("subject"),
        action=form.typed("action"),
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
    form = query_form(request)
    query = read_query(form)
    sources, subjects, actions = _parts(await known_tags())
    here, everybody = address_of(request, form, FIELDS), await people()
    return console_page(
        request,
        "console/audit_log/list.html",
        staff,
        200 if form.ok else 422,
        form=form,
        found=await find_events(query),
        here=here,
        asked=asked_of(form, _LABELS, {"source": SOURCES, "administrator": _names(everybody)}),
        sources=[(source, SOURCES.get(source, source)) for source in sources],
        subjects=[(subject, subject) for subject in subjects],
        actions=[(action, action) for action in actions],
        people=[*_names(everybody).items()],
        act_names=ACTS,
        value_names=VALUES,
    )


_LABELS = {
    "source": "だれが",
    "subject": "何を",
    "action": "どうした",
    "number": "受付番号",
    "company_id": "企業ID",
    "account_id": "アカウントID",
    "administrator": "管理者",
    "since": "開始日",
    "until": "終了日",
}


def _names(everybody: Iterable[Person]) -> dict[str, str]:
    return {str(person.administrator): person.person_name for person in everybody}


def _parts(tags: tuple[str, ...]) -> list[list[str]]:
    """The sources, the subjects and the actions that there are."""
    split = [tag.split(":") for tag in tags]
    return [sorted({tag[place] for tag in split}) for place in range(3)]
