"""`inforex run`: everything on this machine, as `make run` starts it."""

import os
import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from inforex.command import Add, RefusedError

STACK = Path(__file__).parent.parent / "stack.py"


def add_arguments(add: Add) -> None:
    """Add `run`."""
    parser = add(
        "run",
        help="このマシンで、すべてのサーバーを起動する",
        description="PostgreSQL、Temporal、受信箱、ワーカー、サイトをこのマシンで起動し、\n"
        "それぞれの場所を表示します（make run と同じ）。Ctrl-C で停止します。データは残ります。",
    )
    parser.set_defaults(do=run)


def run(_typed: Namespace, environment: Mapping[str, str]) -> None:
    """Become the stack, so that signals reach it; raises `RefusedError` where there is none."""
    if not STACK.exists():
        raise RefusedError(
            "ここにはサーバーが含まれていません。docker compose up などで起動してください。"
        )
    os.chdir(STACK.parent)  # where `make run` keeps its data
    os.execve(sys.executable, [sys.executable, str(STACK)], environment)  # noqa: S606 -- our own program
