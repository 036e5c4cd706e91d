"""What a case is known by, and what is a case at all."""

import pytest

from db.console.cases import subject_of
from db.console.stopped import load_stopped
from db.enrolment.facts import load_facts
from rig.applications import Applications


async def test_a_review_is_a_case_of_its_own(applications: Applications) -> None:
    reviewed = await load_facts(await applications.under_review())
    assert subject_of(reviewed) == f"review:{reviewed.review}"


async def test_any_other_case_is_that_of_the_application(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    assert subject_of(await load_facts(number)) == number


async def test_what_goes_on_has_not_stopped(applications: Applications) -> None:
    number = await applications.invited()
    with pytest.raises(LookupError, match=f"nothing is wrong with {number}"):
        await load_stopped(number)
