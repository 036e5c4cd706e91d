"""A short chaos: people of every life come while one fault of each kind happens."""

import sys
from dataclasses import replace

from rig.chaos.chaos import chaos
from rig.chaos.faults import KINDS, plan
from rig.chaos.people import LIVES
from rig.chaos.site import open_site

SEED = "short"
SECONDS = 15.0
SHORT = 1.5
"""Seconds that a fault lasts at most."""


async def test_whatever_fails_nothing_is_lost_doubled_or_stuck() -> None:
    faults = [
        replace(each, lasts=min(each.lasts, SHORT)) for each in plan(SEED, len(KINDS), SECONDS)
    ]
    async with open_site() as site:
        report = await chaos(site, SEED, makers=len(LIVES), faults=faults, seconds=SECONDS)
    sys.stdout.write(f"{report}\n")
    assert report.findings.all == []
    assert report.acknowledged >= 2 * len(LIVES)
    assert site.mail.lies, "no lie was told"
