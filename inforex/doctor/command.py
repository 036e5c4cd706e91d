"""`inforex doctor`: whether everything that a start needs is there, and how to mend what isn't."""

import asyncio
import json
import sys
from argparse import Namespace
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict

from inforex.command import Add, WrongError
from inforex.doctor.findings import Finding, Standing
from inforex.screen import Screen


def add_arguments(add: Add) -> None:
    """Add `doctor`."""
    parser = add(
        "doctor",
        help="起動に必要なものを、すべて確かめる",
        description="設定、データベース、Temporal、ワーカー、メールサーバー、送信元のDNS、時計、鍵、\n"
        "ディスクを順に確かめ、直し方を表示します（/readyzやログと同じ英語です）。\n"
        "何も変更せず、メールも送りません。\n\n"
        "終了コード: 0 直すものはない、1 直すものがある",
    )
    parser.add_argument("--json", action="store_true", help="JSONで出力する")
    parser.set_defaults(do=_do)


def _do(typed: Namespace, environment: Mapping[str, str]) -> None:
    from inforex.doctor.rounds import look  # noqa: PLC0415 -- no other command waits for all this to load

    asyncio.run(_tell(look(environment), as_json=typed.json))


async def _tell(findings: AsyncIterator[Finding], *, as_json: bool) -> None:
    """Show each as it is found, or all as JSON; raises `WrongError` where one is wrong."""
    found = []
    screen = Screen()
    async for finding in findings:
        found.append(finding)
        if not as_json:
            _show(finding, screen)
    if as_json:
        sys.stdout.write(json.dumps([asdict(each) for each in found], indent=2) + "\n")
    wrong = sum(finding.standing is Standing.WRONG for finding in found)
    if wrong:
        raise WrongError(f"{wrong} of {len(found)} are wrong.")


def _show(finding: Finding, screen: Screen) -> None:
    screen.say(f"{finding.standing:8} {finding.about}: {finding.says}")
    if finding.remedy:
        screen.say(f"{'':8} → {finding.remedy}")
