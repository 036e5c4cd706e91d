"""Every order of what people, timers, administrators and crashes can do, as far as the time goes.

`make explore MINUTES=10` searches two worlds side by side, each in a process and a database of its
own, and prints how much was met. Something that must not be is told as the acts that lead to it,
with the command that repeats them; then it ends with 1.
"""

import argparse
import asyncio
import multiprocessing
import secrets
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from rig.databases import make_template
from rig.explore.laws import PLAYED
from rig.explore.playing import Violation
from rig.explore.runs import WORLDS, explore, follow
from rig.explore.search import Report
from rig.explore.worlds import Act
from rig.output import say
from rig.servers import start_postgres

ROW = "{:<13}{:>11}{:>9}{:>10}{:>13}{:>10}{:>11}{:>8}{:>9}"


def main() -> int:
    given = _arguments()
    with _server(given.postgres) as postgres:
        if given.path is not None:
            path = [*map(Act.read, given.path.split())]
            return _tell(given.world, asyncio.run(follow(postgres, given.world, path)))
        worlds = [given.world] * given.processes if given.world else [*WORLDS]
        return _search(postgres, worlds, given)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--world", choices=WORLDS, help="one world alone")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**31))
    parser.add_argument("--processes", type=int, default=2, help="that search one world")
    parser.add_argument("--path", help="acts to be done instead of a search")
    parser.add_argument("--as-found", action="store_true", help="do not look for fewer acts")
    parser.add_argument("--postgres", help="a server that has the template already")
    given = parser.parse_args()
    if given.path is not None and given.world is None:
        parser.error("--path is of one --world")
    return given


@contextmanager
def _server(given: str | None) -> Iterator[str]:
    if given:
        yield given
        return
    with start_postgres(short_lived=True) as postgres:
        asyncio.run(make_template(postgres))
        yield postgres


def _search(postgres: str, worlds: Sequence[str], given: argparse.Namespace) -> int:
    say(f"seed {given.seed}, {len(PLAYED)} laws of the database")
    say(
        ROW.format(
            "world",
            "situations",
            "entered",
            "deepest",
            "transitions",
            "refused",
            "unchanged",
            "quiet",
            "a second",
        )
    )
    failed = 0
    with ProcessPoolExecutor(len(worlds), multiprocessing.get_context("spawn")) as processes:
        searches = [
            processes.submit(_searched, postgres, world, given.seed + nth, given)
            for nth, world in enumerate(worlds)
        ]
        for world, search in zip(worlds, searches, strict=True):
            report = search.result()
            say(_row(world, report))
            failed += report.violation is not None and _tell(world, report.violation)
    return min(failed, 1)


def _searched(postgres: str, world: str, seed: int, given: argparse.Namespace) -> Report:
    search = explore(postgres, world, seed, seconds=given.minutes * 60, shortens=not given.as_found)
    return asyncio.run(search)


def _row(world: str, report: Report) -> str:
    return ROW.format(
        world,
        f"{len(report.met):,}",
        f"{report.gone_into:,}",
        report.deepest,
        f"{report.transitions:,}",
        f"{report.refused:,}",
        f"{report.unchanged:,}",
        f"{report.quiet:,}",
        f"{report.transitions / max(report.seconds, 1):,.0f}",
    )


def _tell(world: str, violation: Violation | None) -> int:
    if violation is None:
        say("nothing is wrong on this path")
        return 0
    path = " ".join(map(str, violation.path))
    say(f"\n{violation.what}")
    say(f"after {len(violation.path)} acts: {path}")
    say(f"python -m bench.explore --world {world} --path '{path}'")
    return 1


if __name__ == "__main__":
    sys.exit(main())
