"""`inforex run`: everything on this machine, as `make run` starts it."""

import os
import sys
from pathlib import Path

from inforex.command import At, RefusedError, command
from inforex.language import _

STACK = Path(__file__).parent.parent / "stack.py"


@command(
    "run",
    "このマシンで、すべてのサーバーを起動する",
    "PostgreSQL、Temporal、受信箱、ワーカー、サイトをこのマシンで起動し、\n"
    "それぞれの場所を表示します（make run と同じ）。Ctrl-C で停止します。データは残ります。",
)
def run(at: At) -> None:
    """Become the stack, so that signals reach it; raises `RefusedError` where there is none."""
    if not STACK.exists():
        raise RefusedError(
            _("ここにはサーバーが含まれていません。docker compose up などで起動してください。")
        )
    os.chdir(STACK.parent)  # where `make run` keeps its data
    os.execve(sys.executable, [sys.executable, str(STACK)], at.environment)  # noqa: S606 -- our own program
