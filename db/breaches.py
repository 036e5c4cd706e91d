"""What the auditor's last look found."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from db.engine import transaction
from db.tables.operation import Breach

OF_THE_LOG = ("the_log_is_sealed", "events_are_as_sealed", "seals_are_ours", "the_log_only_grows")
"""The laws of the audit log's seals."""


async def note_breaches(found: Sequence[tuple[str, str, str]], now: datetime) -> None:
    """Note the law, the subject and the words of each, in the place of what was found before."""
    async with transaction():
        await Breach.delete(force=True)
        if found:
            await Breach.insert(
                *(
                    Breach(law=law, subject=subject, found=words, found_at=now)
                    for law, subject, words in found
                )
            )


async def add_breach(law: str, subject: str, words: str, now: datetime) -> None:
    """Note one besides what is noted; the next look of the auditor takes the place of all."""
    await Breach.raw(
        """
        INSERT INTO breach (law, subject, found, found_at)
        SELECT law, subject, {}, {} FROM (SELECT {}::text AS law, {}::text AS subject) AS new
        WHERE NOT EXISTS (
            SELECT FROM breach WHERE breach.law = new.law AND breach.subject = new.subject
        )
        """,
        words,
        now,
        law,
        subject,
    )


async def count_breaches() -> Mapping[str, int]:
    """How often each law that is broken is, by the last look."""
    rows = await Breach.raw("SELECT law, count(*) AS count FROM breach GROUP BY law ORDER BY law")
    return {row["law"]: row["count"] for row in rows}


async def log_is_doubtful() -> bool:
    """Whether the audit log is not as it was sealed, as far as anybody has seen."""
    return bool(await Breach.exists().where(Breach.law.is_in(list(OF_THE_LOG))))
