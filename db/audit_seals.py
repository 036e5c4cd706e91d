"""The chain over the audit log: what changed in its past is found, whoever changed it (S42).

Ids are given before their transactions commit, so a late event may have a lower id than those that
are seen. Each seal notes the newest event it sees; once it is older than any transaction lives,
the log is complete up to there, and the next seal covers it. What appears there afterwards is found
as well as what is changed or missing. Nothing here goes by the application's clocks.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import TRANSACTION_LIVES, transaction
from db.tables.operation import AuditEvent, AuditSeal

COMPLETE_AFTER = 2 * TRANSACTION_LIVES

EVENTS_PER_SEAL = 10_000
SEALS_AT_ONCE = 20
"""So many are recomputed by one statement, which then takes a second or two at most."""

# Independent of the settings of whoever computes it: no date style, no time zone. A new column of
# audit_event has to be added here, for seals from then on.
_DIGEST = """
    SELECT encode(sha256(convert_to(concat_ws(E'\\n',
        before.digest,
        jsonb_build_array(seal.through, seal.seen, seal.sealed_at AT TIME ZONE 'UTC'),
        string_agg(
            jsonb_build_array(
                id, at AT TIME ZONE 'UTC', tag, application_number, company_id, account_id, details
            )::text, E'\\n' ORDER BY id
        )
    ), 'UTF8')), 'hex')
    FROM audit_event
    WHERE id <= seal.through AND (before.through IS NULL OR id > before.through)
"""

_SEAL = f"""
    WITH newest AS (SELECT coalesce(max(id), 0) AS event FROM audit_event),
    before AS (SELECT * FROM audit_seal ORDER BY id DESC LIMIT 1),
    complete AS (
        SELECT seen FROM audit_seal WHERE sealed_at <= now() - {{}}::interval
        ORDER BY id DESC LIMIT 1
    ),
    seal AS (
        SELECT newest.event AS seen, now() AS sealed_at, coalesce((
            SELECT id FROM audit_event WHERE id > before.through AND id <= complete.seen
            ORDER BY id OFFSET {EVENTS_PER_SEAL - 1} LIMIT 1
        ), complete.seen, before.through, 0) AS through
        FROM newest LEFT JOIN before ON true LEFT JOIN complete ON true
        WHERE complete.seen > before.through
            OR newest.event > before.seen AND before.sealed_at <= now() - {{}}::interval
            OR before.id IS NULL AND newest.event > 0
    )
    INSERT INTO audit_seal (sealed_at, through, seen, digest)
    SELECT seal.sealed_at, seal.through, seal.seen, ({_DIGEST})
    FROM seal LEFT JOIN before ON true
    RETURNING id
"""  # noqa: S608 -- constants of this file

_RECOMPUTE = f"""
    SELECT seal.id, seal.sealed_at, seal.through, seal.digest, seal.digest = ({_DIGEST}) AS fits
    FROM (SELECT * FROM audit_seal WHERE id > {{}} ORDER BY id LIMIT {{}}) AS seal
    LEFT JOIN LATERAL (
        SELECT digest, through FROM audit_seal WHERE id < seal.id ORDER BY id DESC LIMIT 1
    ) AS before ON true
    ORDER BY seal.id
"""  # noqa: S608 -- constants of this file


@dataclass(frozen=True)
class Seal:
    """`through`: the id of the last event that it covers."""

    number: int
    sealed_at: datetime
    through: int
    digest: str


@dataclass(frozen=True)
class Verified:
    """How many seals fit what the log has, in their order, and the first that does not.

    `newest`: the last that fits. `waiting`: how many events no seal covers yet.
    """

    fitting: int
    newest: Seal | None
    broken: Seal | None
    waiting: int


async def seal_events(complete_after: timedelta = COMPLETE_AFTER) -> int:
    """Seal what is complete, however many do so at once; gives the number of seals added.

    `complete_after`: how old a seal has to be until all that it saw has committed.
    """
    added = 0
    while await _add_seal(complete_after):
        added += 1
    return added


async def _add_seal(complete_after: timedelta) -> bool:
    async with transaction():
        await AuditSeal.raw("SELECT pg_advisory_xact_lock(hashtextextended('audit_seal', 4))")
        return bool(await AuditSeal.raw(_SEAL, complete_after, complete_after))


async def verify() -> Verified:
    """Compute every seal again from the events that are there now."""
    fitting, newest = 0, None
    while rows := await AuditSeal.raw(_RECOMPUTE, newest.number if newest else 0, SEALS_AT_ONCE):
        for row in rows:
            seal = Seal(row["id"], row["sealed_at"], row["through"], row["digest"])
            if not row["fits"]:
                return Verified(fitting, newest, seal, await _waiting(newest))
            fitting, newest = fitting + 1, seal
    return Verified(fitting, newest, None, await _waiting(newest))


async def _waiting(newest: Seal | None) -> int:
    through = newest.through if newest else 0
    waiting: int = await AuditEvent.count().where(AuditEvent.id > through)
    return waiting


async def newest_digest() -> str:
    """The digest to be kept where the database's owner cannot change it; empty before the first."""
    rows = await AuditSeal.raw("SELECT digest FROM audit_seal ORDER BY id DESC LIMIT 1")
    return str(rows[0]["digest"]) if rows else ""


async def has_digest(digest: str) -> bool:
    """Whether a digest that was kept elsewhere is one of the chain."""
    return bool(await AuditSeal.exists().where(AuditSeal.digest == digest))
