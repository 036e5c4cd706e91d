"""`inforex audit verify`: whether the past of the audit log is as it was sealed (S42)."""

import re

from db.audit_seals import Seal, Verified, has_digest, verify
from domain.business_calendar import format_jst
from domain.text import InvalidInput
from inforex.audit_listed import list_events
from inforex.command import At, Checked, WrongError, command, group, option
from inforex.language import _
from inforex.laws import laws


def _digest(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise InvalidInput("封印の値は、16進数（0-9、a-f）の64文字です。")
    return text


@command(
    "verify",
    "監査ログの封印をすべて計算し直す",
    "監査ログの記録は、数分ごとにまとめて封印され、封印は前の封印とつながっています。\n"
    "すべての封印を今の記録から計算し直し、合わない最初の封印を表示します。\n"
    "記録の変更・削除・過去への追加が分かります。最後の封印の値を表示しますので、\n"
    "データベースの外に控えてください。\n\n"
    "終了コード: 0 封印どおり、1 合わない封印がある（またはデータベースに接続できない）",
    shows=True,
)
@option(
    "--kept",
    type=Checked(_digest),
    metavar="DIGEST",
    help="以前に控えた封印の値。その封印が今もあることを確かめます",
)
async def check(at: At, kept: str | None) -> None:
    """Say what was found; raises `WrongError` where the log is not as it was sealed."""
    found = await verify()
    kept_is_there = kept is None or await has_digest(kept)
    at.show(found, lambda screen: screen.fields(_fields(found)))
    if found.broken is not None:
        raise WrongError(_broken(found.broken, found.newest))
    if not kept_is_there:
        raise WrongError(_("控えた値の封印がありません。封印が作り直されたか、削除されています。"))
    if not at.as_json:
        at.screen.say(_("監査ログは封印どおりです。"))


AUDIT = group("audit", "監査ログと、いつも成り立つはずのことを確かめる", (list_events, check, laws))


def _fields(found: Verified) -> list[tuple[str, str]]:
    newest = found.newest
    rows = [
        (_("記録と合う封印"), _("{count:,}件", count=found.fitting)),
        (_("まだ封印していない記録"), _("{count:,}件", count=found.waiting)),
    ]
    if newest is not None:
        rows += [
            (_("最後の封印の日時"), format_jst(newest.sealed_at)),
            (_("最後の封印"), newest.digest),
        ]
    return rows


def _broken(broken: Seal, before: Seal | None) -> str:
    return _(
        "監査ログが封印と合いません。最初に合わない封印: {number}"
        "（{at}、記録のidが{first}から{last}まで）",
        number=broken.number,
        at=format_jst(broken.sealed_at),
        first=(before.through if before else 0) + 1,
        last=broken.through,
    )
