"""Which files of tests go to the same worker, and in which order they begin."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path, PurePath

from xdist.scheduler import LoadFileScheduling

TESTS = Path(__file__).parent

FEW_WORKERS = 4

WAITING = ("whole", "outages", "temporal", "stack", "relay", "workflows")
"""Folders of tests that wait for servers, those first that take longest."""

BETWEEN = 6
"""Other files for each of these: they have the processor while these wait.

Few enough that what waits is over first: begun last, it would go on alone when all is done.
"""

SHARING_SERVERS = {"relay", "workflows", "whole"}
"""Folders whose servers each worker that has a file of theirs starts, and keeps to its end."""

ALONE = {
    "test_a_minute_without_the_database.py",
    "test_chaos.py",
    "test_colour_schemes.py",
    "test_full_disk.py",
    "test_invitations.py",
    "test_releases.py",
    "test_replay.py",
    "test_restore.py",
    "test_temporal_ui.py",
    "test_troubles.py",
    "test_wholesaler_filter.py",
}
"""Files of theirs that need none of these, or start their own."""

LONG = {
    "tests/console/imports/test_command.py",
    "tests/db/test_all_at_once.py",
    "tests/db/test_database_away.py",
    "tests/db/test_search_quality.py",
    "tests/deployment/test_image.py",
    "tests/deployment/test_install.py",
    "tests/deployment/test_package.py",
    "tests/explore/test_search.py",
    "tests/inforex/test_doctor_at_temporal.py",
    "tests/inforex/test_operating.py",
    "tests/mutation/test_sample.py",
    "tests/security/test_s32_hostile_input.py",
    "tests/security/test_s35_crawler.py",
    "tests/security/test_s38_every_door.py",
    "tests/web/test_leaving.py",
    "tests/web/test_processes.py",
    "tests/web/test_tables.py",
    "tests/web/test_what_is_said.py",
}
"""Other files that take ten seconds and more: begun last, each would go on alone too."""


class FilesByServers(LoadFileScheduling):  # type: ignore[misc]  # xdist ships no types
    """Gives whole files to workers, and to one worker all that use the same servers."""

    def _split_scope(self, nodeid: str) -> str:
        return same_worker(nodeid)


def same_worker(nodeid: str) -> str:
    """What tests have in common that go to the same worker: a file, or a folder."""
    file = file_of(nodeid)
    shares = _folder(file) in SHARING_SERVERS and PurePath(file).name not in ALONE
    return str(PurePath(file).parent if shares else file)


def in_order(files: Iterable[str]) -> list[str]:
    """Put first those that share servers, and other files between those that take long.

    `files`: that of each test; of the others those with most tests come first.
    """
    tests = Counter(files)
    together = [file for file in tests if same_worker(file) != file]
    waiting = [file for file in tests if same_worker(file) == file and _takes_long(file)]
    others = iter([file for file, _ in tests.most_common() if not _takes_long(file)])
    order = sorted(together, key=_longest_first)
    for file in sorted(waiting, key=_longest_first):
        order += (file, *islice(others, BETWEEN))
    return [*order, *others]


def shared_out(places: Sequence[str], worker: int) -> list[str]:
    """Give each worker another of the folders to begin with, where all are to be read.

    To make bytecode of a test takes longer than to read it, and all workers read all tests: where
    they go round from different folders, each finds what the others have made.
    """
    if len(places) != 1 or not Path(places[0]).samefile(TESTS):
        return list(places)
    within = sorted(
        {str(TESTS / test.relative_to(TESTS).parts[0]) for test in TESTS.rglob("test_*.py")}
    )
    begin = worker * len(within) // FEW_WORKERS % len(within)
    return [*within[begin:], *within[:begin]]


def file_of(nodeid: str) -> str:
    return nodeid.split("::", 1)[0]


def _takes_long(file: str) -> bool:
    return _folder(file) in WAITING or file in LONG


def _longest_first(file: str) -> int:
    folder = _folder(file)
    return WAITING.index(folder) if folder in WAITING else len(WAITING)


def _folder(file: str) -> str:
    """The folder below `tests`."""
    return PurePath(file).parts[1]
