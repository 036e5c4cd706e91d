"""`inforex restored`: PostgreSQL came back from a backup, and is to be used again."""

from inforex.command import At, command, on_database
from inforex.migrate import bring_up_to_date
from settings import migration_database_url


@command(
    "restored",
    "バックアップから戻したデータベースを、使える状態にする",
    "データベースをバックアップから戻した後、サイトとワーカーを起動する前に実行します。\n"
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
def restored(at: At) -> None:
    """Take the database up again; raises `RefusedError`."""
    from inforex.restoration import take_up  # noqa: PLC0415 -- no other command waits for Temporal's client to load

    bring_up_to_date(at.screen, at.environment)
    # Only its owner may move a sequence on.
    as_owner = {**at.environment, "DATABASE_URL": migration_database_url(at.environment)}
    on_database(take_up(at.screen, at.now), as_owner)
