"""What is asked of the audit log, in the address of its pages."""

from db.console.audit_log import EventQuery
from domain.days import accept_beginning, accept_end
from domain.identifiers import accept_account_id, accept_application_number, accept_company_id
from web.console.lists import optional
from web.forms import Form

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


def understand(form: Form) -> EventQuery:
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
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
