"""The worker in a process of its own, of which a test hears what it does.

`python -m rig.outages.worker_process`, with the product's environment and `GATE_PORT`. All but
the relay: the workflows whose clocks the test moves are those that it starts itself.
"""

import asyncio
import os
import signal
from contextlib import AsyncExitStack, ExitStack
from datetime import datetime, timedelta
from unittest.mock import patch

from temporalio.client import Client
from temporalio.common import RetryPolicy
from temporalio.worker import Worker

from activities.digest import DigestActivities
from db.engine import database
from domain.business_calendar import JST
from rig.outages.gate import Gate
from settings import Settings
from worker import INTERCEPTORS, enrolment_worker, import_worker, mail_worker
from workflows.digest import HelpdeskDigest

BUSINESS_DAYS = [datetime(2026, 11, day, 8, 45, tzinfo=JST) for day in (24, 25, 26, 27)]
READY = "the worker is ready"

SOON = RetryPolicy(initial_interval=timedelta(seconds=0.3), maximum_interval=timedelta(seconds=2))
QUICK = {
    # A claim whose answer was cut off holds up its mail for so long.
    "db.mailing.mails.CLAIM": timedelta(seconds=15),
    "activities.mails.CLAIM": timedelta(seconds=15),
    # So the outcome of a mail is recorded between two outages, and before its claim runs out.
    "activities.mails.BETWEEN_TRIES": 0.1,
    "workflows.mails.UNTIL_THE_MAIL_IS_TAKEN": SOON,
    "workflows.steps.UNTIL_THE_DATABASE_IS_BACK": SOON,
}
"""What lets many short outages pass in little time; without `QUICK` in the environment, nothing."""


async def run(settings: Settings) -> None:
    """Work until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    gate = Gate(int(os.environ["GATE_PORT"]))
    client = await Client.connect(os.environ["TEMPORAL_ADDRESS"], interceptors=[gate])
    async with AsyncExitStack() as working:
        await working.enter_async_context(database(settings.database_url))
        for worker in (
            enrolment_worker(client, settings),
            mail_worker(client, settings),
            import_worker(client, settings),
            *digest_workers(client, settings),
        ):
            await working.enter_async_context(worker)
        print(READY, flush=True)  # noqa: T201 -- the test waits for it
        await stop.wait()


def digest_workers(client: Client, settings: Settings) -> list[Worker]:
    return [_digest_worker(client, settings, day) for day in BUSINESS_DAYS]


def _digest_worker(client: Client, settings: Settings, day: datetime) -> Worker:
    """Runs the digest of one day, whatever day it is: there is none on days off."""
    return Worker(
        client,
        task_queue=digest_queue(day),
        workflows=[HelpdeskDigest],
        activities=DigestActivities(settings, lambda: day).steps,
        interceptors=INTERCEPTORS,
    )


def digest_queue(day: datetime) -> str:
    return f"digest-{day:%Y%m%d}"


if __name__ == "__main__":
    with ExitStack() as patched:
        for name, value in QUICK.items() if "QUICK" in os.environ else ():
            patched.enter_context(patch(name, value))
        asyncio.run(run(Settings.from_environment(os.environ)))
