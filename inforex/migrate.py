"""`inforex migrate`: the database as this version needs it."""

import asyncio
from argparse import Namespace
from collections.abc import Mapping

from db.migrate import REPLACED, HalfMigratedError, NoSuchRoleError, NotOwnerError, migrate
from inforex.command import Add, RefusedError
from inforex.screen import Screen
from settings import database_url, migration_database_url


def add_arguments(add: Add) -> None:
    """Add `migrate`."""
    parser = add(
        "migrate",
        help="データベースを、このバージョンで使える状態にする",
        description="データベースに、まだ適用していないマイグレーションを適用します。\n"
        "MIGRATION_DATABASE_URLのロールがテーブルを所有し、DATABASE_URLのロールには、\n"
        "サイトとワーカーに必要な権限だけを与えます。\n"
        "繰り返しても、同時に実行しても問題ありません。",
    )
    parser.set_defaults(do=run)


def run(_typed: Namespace, environment: Mapping[str, str]) -> None:
    """Run what is lacking, and say so; raises `RuntimeError` when a migration failed."""
    bring_up_to_date(Screen(), environment)
    Screen().say("データベースは、このバージョンで使える状態です。")


def bring_up_to_date(screen: Screen, environment: Mapping[str, str]) -> None:
    """Migrate, and warn where the application's role could change the audit log.

    Raises `RefusedError` where the URLs name roles that cannot be those, or where the database
    stopped half way before the first release.
    """
    if not _migrated(migration_database_url(environment), database_url(environment)):
        screen.say(
            "注意: DATABASE_URLのロールは監査ログを変更できます（テーブルの所有者、そのメンバー、"
            "またはスーパーユーザーです）。監査ログを守っているのは、そのロールが無効にできるトリガーだけです。"
            "所有者を別のロールにして、MIGRATION_DATABASE_URLに指定してください。"
        )


def _migrated(owner: str, application: str) -> bool:
    try:
        return asyncio.run(migrate(owner, application))
    except NotOwnerError as error:
        raise RefusedError(
            f"ロール「{error}」はテーブルを所有していないため、マイグレーションを適用できません。"
            "テーブルを所有するロールのURLを、MIGRATION_DATABASE_URLに指定してください。"
        ) from error
    except HalfMigratedError as error:
        raise RefusedError(
            f"このデータベースは、最初のリリースより前のマイグレーション{len(REPLACED)}件のうち{error}件だけが"
            "適用された状態で、このバージョンでは続けられません。適用を始めたバージョンで最後まで適用してから、"
            "もう一度実行してください。または、空のデータベースを使ってください。"
        ) from error
    except NoSuchRoleError as error:
        raise RefusedError(
            f"DATABASE_URLのロール「{error}」がデータベースにありません。"
            "ロールを作成するか、DATABASE_URLを正しいロールにしてください。"
        ) from error
