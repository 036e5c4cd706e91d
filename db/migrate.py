"""Bring the database to what this version of the product needs (`python -m db.migrate`)."""

import asyncio
import contextlib
import getpass
import io
import os
import sys
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
from piccolo.apps.migrations.commands.forwards import run_forwards
from piccolo.table import Table

from db.engine import DATABASE_AWAY, use_database
from db.own_migrations import MIGRATIONS
from db.piccolo_app import APP_CONFIG
from db.tables.operation import AuditEvent
from settings import database_url, migration_database_url

FIRST_SCHEMA = "2026-11-28T20:30:00:000000"
"""The migration that made one of the many; what they made is what it makes."""

REPLACED = (
    "2026-11-22T11:34:53:915611",
    "2026-11-22T12:00:00:000000",
    "2026-11-22T12:30:41:088598",
    "2026-11-22T13:00:00:000000",
    "2026-11-22T14:16:08:465384",
    "2026-11-22T14:30:00:000000",
    "2026-11-22T14:35:54:517224",
    "2026-11-22T14:40:00:000000",
    "2026-11-22T15:00:00:000000",
    "2026-11-22T15:10:00:000000",
    "2026-11-28T10:00:00:000000",
    "2026-11-28T13:00:00:000000",
    "2026-11-28T13:10:00:000000",
    "2026-11-28T14:00:00:000000",
    "2026-11-28T14:10:00:000000",
    "2026-11-28T16:00:00:000000",
    "2026-11-28T16:10:00:000000",
    "2026-11-28T17:00:00:000000",
    "2026-11-28T17:10:00:000000",
    "2026-11-28T18:40:00:000000",
    "2026-11-28T18:45:00:000000",
    "2026-11-28T19:00:00:000000",
    "2026-11-28T20:10:00:000000",
    "2026-11-28T20:20:00:000000",
)

ONLY_ADDED_TO = ("audit_event", "event_seal", "audit_seal")
"""Tables whose rows the application can neither change nor delete."""

# What another release granted goes first, so that the rights are what is written here.
_GRANT = """
    REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};
    REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role};
    GRANT USAGE ON SCHEMA public TO {role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
    REVOKE UPDATE, DELETE ON {only_added_to} FROM {role};
    REVOKE INSERT, UPDATE, DELETE ON migration FROM {role};
"""
_MIGHT_CHANGE = """
    SELECT bool_or(
        pg_has_role(asked.role, relowner, 'MEMBER')
        OR has_table_privilege(asked.role, pg_class.oid, 'UPDATE, DELETE, TRUNCATE')
    ) AS might
    FROM pg_class, (SELECT {}::name AS role) AS asked
    WHERE pg_class.oid = ANY ({}::text[]::regclass[])
"""

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


class HalfMigratedError(Exception):
    """A database had some of the replaced migrations and not all; gives how many it had."""


async def note_first_schema(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Note the first schema as made where the migrations that it replaced have made it.

    Raises `HalfMigratedError`; nobody else may migrate meanwhile.
    """
    had = await _migrations_had(connection)
    replaced = had.intersection(REPLACED)
    if not replaced or FIRST_SCHEMA in had:
        return
    if len(replaced) < len(REPLACED):
        raise HalfMigratedError(len(replaced))
    await connection.execute(
        "INSERT INTO migration (name, app_name, ran_on) VALUES ($1, 'inforex', now())",
        FIRST_SCHEMA,
    )


async def _migrations_had(connection: "asyncpg.Connection[asyncpg.Record]") -> set[str]:
    if await connection.fetchval("SELECT to_regclass('migration')") is None:
        return set()
    rows = await connection.fetch("SELECT name FROM migration WHERE app_name = 'inforex'")
    return {row["name"] for row in rows}


class MigrationFailedError(Exception):
    """A migration failed and left nothing behind; gives its ID, and its cause says why."""

    def __str__(self) -> str:
        """The ID and the reason, but for the values that a row has: they may be of people."""
        why = str(self.__cause__).partition("\n")[0]
        return f"{self.args[0]} ({type(self.__cause__).__name__}: {why})"


class NoSuchRoleError(Exception):
    """The database has no role of the name that the application's URL gives."""


def role_of(url: str) -> str:
    """Name the role that a connection to this URL has, as PostgreSQL's clients find it."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query).get("user", [""])[0]
    named = unquote(parts.username or "") or asked or os.environ.get("PGUSER", "")
    return named or getpass.getuser()


async def grant_rights(owner: "asyncpg.Connection[asyncpg.Record]", role: str) -> bool:
    """Give the role all that pages and workers do, and nothing besides; again is no harm.

    Nothing is granted to the owner itself. Says whether the role's rights keep it from changing
    the audit log: not those of the owner, of its members, or of a superuser. Raises
    `NoSuchRoleError`.
    """
    if not await owner.fetchval("SELECT count(*) FROM pg_roles WHERE rolname = $1", role):
        raise NoSuchRoleError(role)
    if role != await owner.fetchval("SELECT current_user"):
        quoted = await owner.fetchval("SELECT quote_ident($1)", role)
        async with owner.transaction():
            await owner.execute(_GRANT.format(role=quoted, only_added_to=", ".join(ONLY_ADDED_TO)))
    return not await owner.fetchval(_MIGHT_CHANGE.format("$1", "$2"), role, list(ONLY_ADDED_TO))


async def may_change_the_past(url: str) -> bool:
    """Whether the role of this URL could change the audit log; asks the database that is open."""
    rows = await AuditEvent.raw(_MIGHT_CHANGE, role_of(url), list(ONLY_ADDED_TO))
    return bool(rows[0]["might"])


class NotOwnerError(Exception):
    """The role that is to migrate does not own the tables, or may make none; gives its name."""


async def migrate(owner: str, application: str) -> bool:
    """Run the migrations that this database lacks; safe to call again and from several places.

    Both are URLs of the same database: `owner` is whose tables they become, `application` the one
    whose role gets its rights to them. Says whether those rights protect the audit log (S42).
    Raises `NotOwnerError`, `NoSuchRoleError`, `HalfMigratedError` and `MigrationFailedError`.
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
        await _run_migrations(guard)
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


async def _run_migrations(guard: "asyncpg.Connection[asyncpg.Record]") -> None:
    progress = io.StringIO()
    try:
        with contextlib.redirect_stdout(progress):
            result = await run_forwards("inforex")
    except (*DATABASE_AWAY, asyncpg.InsufficientPrivilegeError):
        raise
    except Exception as error:
        had = await _migrations_had(guard)
        lacking = [name for name in MIGRATIONS if name not in had]
        if not lacking:
            raise
        raise MigrationFailedError(lacking[0]) from error
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
    except MigrationFailedError as error:
        sys.exit(f"The migration {error} failed, and nothing of it was kept.")
    except NoSuchRoleError as error:
        sys.exit(f"DATABASE_URL names the role {error}, which the database does not have.")
    if not protected:
        sys.stderr.write(f"{TRIGGER_ALONE}\n")


if __name__ == "__main__":
    _main()
