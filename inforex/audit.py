"""`inforex audit verify`: whether the past of the audit log is as it was sealed (S42)."""

from db.audit_seals import Broken, Place, Placed, Verified, place_of, verify
from domain.business_calendar import format_jst
from domain.event_seals import Fault, Head
from domain.text import InvalidInput
from inforex.audit_listed import list_events
from inforex.command import At, Checked, WrongError, command, group, option
from inforex.language import _
from inforex.laws import laws
from inforex.screen import Screen
from settings import link_keys
from texts.audit_log import act_of

FAULTS = {
    Fault.CHANGED: "変更されている",
    Fault.REMOVED: "削除されている",
    Fault.PUT_IN: "後から加えられている",
    Fault.FORGED: "封印がLINK_KEYSの鍵によるものではない",
}


def _head(text: str) -> Head:
    try:
        return Head.parse(text)
    except ValueError as error:
        raise InvalidInput(
            "控えた値は、記録のidと、16進数（0-9、a-f）の64文字を「-」でつないだものです。"
        ) from error


@command(
    "verify",
    "監査ログの封印をすべて確かめる",
    "監査ログの記録は、1、2分のうちに一件ずつ封印され、封印は前の封印を含みます。\n"
    "すべての記録を封印と比べ、変更された記録、削除された記録、後から加えられた記録を、\n"
    "古い順に表示します。封印の鍵はLINK_KEYSから作り、データベースにはありません。\n"
    "最新の記録が封印ごと削除されたことは、データベースの外に控えた値でだけ分かります。\n"
    "その値は、毎営業日の朝のメールにもあります。\n\n"
    "終了コード: 0 封印どおり、1 合わない記録がある（またはデータベースに接続できない）",
    shows=True,
)
@option(
    "--head",
    type=Checked(_head),
    metavar="HEAD",
    help="以前に控えた最後の封印。その時までの記録が変わっていないことを確かめます",
)
async def check(at: At, head: Head | None) -> None:
    """Say what was found; raises `WrongError` where the log is not as it was sealed."""
    found = await verify(link_keys(at.environment))
    at.show(found, lambda screen: _show(found, screen))
    if found.faults:
        raise WrongError(_told(found))
    if head is not None:
        _judge(head, await place_of(head), at)
    if not at.as_json:
        at.screen.say(_("監査ログは封印どおりです。"))


AUDIT = group("audit", "監査ログと、いつも成り立つはずのことを確かめる", (list_events, check, laws))


def _show(found: Verified, screen: Screen) -> None:
    screen.fields(_fields(found))
    if found.broken:
        columns = (_("記録"), _("合わない点"), _("日時"), _("操作"))
        screen.table(columns, [_row(each) for each in found.broken])


def _fields(found: Verified) -> list[tuple[str, str]]:
    rows = [
        (_("封印した記録"), _("{count:,}件", count=found.sealed)),
        (_("まだ封印していない記録"), _("{count:,}件", count=found.waiting)),
    ]
    if found.unchecked:
        rows.append((_("鍵がもうない封印（最初から）"), _("{count:,}件", count=found.unchecked)))
    if found.head is not None:
        when = "" if found.head_at is None else format_jst(found.head_at)
        rows += [(_("最後の封印の日時"), when), (_("最後の封印"), found.head)]
    return rows


def _row(broken: Broken) -> tuple[str, str, str, str]:
    when = "" if broken.at is None else format_jst(broken.at)
    act = "" if broken.tag is None else _(act_of(broken.tag))
    return str(broken.event), _(FAULTS[broken.fault]), when, act


def _told(found: Verified) -> str:
    first = found.broken[0]
    return _(
        "監査ログが封印と合いません（{count:,}件）。最初に合わない記録: {event}（{fault}）",
        count=found.faults,
        event=first.event,
        fault=_(FAULTS[first.fault]),
    )


def _judge(head: Head, placed: Placed, at: At) -> None:
    """Say what a head from elsewhere proves; raises `WrongError` where the past is another."""
    event, when = head.event, "" if placed.at is None else format_jst(placed.at)
    match placed.place:
        case Place.STANDS:
            said = _("記録{event}（{at}）までは、控えた時のままです。", event=event, at=when)
        case Place.RESTORED:
            said = _(
                "控えた値は、{at}に復元したデータベースより新しいものです。記録{event}は復元で"
                "失われたため、確かめられません。",
                event=event,
                at=when,
            )
        case Place.YOUNGER:
            raise WrongError(
                _(
                    "控えた値は、このデータベースより新しいものです（記録{event}）。バックアップから"
                    "戻したときは、inforex restoredを実行してください。戻していないときは、最新の"
                    "記録が削除されています。",
                    event=event,
                )
            )
        case Place.REMOVED:
            raise WrongError(
                _("控えた値の記録{event}がありません。封印とともに削除されています。", event=event)
            )
        case Place.OTHER:
            raise WrongError(
                _(
                    "控えた値と異なります。記録{event}までの過去が書き換えられ、封印が作り直されて"
                    "います。",
                    event=event,
                )
            )
    if not at.as_json:
        at.screen.say(said)
