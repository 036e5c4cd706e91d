"""`inforex reconcile`: whether every workflow goes by the facts; those that don't are mended."""

from inforex.command import At, command, option


@command(
    "reconcile",
    "ワークフローを記録と照合し、ずれを直す",
    "データベースの記録とTemporalのワークフローを照合し、ずれているものを、直し方とともに\n"
    "表示します。--mend を付けると直します。繰り返しても、サイトやワーカーが動いていても\n"
    "問題ありません。ワーカーも、同じことを1時間ごとにしています。\n\n"
    "DATABASE_URLなどの設定は、ワーカーと同じものを使います。\n\n"
    "終了コード: 0 ずれはない（またはすべて直した）、1 ずれが残っている",
    shows=True,
)
@option("--mend", is_flag=True, help="見つかったずれを直す。監査ログに残ります")
async def reconcile(at: At, mend: bool) -> None:  # noqa: FBT001 -- typed as an option
    """Compare; raises `RefusedError`, and `WrongError` where a difference is left."""
    from inforex.comparison import compare  # noqa: PLC0415 -- no other command waits for Temporal's client to load

    await compare(at, mend=mend)
