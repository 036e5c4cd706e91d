"""People enrol while everything fails, at random: nothing may be lost, doubled or stuck.

`make chaos` takes ten minutes; `SEED=…` tries the same order again, `HOURS=8` a whole night, and
`MINUTES=`, `MAKERS=`, `FAULTS=` less or more. `PREVIOUS=REF` has half of the programs be those of
another release, which is renewed forward and back meanwhile; `PREVIOUS=tag` is the newest tag.
"""

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from embedded.programs import PROJECT
from rig.chaos.chaos import Report, chaos
from rig.chaos.site import Site, open_site
from rig.servers import scratch_directory

A_MINUTE = 20
"""Makers, and faults, that come in a minute."""


@dataclass(frozen=True)
class Budget:
    seed: str
    seconds: float
    makers: int
    faults: int
    previous: str

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Budget":
        minutes = 60 * float(environment.get("HOURS") or 0)
        minutes = minutes or float(environment.get("MINUTES") or 10)
        many = str(round(A_MINUTE * minutes))
        return cls(
            environment.get("SEED") or str(random.SystemRandom().getrandbits(32)),
            minutes * 60,
            int(environment.get("MAKERS") or many),
            int(environment.get("FAULTS") or many),
            environment.get("PREVIOUS") or "",
        )


def main() -> int:
    budget = Budget.of(os.environ)
    sys.stdout.write(f"seed {budget.seed}\n")
    sys.stdout.flush()
    report = asyncio.run(_with_releases(budget) if budget.previous else _with_one(budget))
    if report is None:
        return 0
    sys.stdout.write(f"{report}\n")
    return bool(report.findings.all)


async def _with_one(budget: Budget) -> Report:
    async with open_site() as site:
        return await chaos(
            site,
            budget.seed,
            makers=budget.makers,
            faults=budget.faults,
            seconds=budget.seconds,
        )


async def _with_releases(budget: Budget) -> Report | None:
    reference = _named(budget.previous)
    if not reference:
        sys.stdout.write("There is no release before this one; PREVIOUS=REF names a commit.\n")
        return None
    with _checked_out(reference) as previous:
        async with open_site(previous) as site:
            return await chaos(
                site,
                budget.seed,
                makers=budget.makers,
                faults=budget.faults,
                seconds=budget.seconds,
                meanwhile=lambda: _forward_and_back(site, previous, budget.seconds),
            )


async def _forward_and_back(site: Site, previous: Path, seconds: float) -> None:
    """Migrate, then go to this release machine by machine, and back as far as the first of them."""
    first, second = site.machines
    step = seconds / 7
    await asyncio.sleep(step)
    await site.migrate(PROJECT)
    for program, release in (
        (first.worker, PROJECT),
        (first.web, PROJECT),
        (second.worker, PROJECT),
        (second.web, PROJECT),
        (first.web, previous),
        (first.worker, previous),
    ):
        async with site.place(program.name):
            await program.renew(release)
        sys.stdout.write(f"{program.name} is of {release.name}\n")
        await asyncio.sleep(step)


def _named(reference: str) -> str:
    """The commit that is meant; empty where there is no tag."""
    wanted = _git("describe", "--tags", "--abbrev=0") if reference == "tag" else reference
    return _git("rev-parse", "--verify", "--quiet", f"{wanted}^{{commit}}") if wanted else ""


@contextmanager
def _checked_out(commit: str) -> Iterator[Path]:
    """Lay a release out beside this one; both run with the packages that are installed."""
    with scratch_directory() as directory:
        place = directory / commit[:10]
        place.mkdir()
        archive = subprocess.run(  # noqa: S603 -- a commit that git itself has named
            ["git", "-C", str(PROJECT), "archive", commit],  # noqa: S607 -- wherever it is
            check=True,
            capture_output=True,
        )
        subprocess.run(["tar", "-x", "-C", str(place)], input=archive.stdout, check=True)  # noqa: S603, S607 -- likewise
        yield place


def _git(*arguments: str) -> str:
    told = subprocess.run(  # noqa: S603 -- our own words, and a reference that somebody typed
        ["git", "-C", str(PROJECT), *arguments],  # noqa: S607 -- likewise
        check=False,
        capture_output=True,
        text=True,
    )
    return told.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
