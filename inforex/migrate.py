"""`inforex migrate`: the database as this version needs it."""

import asyncio
from argparse import Namespace
from collections.abc import Mapping

from db.migrate import migrate
from inforex.command import Add
from inforex.screen import Screen
from settings import database_url


def add_arguments(add: Add) -> None:
    """Add `migrate`."""
    parser = add(
        "migrate",
        help="データベースを、このバージョンで使える状態にする",
        description="データベースに、まだ適用していないマイグレーションを適用します。\n"
        "繰り返しても、同時に実行しても問題ありません。",
    )
    parser.set_defaults(do=run)


def run(_typed: Namespace, environment: Mapping[str, str]) -> None:
    """Run what is lacking, and say so; raises `RuntimeError` when a migration failed."""
    asyncio.run(migrate(database_url(environment)))
    Screen().say("データベースは、このバージョンで使える状態です。")
