"""What the application's role may do in the database, which another role owns (S42)."""

import getpass
import os
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg

ONLY_ADDED_TO = ("audit_event", "audit_seal")
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
        pg_has_role($1, relowner, 'MEMBER')
        OR has_table_privilege($1, pg_class.oid, 'UPDATE, DELETE, TRUNCATE')
    )
    FROM pg_class WHERE oid = ANY ($2::text[]::regclass[])
"""


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
    return not await owner.fetchval(_MIGHT_CHANGE, role, list(ONLY_ADDED_TO))
