"""`inforex audit verify`: whether the past of the audit log is as it was sealed (S42)."""

import re
from argparse import ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Mapping

from db.audit_seals import Seal, Verified, has_digest, verify
from domain.business_calendar import format_jst
from inforex.command import Add, WrongError, on_database
from inforex.screen import Screen


def add_arguments(add: Add) -> None:
    """Add `audit` with its sub-command."""
    audit = add("audit", help="監査ログが変更されていないことを確かめる")
    commands = audit.add_subparsers(title="コマンド", required=True, metavar="COMMAND")
    parser = commands.add_parser(
        "verify",
        help="監査ログの封印をすべて計算し直す",
        description="監査ログの記録は、数分ごとにまとめて封印され、封印は前の封印とつながっています。\n"
        "すべての封印を今の記録から計算し直し、合わない最初の封印を表示します。\n"
        "記録の変更・削除・過去への追加が分かります。最後の封印の値を表示しますので、\n"
        "データベースの外に控えてください。\n\n"
        "終了コード: 0 封印どおり、1 合わない封印がある（またはデータベースに接続できない）",
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--kept",
        type=_digest,
        metavar="DIGEST",
        help="以前に控えた封印の値。その封印が今もあることを確かめます",
    )
    parser.set_defaults(do=_do)


def _digest(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise ArgumentTypeError("封印の値は、16進数（0-9、a-f）の64文字です。")
    return text


def _do(typed: Namespace, environment: Mapping[str, str]) -> None:
    on_database(check(Screen(), typed.kept), environment)


async def check(screen: Screen, kept: str | None) -> None:
    """Say what was found; raises `WrongError` where the log is not as it was sealed."""
    found = await verify()
    screen.fields(_fields(found))
    if found.broken is not None:
        raise WrongError(_broken(found.broken, found.newest))
    if kept is not None and not await has_digest(kept):
        raise WrongError("控えた値の封印がありません。封印が作り直されたか、削除されています。")
    screen.say("監査ログは封印どおりです。")


def _fields(found: Verified) -> list[tuple[str, str]]:
    newest = found.newest
    rows = [
        ("記録と合う封印", f"{found.fitting:,}件"),
        ("まだ封印していない記録", f"{found.waiting:,}件"),
    ]
    if newest is not None:
        rows += [("最後の封印の日時", format_jst(newest.sealed_at)), ("最後の封印", newest.digest)]
    return rows


def _broken(broken: Seal, before: Seal | None) -> str:
    after = before.through if before else 0
    return (
        f"監査ログが封印と合いません。最初に合わない封印: {broken.number}"
        f"（{format_jst(broken.sealed_at)}、記録のidが{after + 1}から{broken.through}まで）"
    )
