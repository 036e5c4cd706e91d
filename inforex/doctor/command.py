"""`inforex doctor`: whether everything that a start needs is there, and how to mend what isn't."""

import asyncio
from collections.abc import AsyncIterator

from inforex.command import At, WrongError, command
from inforex.doctor.findings import Finding, Standing
from inforex.screen import Screen


@command(
    "doctor",
    "起動に必要なものを、すべて確かめる",
    "設定、データベース、Temporal、ワーカー、メールサーバー、送信元のDNS、時計、鍵、\n"
    "ディスクを順に確かめ、直し方を表示します（/readyzやログと同じ英語です）。\n"
    "何も変更せず、メールも送りません。\n\n"
    "終了コード: 0 直すものはない、1 直すものがある",
    shows=True,
)
def doctor(at: At) -> None:
    """Go the rounds; raises `WrongError` where something is to be mended."""
    from inforex.doctor.rounds import look  # noqa: PLC0415 -- no other command waits for all this to load

    asyncio.run(_tell(look(at.environment), at))


async def _tell(findings: AsyncIterator[Finding], at: At) -> None:
    """Show each as it is found, or all as JSON; raises `WrongError` where one is wrong."""
    found = []
    async for finding in findings:
        found.append(finding)
        if not at.as_json:
            _show(finding, at.screen)
    if at.as_json:
        at.show(found, lambda _screen: None)
    wrong = sum(finding.standing is Standing.WRONG for finding in found)
    if wrong:
        raise WrongError(f"{wrong} of {len(found)} are wrong.")


def _show(finding: Finding, screen: Screen) -> None:
    screen.say(f"{finding.standing:8} {finding.about}: {finding.says}")
    if finding.remedy:
        screen.say(f"{'':8} → {finding.remedy}")
