"""`inforex audit laws`: whether everything is as it always should be (docs/laws.md)."""

from inforex.command import At, command, option


@command(
    "laws",
    "いつも成り立つはずのことが成り立っているかを、データベースとTemporalで確かめる",
    "承認された申請には企業IDがある、終わっていない手続きにはワークフローがある、など、\n"
    "docs/laws.mdにあるすべてを確かめます。何も変更しません。\n\n"
    "終了コード: 0 すべて成り立っている、1 成り立っていないことがある（または確かめられない）",
    shows=True,
)
@option(
    "--histories",
    metavar="QUERY",
    default="",
    help="Temporalの検索条件。そのワークフローの履歴に個人情報がないことも確かめます",
)
async def laws(at: At, histories: str) -> None:
    """Tell every breach; raises `WrongError` for any, and `RefusedError` without Temporal."""
    from inforex.breaches import tell_breaches  # noqa: PLC0415 -- no other command waits for Temporal's client to load

    await tell_breaches(at, histories)
