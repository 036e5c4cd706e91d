"""`inforex restored`: PostgreSQL came back from a backup, and is to be used again."""

from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime

from inforex.command import Add, on_database
from inforex.migrate import bring_up_to_date
from inforex.screen import Screen
from settings import migration_database_url


def add_arguments(add: Add) -> None:
    """Add `restored`."""
    parser = add(
        "restored",
        help="バックアップから戻したデータベースを、使える状態にする",
        description="データベースをバックアップから戻した後、サイトとワーカーを起動する前に実行します。\n"
        "繰り返しても問題ありません。\n\n"
        "・マイグレーションを適用します。\n"
        "・バックアップの後に使われた番号を二度と使わないように、すべての番号を先へ進めます。\n"
        "・失われた申請と、前の段階に戻った申請を、Temporalの記録から表示します。\n"
        "・Temporalのワークフローをすべて削除します。終わっていない手続きは、ワーカーが\n"
        "  データベースの記録から始め直します。\n"
        "・会員と管理者を、全員ログアウトします。\n\n"
        "DATABASE_URLと、TEMPORAL_ADDRESSなどのTemporalの設定は、ワーカーと同じものを使います。\n"
        "MIGRATION_DATABASE_URLは、inforex migrateと同じものを使います。",
    )
    parser.set_defaults(do=_do)


def _do(_typed: Namespace, environment: Mapping[str, str]) -> None:
    from inforex.restoration import restored  # noqa: PLC0415 -- no other command waits for Temporal's client to load

    bring_up_to_date(Screen(), environment)
    # Only its owner may move a sequence on.
    as_owner = {**environment, "DATABASE_URL": migration_database_url(environment)}
    on_database(restored(Screen(), datetime.now(UTC)), as_owner)
