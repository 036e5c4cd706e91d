"""How often something happened that leaves no row of its own; for metrics, of all processes."""

from collections.abc import Mapping
from enum import StrEnum

from db.tables.operation import Tally


class Event(StrEnum):
    """What is counted; the values are kept in the database."""

    DELIVERY_FAILED = "delivery_failed"
    """News that could not be brought to Temporal, by the code of gRPC, or the error's name."""

    RUN_FAILED = "run_failed"
    """Workflows that ended as none should, by how."""


async def add(event: Event, times: Mapping[str, int]) -> None:
    """Count so many more of each label, in one statement."""
    if times:
        await Tally.raw(
            """
            INSERT INTO tally (event, label, times)
            SELECT {}, label, times FROM unnest({}::text[], {}::bigint[]) AS added (label, times)
            ORDER BY label
            ON CONFLICT (event, label) DO UPDATE SET times = tally.times + excluded.times
            """,
            event.value,
            [label[:60] for label in times],
            list(times.values()),
        )


async def tallies(event: Event) -> dict[str, int]:
    """How often since there is this database, by label."""
    rows = await Tally.select(Tally.label, Tally.times).where(Tally.event == event.value)
    return {row["label"]: row["times"] for row in rows}
