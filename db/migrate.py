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
from db.first_schema import REPLACED, HalfMigratedError, note_first_schema
from db.piccolo_app import APP_CONFIG
from db.rights import NoSuchRoleError, grant_rights, role_of
from settings import database_url, migration_database_url

# Any fixed number: two migrators that know it wait for each other.
MIGRATION_LOCK = 4_901_234

TRIGGER_ALONE = (
    "DATABASE_URL names a role that can change the audit log: the owner of the tables, one of its "
    "members, or a superuser. Only a trigger protects it, which such a role can switch off. See "
    '"The database\'s two roles" in docs/operations.md.'
)


_OF_OTHERS = """
    SELECT count(*) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname = ANY ($1)
        AND NOT pg_has_role(relowner, 'USAGE')
"""


class NotOwnerError(Exception):
    """The role that is to migrate does not own the tables, or may make none; gives its name."""


async def migrate(owner: str, application: str) -> bool:
    """Run the migrations that this database lacks; safe to call again and from several places.

    Both are URLs of the same database: `owner` is whose tables they become, `application` the one
    whose role gets its rights to them. Says whether those rights protect the audit log (S42).
    Raises `NotOwnerError`, `NoSuchRoleError`, `HalfMigratedError`, and `RuntimeError` when a
    migration failed.
    """
    try:
        return await _migrate(owner, application)
    except asyncpg.InsufficientPrivilegeError as error:
        raise NotOwnerError(role_of(owner)) from error


async def _migrate(owner: str, application: str) -> bool:
    use_database(owner)
    guard = await asyncpg.connect(owner)
    try:
        await guard.execute("SELECT pg_advisory_lock($1)", MIGRATION_LOCK)
        await _refuse_others(guard, owner)
        await note_first_schema(guard)
        await _run_migrations()
        for table in APP_CONFIG.table_classes:
            await guard.execute(_explanation(table))
        return await grant_rights(guard, role_of(application))
    finally:
        await guard.close()


async def _refuse_others(guard: "asyncpg.Connection[asyncpg.Record]", owner: str) -> None:
    """Before anything is made: the true owner could not change the tables of another role."""
    tables = [table._meta.tablename for table in APP_CONFIG.table_classes]  # noqa: SLF001 -- Piccolo's only way to ask
    if await guard.fetchval(_OF_OTHERS, tables):
        raise NotOwnerError(role_of(owner))


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


def _main() -> None:
    try:
        protected = asyncio.run(
            migrate(migration_database_url(os.environ), database_url(os.environ))
        )
    except NotOwnerError as error:
        sys.exit(
            f"The role {error} does not own the tables; set MIGRATION_DATABASE_URL to the "
            "role that does."
        )
    except HalfMigratedError as error:
        sys.exit(
            f"The database stopped half way before the first release, after {error} of "
            f"{len(REPLACED)} migrations, and this version cannot go on from there. Migrate it "
            "with the version that it stopped with, then with this one; or begin with an empty "
            "database."
        )
    except NoSuchRoleError as error:
        sys.exit(f"DATABASE_URL names the role {error}, which the database does not have.")
    if not protected:
        sys.stderr.write(f"{TRIGGER_ALONE}\n")


if __name__ == "__main__":
    _main()
