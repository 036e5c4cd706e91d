"""`inforex replay`: whether this program can go on with what runs, before it is released."""

import click

from inforex.command import At, command, option


@command(
    "replay",
    "実行中のワークフローを、このバージョンで続けられるかを確かめる",
    "実行中のワークフローの履歴をTemporalから読み、このバージョンのプログラムで再生します。\n"
    "新しいバージョンのワーカーを起動する前に、そのバージョンで実行してください。\n"
    "何も変更しません。データベースは使いません。\n\n"
    "終了コード: 0 すべて続けられる、1 続けられないものがある、2 確かめられなかった",
    shows=True,
)
@option(
    "--query",
    default="",
    metavar="QUERY",
    help="Temporalの検索条件。例: EnrolmentStage = 'awaiting_approval'",
)
@option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="開始の新しいものからN件だけを確かめる（指定しない場合はすべて）",
)
def replay(at: At, query: str, limit: int | None) -> None:
    """Replay them; raises `WrongError` where one doesn't fit, `RefusedError` without Temporal."""
    from inforex.replaying import replay_all  # noqa: PLC0415 -- no other command waits for all workflows to load

    replay_all(at, query, limit)
