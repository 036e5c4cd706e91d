"""Where Temporal differs from the facts, and what of it the last look left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.engine import transaction
from db.tables.operation import Difference as DifferenceRow
from domain.out_of_step import DifferenceKind


@dataclass(frozen=True)
class Difference:
    """A process whose workflow is not as the facts have it.

    `workflow`: its workflow's id, which may go on after that of the process; `run_id`: of the run
    that was looked at, empty where none runs. `in_temporal` and `in_facts`: the stages that each
    has it at; where none runs, how the last one ended, as Temporal calls it.
    """

    process: str
    workflow: str
    kind: DifferenceKind
    in_temporal: str
    in_facts: str
    run_id: str = ""


async def note_left(left: Sequence[Difference], now: datetime) -> None:
    """Note what is left of a look, in the place of what was left of the one before."""
    async with transaction():
        await DifferenceRow.raw(
            "DELETE FROM difference WHERE workflow <> ALL({}::text[])",
            [each.workflow for each in left],
        )
        await DifferenceRow.raw(
            """
            INSERT INTO difference (workflow, kind, since)
            SELECT workflow, kind, {} FROM unnest({}::text[], {}::text[]) AS found (workflow, kind)
            ON CONFLICT (workflow) DO UPDATE SET kind = excluded.kind
            """,
            now,
            [each.workflow for each in left],
            [each.kind.value for each in left],
        )


async def count_left() -> dict[DifferenceKind, int]:
    """How much was left by the last look, of each kind."""
    rows = await DifferenceRow.raw("SELECT kind, count(*) AS count FROM difference GROUP BY kind")
    found = {row["kind"]: row["count"] for row in rows}
    return {kind: found.get(kind.value, 0) for kind in DifferenceKind}
