"""What the facts of an application allow."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.enrolment.facts import Facts
from domain.enrolment.stages import Stage
from tests.domain.enrolment.situations import ASKED, INVITED, NOW, SUBMITTED

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("facts", "revision", "may_decide"),
    [
        (replace(ASKED, deadline=NOW + SECOND), 1, True),
        (replace(ASKED, deadline=NOW), 1, False),
        (replace(ASKED, deadline=None), 1, False),
        (ASKED, 2, False),
        (SUBMITTED, 1, False),
    ],
)
def test_a_contact_decides_about_the_newest_form_while_asked_and_in_time(
    facts: Facts, revision: int, *, may_decide: bool
) -> None:
    assert facts.awaits_decision(revision, NOW) is may_decide


@pytest.mark.parametrize(
    ("facts", "may_be_withdrawn"),
    [
        (ASKED, True),
        (INVITED, False),
        (replace(ASKED, withdrawn=True), False),
        (replace(ASKED, recorded=Stage.LAPSED), False),
    ],
)
def test_a_form_that_is_on_its_way_is_withdrawn_once(
    facts: Facts, *, may_be_withdrawn: bool
) -> None:
    assert facts.may_be_withdrawn is may_be_withdrawn
