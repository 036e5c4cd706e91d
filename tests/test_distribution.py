"""Whether tests go to the workers that have their servers, and what waits goes on beside others."""

from pathlib import Path

import pytest

from rig.servers import SHARES, free_ports
from tests.distribution import (
    ALONE,
    FEW_WORKERS,
    LONG,
    SHARING_SERVERS,
    in_order,
    same_worker,
    shared_out,
)

TESTS = Path(__file__).parent


def test_what_uses_the_same_servers_goes_to_one_worker() -> None:
    one, other = ("tests/whole/test_console.py::test_a[1]", "tests/whole/test_portal.py::test_b")
    assert same_worker(one) == same_worker(other)
    assert same_worker("tests/relay/test_leaving.py::test_a") != same_worker(one)


def test_the_tests_of_any_other_file_stay_together_and_with_no_other() -> None:
    files = ("tests/web/test_form.py", "tests/web/test_start.py", "tests/whole/test_full_disk.py")
    for file in files:
        assert same_worker(f"{file}::test_a") == same_worker(f"{file}::test_b[x::y]") == file


def test_every_file_that_starts_its_own_servers_is_there() -> None:
    there = {file.name for folder in SHARING_SERVERS for file in (TESTS / folder).glob("*.py")}
    assert there >= ALONE


def test_every_file_that_takes_long_is_there() -> None:
    assert {str(file.relative_to(TESTS.parent)) for file in TESTS.rglob("test_*.py")} >= LONG


def test_what_waits_for_servers_begins_early_with_others_between() -> None:
    others = [f"tests/domain/test_{number}.py" for number in range(20)]
    waiting = ["tests/temporal/test_tls.py", "tests/outages/test_gate.py"]
    together = ["tests/relay/test_past.py", "tests/whole/test_console.py"]
    order = in_order([*others, *waiting, *together, *others[10:]])
    assert order[:3] == [together[1], together[0], waiting[1]]
    assert [file for file in order if file in others] == [*others[10:], *others[:10]]
    assert order.index(waiting[0]) == order.index(waiting[1]) + 7


def test_what_takes_long_by_itself_begins_before_what_is_done_at_once() -> None:
    others = [f"tests/domain/test_{number}.py" for number in range(20)]
    long = sorted(LONG)
    order = in_order([*others, *long])
    assert order.index(long[0]) == 0
    assert order.index(long[1]) == 7


def test_each_worker_begins_to_read_elsewhere_and_reads_all() -> None:
    shares = [shared_out([str(TESTS)], worker) for worker in range(4)]
    assert len({share[0] for share in shares}) == 4
    assert {tuple(sorted(share)) for share in shares} == {tuple(sorted(shares[0]))}
    read = {file for place in shares[0] for file in (Path(place), *Path(place).rglob("*"))}
    assert read >= {*TESTS.rglob("test_*.py")}


def test_who_names_a_file_gets_that_alone() -> None:
    assert shared_out([__file__], 1) == [__file__]


def test_every_file_begins_once() -> None:
    files = [str(file.relative_to(TESTS.parent)) for file in TESTS.rglob("test_*.py")]
    assert sorted(in_order([*files, *files])) == sorted(files)


def test_processes_have_ports_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is stopped for a moment would find its port taken by another process's server."""
    chosen = []
    for nth in range(FEW_WORKERS):
        monkeypatch.setenv("PYTEST_XDIST_WORKER", f"gw{nth}")
        chosen.append({port % SHARES for _ in range(20) for port in free_ports(3)})
    assert [len(shares) for shares in chosen] == [1] * FEW_WORKERS
    assert len(set.union(*chosen)) == FEW_WORKERS


def test_no_port_is_given_to_two_who_will_use_it() -> None:
    """One that was found free is so until its server starts, and others look meanwhile."""
    chosen = [port for _ in range(500) for port in free_ports(2)]
    assert len(set(chosen)) == len(chosen)
