"""`inforex keys`: which of `LINK_KEYS` is needed for what, and what to do when one leaked."""

from dataclasses import dataclass

import click

from db.audit_seals import resume_seals, seals_by_key
from db.console.leaked_keys import end_links_made_by, forget_second_factors
from db.identity.second_factors import count_by_key
from domain.event_seals import name_of
from inforex.command import At, RefusedError, command, group, option
from inforex.language import _
from inforex.screen import Screen
from settings import Settings

NTH = click.IntRange(1)


@dataclass(frozen=True)
class KeyUse:
    """How many second factors that are on, and events of the audit log, a key sealed.

    `key`: 1 is the newest, 0 none of them.
    """

    key: int
    second_factors: int
    audit_events: int


@command(
    "list",
    "鍵ごとの、二段階認証と監査ログの封印の数",
    "LINK_KEYSの鍵ごとに、その鍵で保護している二段階認証の数と、その鍵で封印した監査ログの\n"
    "記録の数を表示します。二段階認証が0件の古い鍵は、その鍵で作ったリンクがもうメールで\n"
    "送られず、新しい鍵の封印が1件以上あるときに、取り除けます。",
    shows=True,
)
async def list_keys(at: At) -> None:
    """Count by key, the newest first; those that none opens come last."""
    keys = _keys(at)
    counts, seals = await count_by_key(keys), await seals_by_key()
    found = [
        KeyUse(nth, count, seals.pop(name_of(key), 0))
        for nth, (key, count) in enumerate(zip(keys, counts.by_key, strict=True), 1)
    ]
    found.append(KeyUse(0, counts.unreadable, sum(seals.values())))
    at.show(found, lambda screen: _show(found, screen))


@command(
    "end-links",
    "漏れた鍵で作ったリンクを、すべて無効にする",
    "先に新しい鍵をLINK_KEYSの先頭に加え、サイトとワーカーを再起動してから使います。\n"
    "申請の途中の方は、トップページから新しいURLを受け取れます（入力した内容は残ります）。\n"
    "元に戻せません。",
)
@option(
    "--key", "nth", type=NTH, required=True, metavar="N", help="LINK_KEYSの何番目の鍵か（1が最新）"
)
async def end_links(at: At, nth: int) -> None:
    """End what the key made; raises `RefusedError`."""
    keys = _keys(at)
    _refuse_unknown(nth, keys)
    if nth == 1:
        raise RefusedError(
            _(
                "1番目の鍵は、新しいリンクを作っている鍵です。先に新しい鍵をLINK_KEYSの先頭に加え、"
                "サイトとワーカーを再起動してください。何も変更していません。"
            )
        )
    ended = await end_links_made_by(keys[nth - 1], at.now)
    at.screen.say(
        _(
            "申請のリンク{applications:,}件と、会員のリンク{members:,}件を無効にしました。",
            applications=ended.of_applications,
            members=ended.of_members,
        )
    )


@command(
    "forget-second-factors",
    "鍵を指定して、二段階認証をまとめて解除する",
    "会員は、設定し直すまでパスワードだけでログインします。会員にはメールで知らせます。\n"
    "管理者は、次のログインで設定し直します。元に戻せません。",
)
@option("--key", "nth", type=NTH, metavar="N", help="LINK_KEYSのN番目の鍵で保護したもの（1が最新）")
@option("--unreadable", is_flag=True, help="LINK_KEYSのどの鍵でも読めないもの")
@option("--all", "everything", is_flag=True, help="すべて。データベースと鍵の両方が漏れたとき")
async def forget(at: At, nth: int | None, unreadable: bool, everything: bool) -> None:  # noqa: FBT001 -- typed as options
    """Forget those of one key, those of none, or all; raises `RefusedError`."""
    keys = _keys(at)
    if [nth is not None, unreadable, everything].count(True) != 1:
        raise RefusedError(_("--key、--unreadable、--all のどれか一つを付けてください。"))
    if nth is not None:
        _refuse_unknown(nth, keys)
    places = [*range(len(keys)), None] if everything else [None if nth is None else nth - 1]
    count = await forget_second_factors(keys, places, at.now)
    at.screen.say(_("二段階認証{count:,}件を解除しました。", count=count))


@command(
    "resume-seals",
    "鍵を失った後に、監査ログの封印を続ける",
    "最後の封印を作った鍵がLINK_KEYSにないと、監査ログは封印されません。先にその鍵を\n"
    "LINK_KEYSの末尾に戻してください。失われて戻せないときだけ、今の鍵で封印を続けます。\n"
    "失われた鍵の封印は、もう確かめられません。身に覚えがないときは、監査ログの改ざんを\n"
    "疑い、実行しないでください。元に戻せません。",
)
async def resume(at: At) -> None:
    """Go on under the newest key; raises `RefusedError` where nothing holds the sealing up."""
    if not await resume_seals(_keys(at), at.now):
        raise RefusedError(_("最後の封印は、LINK_KEYSの鍵によるものです。何も変更していません。"))
    at.screen.say(_("今の鍵で、監査ログの封印を続けます。"))


KEYS = group(
    "keys", "LINK_KEYSの使われ方を調べ、漏れた鍵に対応する", (list_keys, end_links, forget, resume)
)


def _keys(at: At) -> tuple[bytes, ...]:
    return Settings.from_environment(at.environment).link_keys


def _refuse_unknown(nth: int, keys: tuple[bytes, ...]) -> None:
    if nth > len(keys):
        raise RefusedError(_("LINK_KEYSの鍵は{count}個です。", count=len(keys)))


def _show(found: list[KeyUse], screen: Screen) -> None:
    rows = [
        (_key(each.key), f"{each.second_factors:,}", f"{each.audit_events:,}") for each in found
    ]
    screen.table((_("鍵"), _("二段階認証"), _("監査ログの封印")), rows)


def _key(nth: int) -> str:
    if nth == 0:
        return _("どの鍵でも読めない")
    return _("{nth}番目（最新）", nth=nth) if nth == 1 else _("{nth}番目", nth=nth)
