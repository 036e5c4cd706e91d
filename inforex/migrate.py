"""`inforex migrate`: the database as this version needs it."""

import asyncio
from collections.abc import Mapping

from inforex.command import At, RefusedError, WrongError, command
from inforex.language import _
from inforex.screen import Screen
from settings import database_url, migration_database_url


@command(
    "migrate",
    "データベースを、このバージョンで使える状態にする",
    "データベースに、まだ適用していないマイグレーションを適用します。\n"
    "MIGRATION_DATABASE_URLのロールがテーブルを所有し、DATABASE_URLのロールには、\n"
    "サイトとワーカーに必要な権限だけを与えます。\n"
    "繰り返しても、同時に実行しても問題ありません。",
)
def migrate(at: At) -> None:
    """Run what is lacking, and say so."""
    bring_up_to_date(at.screen, at.environment)
    at.screen.say(_("データベースは、このバージョンで使える状態です。"))


def bring_up_to_date(screen: Screen, environment: Mapping[str, str]) -> None:
    """Migrate, and warn where the application's role could change the audit log.

    Raises `RefusedError` where the URLs name roles that cannot be those, or where the database
    stopped half way before the first release; `WrongError` where a migration fails.
    """
    if not _migrated(migration_database_url(environment), database_url(environment)):
        screen.say(
            _(
                "注意: DATABASE_URLのロールは監査ログを変更できます（テーブルの所有者、そのメンバー"
                "、またはスーパーユーザーです）。監査ログを守っているのは、そのロールが無効にできるトリガー"
                "だけです。所有者を別のロールにして、MIGRATION_DATABASE_URLに指定してください。"
            )
        )


def _migrated(owner: str, application: str) -> bool:
    from db import migrate as migrations  # noqa: PLC0415 -- no other command waits for this to load

    try:
        return asyncio.run(migrations.migrate(owner, application))
    except migrations.NotOwnerError as error:
        raise RefusedError(
            _(
                "ロール「{role}」はテーブルを所有していないため、マイグレーションを適用できません。"
                "テーブルを所有するロールのURLを、MIGRATION_DATABASE_URLに指定してください。",
                role=error,
            )
        ) from error
    except migrations.HalfMigratedError as error:
        raise RefusedError(
            _(
                "このデータベースは、最初のリリースより前のマイグレーション{all}件のうち{done}件だけが"
                "適用された状態で、このバージョンでは続けられません。適用を始めたバージョンで最後まで"
                "適用してから、もう一度実行してください。または、空のデータベースを使ってください。",
                all=len(migrations.REPLACED),
                done=error,
            )
        ) from error
    except migrations.MigrationFailedError as error:
        raise WrongError(
            _(
                "マイグレーション {which} を適用できませんでした。このマイグレーションによる変更は"
                "残っていません。原因を取り除いてから、もう一度実行してください。",
                which=error,
            )
        ) from error
    except migrations.NoSuchRoleError as error:
        raise RefusedError(
            _(
                "DATABASE_URLのロール「{role}」がデータベースにありません。"
                "ロールを作成するか、DATABASE_URLを正しいロールにしてください。",
                role=error,
            )
        ) from error
