"""All that a database holds, in a few figures, to see whether anything changed."""

from db.tables.companies import Account

COUNTS = frozenset(
    {"throttle", "tally", "flood", "login_session", "administrator_session", "kept_answer"}
)
"""What a refused request may leave behind: that it was counted, and its sender seen."""

ROWS = {"audit_event": "tag NOT LIKE '%:login:fail'"}
"""Rows that are looked at, of a table not looked at whole: a login that fails is noted (S13)."""

Figures = dict[str, tuple[int, int]]


async def figures(without: frozenset[str] = COUNTS) -> Figures:
    """How many rows each table has, and a sum over all that they hold."""
    names = [name for name in await _tables() if name not in without]
    looks = (
        f"SELECT '{name}' AS name, count(*) AS rows,"  # noqa: S608 -- names of our own tables
        f' coalesce(sum(hashtext(t::text)::bigint), 0)::bigint AS held FROM "{name}" AS t'
        f" WHERE {ROWS.get(name, 'true')}"
        for name in names
    )
    rows = await Account.raw(" UNION ALL ".join(looks))
    return {row["name"]: (row["rows"], row["held"]) for row in rows}


async def _tables() -> list[str]:
    """All tables, which are asked for once."""
    if not _KNOWN:
        rows = await Account.raw(
            "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
        )
        _KNOWN.extend(sorted(row["name"] for row in rows))
    return _KNOWN


_KNOWN: list[str] = []


def changed(before: Figures, after: Figures) -> list[str]:
    """The tables that differ."""
    return sorted(name for name in before | after if before.get(name) != after.get(name))


async def forget_limits() -> None:
    """Let nobody be refused for having asked too often."""
    await Account.raw("DELETE FROM throttle")
    await Account.raw("UPDATE login_challenge SET tries = 0 WHERE tries > 0")
