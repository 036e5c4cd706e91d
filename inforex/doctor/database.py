"""The database: reached, migrated, written to; its clock; the role; the keys that it needs."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

import asyncpg

from db.engine import DATABASE_AWAY, database
from db.identity.second_factors import count_by_key
from db.migrate import TRIGGER_ALONE, may_change_the_past
from db.readiness import clock_ahead, migrations_missing, try_to_write
from inforex.command import PROGRAM
from inforex.doctor.findings import Finding, note, ok, unknown, wrong
from settings import Settings

ABOUT = "database"
CLOCKS_DIFFER_BY = timedelta(seconds=2)
"""From then on people would be told of times that are not those in the database."""


async def look_at_database(
    url: str, settings: Settings | None, clock: Callable[[], datetime]
) -> list[Finding]:
    """Ask it what pages and workers ask it at their start; writes what `/readyz` writes."""
    try:
        async with database(url, pool_size=1):
            return [finding async for finding in _findings(url, settings, clock)]
    except asyncpg.UndefinedTableError:
        return [wrong(ABOUT, "It has no tables yet.", f"Run `{PROGRAM} migrate`.")]
    except DATABASE_AWAY as error:
        return [
            wrong(
                ABOUT,
                f"It cannot be used: {type(error).__name__}.",
                "Check DATABASE_URL, and whether PostgreSQL runs there and lets its role in.",
            )
        ]


async def _findings(
    url: str, settings: Settings | None, clock: Callable[[], datetime]
) -> AsyncIterator[Finding]:
    missing = await migrations_missing()
    if missing:
        yield wrong(ABOUT, f"It lacks {missing} migrations.", f"Run `{PROGRAM} migrate`.")
        return
    yield ok(ABOUT, "It answers, and has every migration.")
    try:
        await try_to_write(clock())
        yield ok(ABOUT, "It can be written to.")
    except DATABASE_AWAY as error:
        yield wrong(
            ABOUT,
            f"It cannot be written to: {type(error).__name__}.",
            "Make room on its disk, or name the primary in DATABASE_URL.",
        )
    if await may_change_the_past(url):
        yield note(ABOUT, TRIGGER_ALONE, "Name the owner in MIGRATION_DATABASE_URL alone.")
    yield _about_clocks(await clock_ahead(clock))
    if settings is None:
        yield unknown("keys", "They are looked at once the settings can be used.")
    else:
        async for finding in _about_keys(settings.link_keys):
            yield finding


def _about_clocks(ahead: timedelta) -> Finding:
    says = (
        f"The database's clock differs from this machine's by {abs(ahead.total_seconds()):.1f} s."
    )
    if abs(ahead) < CLOCKS_DIFFER_BY:
        return ok("clock", says)
    return wrong("clock", says, "Have both set by NTP.")


async def _about_keys(keys: tuple[bytes, ...]) -> AsyncIterator[Finding]:
    """Which of `LINK_KEYS` must stay; a key that leaked or is old goes once nothing needs it."""
    counts = await count_by_key(keys)
    if counts.unreadable:
        yield wrong(
            "keys",
            f"{counts.unreadable} second factors were sealed by a key that LINK_KEYS lacks: "
            "their owners cannot log in by their app.",
            "Put that key back at the end of LINK_KEYS, or reset these second factors.",
        )
    yield ok("keys", f"The newest of {len(keys)} sealed {counts.by_key[0]} second factors.")
    for nth, count in enumerate(counts.by_key[1:], 2):
        yield note(
            "keys",
            f"Key {nth} of LINK_KEYS sealed {count} second factors.",
            "It must stay until their owners set them up anew."
            if count
            else "It may go once no link that it made is mailed any more.",
        )
