"""What goes wrong in chaos is planned by its seed alone, and is of every kind."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rig.chaos.faults import KINDS, LONGEST, SHORTEST, plan
from rig.chaos.program import wrong_by

TEN_MINUTES = 600.0
NEAR = timedelta(minutes=1)


def test_a_seed_makes_the_same_plan_each_time_and_another_seed_another() -> None:
    assert plan("1", 200, TEN_MINUTES) == plan("1", 200, TEN_MINUTES)
    assert plan("1", 200, TEN_MINUTES) != plan("2", 200, TEN_MINUTES)


def test_a_plan_has_faults_of_every_kind_as_often_as_each_other() -> None:
    planned = plan("1", 200, TEN_MINUTES)
    assert len(planned) == 200
    times = Counter(each.kind for each in planned)
    assert times.keys() == KINDS.keys()
    assert max(times.values()) - min(times.values()) <= 1
    assert all(0 <= each.at <= TEN_MINUTES for each in planned)
    assert all(SHORTEST <= each.lasts <= LONGEST for each in planned)


def test_there_are_more_than_ten_kinds_and_a_short_plan_has_each_once() -> None:
    assert len(KINDS) > 10
    assert {each.kind for each in plan("1", len(KINDS), 10)} == KINDS.keys()


def test_a_clock_is_wrong_by_what_its_file_says_at_that_moment(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("3600")
    clock = wrong_by(file)
    ahead = clock.now(UTC) - datetime.now(UTC)
    assert abs(ahead - timedelta(hours=1)) < NEAR
    file.write_text("-3600")
    assert abs(datetime.now(UTC) - clock.now(UTC) - timedelta(hours=1)) < NEAR
    file.write_text("0")
    assert abs(datetime.now(UTC) - clock.now(UTC)) < NEAR
