"""The faults that `python -m bench.faults` puts in are faults of what stands there."""

from pathlib import Path

from rig.explore.faults import FAULTS
from rig.explore.runs import WORLDS

ROOT = Path(__file__).parents[2]
GUARDED = ("activities/", "db/", "domain/")


def test_each_text_stands_in_its_file_once() -> None:
    assert len(FAULTS) == 50
    places = {fault.guard: (ROOT / fault.file).read_text().count(fault.text) for fault in FAULTS}
    assert {guard: count for guard, count in places.items() if count != 1} == {}


def test_each_changes_what_the_product_does_and_is_looked_for() -> None:
    for fault in FAULTS:
        assert fault.file.startswith(GUARDED)
        assert fault.text != fault.instead
        assert fault.world in {"", *WORLDS}
        assert fault.tests
        assert all((ROOT / tests).exists() for tests in fault.tests), fault.tests
