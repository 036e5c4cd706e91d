"""What the latest look found: at Temporal, and of the auditor."""

from datetime import timedelta

import pytest

from db.breaches import add_breach, count_breaches
from db.differences import Difference, note_left
from db.tables.operation import Breach
from db.tables.operation import Difference as DifferenceRow
from domain.out_of_step import DifferenceKind
from rig.applications import now

pytestmark = pytest.mark.usefixtures("pool")


async def test_what_is_left_again_is_so_since_it_was_first_found() -> None:
    at, later = now(), now() + timedelta(hours=1)
    one, two, three = (
        Difference(each, each, DifferenceKind.BEHIND, "invited", "submitted") for each in "123"
    )
    await note_left([one, two], at)
    await note_left([two, three], later)
    rows = await DifferenceRow.select(DifferenceRow.workflow, DifferenceRow.since).order_by(
        DifferenceRow.workflow
    )
    assert rows == [{"workflow": "2", "since": at}, {"workflow": "3", "since": later}]


async def test_a_law_that_is_broken_is_counted_once_for_whatever_breaks_it() -> None:
    for law, subject in (
        *(("mails_go", "a"), ("mails_go", "b"), ("ids_are_issued", "a")),
        ("mails_go", "a"),
    ):
        await add_breach(law, subject, "queued, and not tried", now())
    assert await count_breaches() == {"ids_are_issued": 1, "mails_go": 2}
    assert await Breach.count() == 3
