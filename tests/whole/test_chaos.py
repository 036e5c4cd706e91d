"""A short chaos on one machine: people do all that people do, beside a fault of each kind."""

import sys
from dataclasses import replace

from rig.chaos.chaos import chaos
from rig.chaos.faults import KINDS, plan
from rig.chaos.ledger import Act
from rig.chaos.lives import EVERY_ACT
from rig.chaos.site import open_site

SEED = "short"
LEFT_OUT = {
    "disk of Temporal full",
    "disk of the database full",
    "disk of the mails full",
    "web killed",
}
"""They end what others end as well, and starts cost most of this; `make chaos` has them."""

SECONDS = 12.0
SHORT = 1.0
"""Seconds that a fault lasts at most."""

PATIENCE = 240.0
"""Seconds; usually a few are enough, and 90 where a worker was killed that had a mail."""


async def test_whatever_fails_nothing_is_lost_doubled_or_stuck() -> None:
    faults = [
        replace(each, lasts=min(each.lasts, SHORT))
        for each in plan(SEED, len(KINDS), SECONDS)
        if each.kind not in LEFT_OUT
    ]
    async with open_site(machines=1) as site:
        report = await chaos(
            site, SEED, makers=EVERY_ACT, faults=faults, seconds=SECONDS, to_settle=PATIENCE
        )
    sys.stdout.write(f"{report}\n")
    assert report.findings.all == []
    assert {act for _, act in report.ledger.acts} == set(Act)
