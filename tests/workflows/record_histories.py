"""Record the shapes that histories have today (`python -m tests.workflows.record_histories`).

Run it when a release changes what workflows do, with a name that is new; names of shapes after
it choose some of them. Recorded shapes are never replaced, because processes with those
histories may still be open.
"""

import asyncio
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from sysconfig import get_path

from temporalio.testing import WorkflowEnvironment

from db.engine import database
from rig.databases import copy_template, make_template
from rig.servers import start_postgres
from rig.workflows.life import Life, open_life
from settings import Settings
from tests.workflows.console_shapes import CONSOLE_SHAPES
from tests.workflows.enrolment_shapes import ENROLMENT_SHAPES
from tests.workflows.member_shapes import MEMBER_SHAPES
from workflows.namespace import SEARCH_ATTRIBUTE_KEYS

HISTORIES = Path(__file__).parent.parent / "histories"

SHAPES = {shape.__name__: shape for shape in (*ENROLMENT_SHAPES, *MEMBER_SHAPES, *CONSOLE_SHAPES)}

# Moved clocks would show in the histories, so every wait is short instead.
QUICK = {
    "LINK_LIFETIME": "4s",
    "LINK_REMINDER_BEFORE": "2s",
    "APPROVAL_REMINDERS": "1s,2s",
    "APPROVAL_ALERT": "3s",
    "APPROVAL_LIFETIME": "5s",
    "MAILS_PER_MINUTE": "1500",
    "PURGE_UNFINISHED_AFTER": "0s",
    "PURGE_CLOSED_AFTER": "0s",
    "PURGE_ENDED_COMPANIES_AFTER": "0s",
}


async def record(release: str, names: Sequence[str], postgres: str) -> None:
    await make_template(postgres)
    environment = await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(Path(get_path("scripts")) / "temporal"),
        search_attributes=SEARCH_ATTRIBUTE_KEYS,
    )
    async with environment:
        address = environment.client.service_client.config.target_host
        for name in names:
            url = await copy_template(postgres, name)
            async with database(url), open_life(address, _settings(url)) as life:
                await _record(name, release, life)


def _settings(url: str) -> Settings:
    secret = {name: secrets.token_hex(32) for name in ("LINK_KEYS", "CSRF_SECRET")}
    return Settings.from_environment({"DATABASE_URL": url, **secret, **QUICK})


async def _record(name: str, release: str, life: Life) -> None:
    with life.skipper.with_time_skipping_disabled():
        process = await SHAPES[name](life)
        await life.hear()
    workflow = life.skipper.client.get_workflow_handle(process)
    ended = await workflow.result()
    history = await workflow.fetch_history()
    (HISTORIES / f"{release}-{name}.json").write_text(history.to_json() + "\n")
    sys.stdout.write(f"{name}: {ended}, {len(history.events)} events\n")


def main(release: str, *names: str) -> None:
    HISTORIES.mkdir(exist_ok=True)
    with start_postgres() as postgres:
        asyncio.run(record(release, names or tuple(SHAPES), postgres))


if __name__ == "__main__":
    main(*sys.argv[1:])
