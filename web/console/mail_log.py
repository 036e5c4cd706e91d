"""「メール」: every mail that went out or is to go, with the mail server's answer."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from litestar import Request, Response, get

from db.console.mail_log import LoggedMail, MailQuery, MailSort, find_mails, kinds_sent
from db.console.paging import in_portions
from db.console.staff import Staff
from domain.console_roles import Permission
from domain.days import accept_beginning, accept_end
from domain.identifiers import accept_application_number, accept_company_id
from domain.text import accept_line
from texts.mails import MAIL_KINDS, MAIL_STATES
from web.console.areas import HOME
from web.console.list_export import Asked, ListExport, Portions, Row, export_pages, moment
from web.console.lists import address_of, asked_of, filters_of, list_form
from web.console.staff_only import console_page, staff_only
from web.context import Injected
from web.forms import Form, optional

PATH = f"{HOME}/mails"
FIELDS = ("recipient", "kind", "state", "number", "company_id", "since", "until", "sort")


_LABELS = {
    "recipient": "宛先（全体）",
    "kind": "種類",
    "state": "結果",
    "number": "受付番号",
    "company_id": "企業ID",
    "since": "開始日",
    "until": "終了日",
}


@get(PATH)
async def list_mails(request: Request[Any, Any, Any], staff: Injected[Staff]) -> Response[str]:
    """Show one page of the mails that were asked for."""
    form = await list_form(request, staff)
    query = _read_query(form)
    return console_page(
        request,
        "console/mail_log/list.html",
        staff,
        200 if form.ok else 422,
        form=form,
        found=await find_mails(query),
        order=query.order,
        fields=FIELDS,
        filters=await filters_of(staff, PATH),
        asked=asked_of(form, _LABELS, {"kind": MAIL_KINDS, "state": MAIL_STATES}),
        here=address_of(request, form, FIELDS),
        kinds={kind: MAIL_KINDS.get(kind, kind) for kind in await kinds_sent()},
        states=MAIL_STATES,
    )


def _read_query(form: Form) -> MailQuery:
    """Read what is asked for; whatever no page of ours asks for counts as not asked."""
    number = form.accept("number", optional(accept_application_number), label="受付番号")
    company_id = form.accept("company_id", optional(accept_company_id), label="企業ID")
    recipient = form.accept("recipient", optional(_accept_recipient), label="宛先")
    return MailQuery(
        recipient=recipient or "",
        kind=form.typed("kind") if form.typed("kind") in MAIL_KINDS else "",
        state=form.typed("state") if form.typed("state") in MAIL_STATES else "",
        application_number=number or "",
        company_id=company_id or "",
        since=form.accept("since", optional(accept_beginning), label="開始日"),
        until=form.accept("until", optional(accept_end), label="終了日"),
        order=MailSort(form.typed("sort"))
        if form.typed("sort") in set(MailSort)
        else MailSort.NEWEST,
        after=form.typed("after"),
        before=form.typed("before"),
    )


def _accept_recipient(text: str) -> str:
    return unicodedata.normalize("NFKC", accept_line(text, most=254)).lower()


async def _export(asked: Asked) -> Portions:
    return _each_portion(_read_query(asked.form))


async def _each_portion(query: MailQuery) -> Portions:
    async def read(after: str, most: int) -> tuple[Sequence[LoggedMail], str | None]:
        page = await find_mails(replace(query, after=after, before=""), most)
        return page.mails, page.next

    async for mails in in_portions(read):
        yield map(_row, mails)


def _row(mail: LoggedMail) -> Row:
    return (
        moment(mail.queued_at),
        MAIL_KINDS.get(mail.kind, mail.kind),
        mail.recipient,
        MAIL_STATES[mail.state],
        moment(mail.finished_at),
        str(mail.attempts),
        mail.server_answer,
        mail.application or "",
        mail.company or "",
    )


MAILS_FILE = ListExport(
    path=PATH,
    name="mails",
    header=(
        "日時",
        "種類",
        "宛先",
        "結果",
        "結果の日時",
        "試行回数",
        "サーバーの応答",
        "受付番号",
        "企業ID",
    ),
    fields=FIELDS,
    read=_export,
)

MAIL_LOG = (
    staff_only(Permission.VIEW, [list_mails]),
    # The addresses of everybody, which nobody needs who helps one person.
    staff_only(Permission.ADMINISTER, export_pages(MAILS_FILE)),
)
