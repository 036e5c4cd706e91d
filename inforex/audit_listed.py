"""`inforex audit list`: what was done, by whom, and why."""

from dataclasses import replace
from datetime import datetime

from db.console.audit_log import EventQuery, LoggedEvent, find_events
from domain.audit_tags import AuditTag
from domain.business_calendar import format_jst
from domain.days import accept_beginning, accept_end
from domain.identifiers import accept_application_number, accept_company_id
from domain.text import InvalidInput
from inforex.command import At, Checked, command, option
from inforex.language import _
from inforex.listing import Listed, collect, limit, one_of
from inforex.screen import Screen
from texts.audit_log import SOURCES, act_of


def _accept_act(text: str) -> str:
    """Take an act by its tag or its word in either language; gives the console's word."""
    for tag in AuditTag:
        if text in {tag.value, tag.label, _(tag.label)}:
            return tag.label
    raise InvalidInput("「{text}」という操作はありません。", text=text)


@command("list", "監査ログの記録（管理画面の「操作履歴」）を新しい順に表示する", shows=True)
@option(
    "--application",
    type=Checked(accept_application_number),
    metavar="NUMBER",
    help="受付番号",
)
@option("--company", type=Checked(accept_company_id), metavar="ID", help="企業ID")
@option(
    "--source",
    type=one_of(SOURCES),
    metavar="WHO",
    help="だれが。管理画面の言葉かコード。例: 管理者、administrator、workflow",
)
@option(
    "--act",
    type=Checked(_accept_act),
    metavar="ACT",
    help="操作。管理画面の言葉かタグ。例: administrator:company:suspend",
)
@option("--since", type=Checked(accept_beginning), metavar="DAY", help="この日以降。例: 2026-12-31")
@option("--until", type=Checked(accept_end), metavar="DAY", help="この日まで")
@limit
async def list_events(  # noqa: PLR0913 -- one for each option
    at: At,
    *,
    application: str | None,
    company: str | None,
    source: str | None,
    act: str | None,
    since: datetime | None,
    until: datetime | None,
    limit: int | None,
) -> None:
    """List the events that fit."""
    query = EventQuery(
        source=source or "",
        act=act or "",
        application_number=application or "",
        company_id=company or "",
        since=since,
        until=until,
    )

    async def page_of(after: int | None, most: int) -> tuple[tuple[LoggedEvent, ...], int | None]:
        page = await find_events(replace(query, after=after), most)
        return page.events, page.next

    found = await collect(page_of, limit)
    at.show({"events": found.rows, "more": found.more}, lambda screen: _show(found, screen))


def _show(found: Listed[LoggedEvent], screen: Screen) -> None:
    if not found.rows:
        screen.say(_("該当する記録はありません。"))
        return
    columns = ("日時", "だれが", "操作", "受付番号・企業ID", "理由")
    screen.table(tuple(map(_, columns)), map(_line, found.rows))
    found.say_so(screen)


def _line(event: LoggedEvent) -> tuple[str, ...]:
    source = event.tag.partition(":")[0]
    about = (event.application_number, event.company_id, event.account_id)
    return (
        format_jst(event.at),
        event.administrator or _(SOURCES.get(source, source)),
        _(act_of(event.tag)),
        " ".join(filter(None, about)),
        event.reason,
    )
