"""Every way to fail at every step of every workflow, begun when the step begins.

`make outages` plays all of it; `python -m bench.outages KIND SECONDS` one part, such as `cut 60`;
`python -m bench.outages mail` every lie and fault of the mail server at every step that mails.
The database's are played side by side, each with servers of its own, and with every wait of
production, for a second and a minute; a mail would wait for an hour there, and waits for seconds.
"""

import asyncio
import itertools
import secrets
import sys
import time
from collections.abc import Collection, Iterator, Sequence

from rig.databases import make_template
from rig.outages.conductor import AnyKind, Conductor
from rig.outages.mail_way import MAIL_OUTAGES
from rig.outages.proxy import Outage
from rig.outages.rounds import Round, play
from rig.outages.world import World, open_world
from rig.servers import start_postgres
from rig.workflows.skipping_temporal import start_skipping_temporal

DURATIONS = (1.0, 60.0)
PATIENCE = 3600.0
MAIL = "mail"


def main(kind: str = "", seconds: str = "1") -> int:
    if kind == MAIL:
        return _play_one(kind, 1.0)
    if kind:
        return _play_one(Outage(kind), float(seconds))
    return asyncio.run(_play_all())


async def _play_all() -> int:
    failed = await _side_by_side([(MAIL,)])
    for seconds in DURATIONS:
        failed += await _side_by_side([(str(kind), str(seconds)) for kind in Outage])
    return failed


async def _side_by_side(parts: Sequence[tuple[str, ...]]) -> int:
    playing = [
        await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.outages", *part)
        for part in parts
    ]
    return sum([await part.wait() != 0 for part in playing])


def _play_one(kind: str, seconds: float) -> int:
    environment = {
        "BASE_URL": "https://inforex.test",
        "LINK_KEYS": secrets.token_hex(32),
        "CSRF_SECRET": secrets.token_hex(32),
        "APPROVAL_REMINDERS": "3bd",
        "MAILS_PER_CONTACT": "100000",
    } | ({"QUICK": "yes"} if kind == MAIL else {})
    with start_postgres() as postgres, start_skipping_temporal() as temporal:
        asyncio.run(make_template(postgres))
        with open_world(postgres, temporal, environment) as world:
            if kind == MAIL:
                return asyncio.run(_compare(world, world.mail, MAIL_OUTAGES, seconds))
            return asyncio.run(_compare(world, world.database, [Outage(kind)], seconds))


async def _compare(
    world: World, conductor: Conductor[AnyKind], kinds: Collection[AnyKind], seconds: float
) -> int:
    """Play all lives without an outage and with; gives how many things differ."""
    calm = await play(world, conductor, patience=PATIENCE)
    began = time.monotonic()
    disturbed = await play(world, conductor, kinds, seconds=seconds, patience=PATIENCE)
    took = time.monotonic() - began
    different = list(_differences(calm, disturbed, kinds))
    name = ", ".join(map(str, kinds)) if len(kinds) == 1 else f"{len(kinds)} kinds"
    sys.stdout.write(
        f"{name}, {seconds:.0f} s: {len(disturbed.meetings)} steps met {disturbed.outages} outages"
        f" within {took:.0f} s; {len(different)} differences\n"
    )
    sys.stdout.writelines(f"  {each}\n" for each in different)
    return len(different)


def _differences(
    calm: Round[AnyKind], disturbed: Round[AnyKind], kinds: Collection[AnyKind]
) -> Iterator[str]:
    felt = {meeting.step for meeting in disturbed.meetings if meeting.felt}
    kinds_felt = {meeting.outage for meeting in disturbed.meetings if meeting.felt}
    return itertools.chain(
        (f"{step} met no outage" for step in calm.steps - felt),
        (f"nobody felt {kind}" for kind in kinds if kind not in kinds_felt),
        (f"{key} came twice" for key in disturbed.sent_twice),
        (
            f"{name}: {after}, not {calm.traces[name]}"
            for name, after in disturbed.traces.items()
            if after != calm.traces[name]
        ),
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
