"""The database is away at every step of every workflow: in each way, for a second and a minute.

`make chaos` plays all of it; `python -m bench.outages KIND SECONDS` one part, such as `cut 60`.
All kinds are played side by side, each with servers of its own, and with every wait of production.
"""

import asyncio
import itertools
import secrets
import sys
import time

from rig.databases import make_template
from rig.outages.proxy import Outage
from rig.outages.rounds import Round, play
from rig.outages.world import World, open_world
from rig.servers import start_postgres
from rig.workflows.skipping_temporal import start_skipping_temporal

DURATIONS = (1.0, 60.0)
PATIENCE = 3600.0


def main(kind: str = "", seconds: str = "") -> int:
    if kind:
        return _play_one(Outage(kind), float(seconds))
    return asyncio.run(_play_all())


async def _play_all() -> int:
    failed = 0
    for seconds in DURATIONS:
        parts = [
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bench.outages", kind, str(seconds))
            )
            for kind in Outage
        ]
        failed += sum([await part.wait() != 0 for part in parts])
    return failed


def _play_one(kind: Outage, seconds: float) -> int:
    environment = {
        "BASE_URL": "https://inforex.test",
        "LINK_KEYS": secrets.token_hex(32),
        "CSRF_SECRET": secrets.token_hex(32),
        "APPROVAL_REMINDERS": "3bd",
        "MAILS_PER_CONTACT": "100000",
    }
    with start_postgres() as postgres, start_skipping_temporal() as temporal:
        asyncio.run(make_template(postgres))
        with open_world(postgres, temporal, environment) as world:
            return asyncio.run(_compare(world, kind, seconds))


async def _compare(world: World, kind: Outage, seconds: float) -> int:
    """Play all lives without an outage and with; gives how many things differ."""
    calm = await play(world, patience=PATIENCE)
    began = time.monotonic()
    disturbed = await play(world, (kind,), seconds=seconds, patience=PATIENCE)
    took = time.monotonic() - began
    different = list(_differences(calm, disturbed))
    sys.stdout.write(
        f"{kind}, {seconds:.0f} s: {len(disturbed.meetings)} steps met {disturbed.outages} outages"
        f" within {took:.0f} s; {len(different)} differences\n"
    )
    sys.stdout.writelines(f"  {each}\n" for each in different)
    return len(different)


def _differences(calm: Round, disturbed: Round) -> itertools.chain[str]:
    felt = {meeting.step for meeting in disturbed.meetings if meeting.felt}
    return itertools.chain(
        (f"{step} met no outage" for step in calm.steps - felt),
        (f"{key} came twice" for key in disturbed.sent_twice),
        (
            f"{name}: {after}, not {calm.traces[name]}"
            for name, after in disturbed.traces.items()
            if after != calm.traces[name]
        ),
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
