"""Bring the database to what this version of the product needs (`python -m db.migrate`)."""

import asyncio
import contextlib
import io
import os
import sys

import asyncpg
from piccolo.apps.migrations.commands.forwards import run_forwards
from piccolo.table import Table

from db.engine import use_database
from db.piccolo_app import APP_CONFIG
from db.rights import grant_rights, role_of
from settings import database_url, migration_database_url

# Any fixed number: two migrators that know it wait for each other.
MIGRATION_LOCK = 4_901_234

TRIGGER_ALONE = (
    "DATABASE_URL names a role that can change the audit log: the owner of the tables, one of its "
    "members, or a superuser. Only a trigger protects it, which such a role can switch off. See "
    '"The database\'s two roles" in docs/operations.md.'
)


async def migrate(owner: str, application: str) -> bool:
    """Run the migrations that this database lacks; safe to call again and from several places.

    Both are URLs of the same database: `owner` is whose tables they become, `application` the one
    whose role gets its rights to them. Says whether those rights protect the audit log (S42).
    Raises `RuntimeError` when a migration failed.
    """
    use_database(owner)
    guard = await asyncpg.connect(owner)
    try:
        await guard.execute("SELECT pg_advisory_lock($1)", MIGRATION_LOCK)
        await _run_migrations()
        for table in APP_CONFIG.table_classes:
            await guard.execute(_explanation(table))
        return await grant_rights(guard, role_of(application))
    finally:
        await guard.close()


async def _run_migrations() -> None:
    progress = io.StringIO()
    with contextlib.redirect_stdout(progress):
        result = await run_forwards("inforex")
    if not result.success:
        raise RuntimeError(f"a migration failed: {result.message}\n{progress.getvalue()}")


def _explanation(table: type[Table]) -> str:
    """Say in the database itself what each table and column means."""
    name = table._meta.tablename  # noqa: SLF001 -- Piccolo's only way to ask
    statements = [f'COMMENT ON TABLE "{name}" IS {_quoted(table._meta.help_text)}']  # noqa: SLF001
    statements += [
        f'COMMENT ON COLUMN "{name}"."{column._meta.db_column_name}"'  # noqa: SLF001
        f" IS {_quoted(column._meta.help_text)}"  # noqa: SLF001
        for column in table._meta.columns  # noqa: SLF001
    ]
    return "; ".join(statements)


def _quoted(text: str | None) -> str:
    return "'" + (text or "").replace("'", "''") + "'"


if __name__ == "__main__":
    if not asyncio.run(migrate(migration_database_url(os.environ), database_url(os.environ))):
        sys.stderr.write(f"{TRIGGER_ALONE}\n")
