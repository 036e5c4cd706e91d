"""What a process does again and again, whatever happens to one round of it."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from logs import trouble_of
from relay.reasons import something_is_away

log = structlog.get_logger()


async def round_after_round(
    what: str, one_round: Callable[[], Awaitable[object]], pause: timedelta
) -> None:
    """Do one round after the other, until cancelled; what a round raises is logged.

    No error ends it, not even one that nobody thought of: whoever calls this is one of several in
    a process, and the others have nothing to do with it.
    """
    while True:
        try:
            await one_round()
        except Exception as error:  # noqa: BLE001 -- see above
            _log(what, error)
            end_if_cancelled()
        await asyncio.sleep(pause.total_seconds())


def end_if_cancelled() -> None:
    """Go on being cancelled: what tidies up then may raise, and its error takes the place of that.

    Raises `CancelledError` in a task that somebody has told to end.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


def _log(what: str, error: Exception) -> None:
    if something_is_away(error):
        log.warning("round.waits", loop=what, tried="a round", **trouble_of(error))
    else:
        # Where it arose says enough; its text may quote what people typed.
        place = "".join(traceback.format_tb(error.__traceback__))
        log.error("round.failed", loop=what, tried="a round", **trouble_of(error), where=place)
