"""Files that were sent by the console are taken in, piece by piece."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from temporalio import activity

from clock import utc_now
from db.imports.batches import import_batches
from db.imports.runs import RunningImport, uploaded_piece


@dataclass(frozen=True)
class ImportOrder:
    """Take in what is left of this run's file."""

    run: int


class ImportEnd(StrEnum):
    """How far it came: to the end, until somebody stopped it, or until this worker drains."""

    FINISHED = "finished"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"


class ImportActivities:
    """What the workflow of an import asks for."""

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self._clock = clock

    @activity.defn
    async def take_in_sent(self, order: ImportOrder) -> ImportEnd:
        """Take in what is left; how far it is stands in the database after each piece."""
        run = await import_batches(
            order.run, partial(uploaded_piece, order.run), self._clock, _alive
        )
        if run.finished_at is not None:
            return ImportEnd.FINISHED
        return ImportEnd.STOPPED if run.stopped_at is not None else ImportEnd.INTERRUPTED


def _alive(run: RunningImport) -> bool:
    """Show that the work goes on; False when the worker drains, so that another goes on."""
    activity.heartbeat(run.bytes_done)
    return not activity.is_worker_shutdown()
