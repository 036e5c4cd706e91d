"""What of the facts a workflow goes on by."""

from dataclasses import fields, replace

import pytest

from domain.enrolment.stages import Choice, Stage
from domain.enrolment.state import EndlessWaitError, EnrolmentState
from domain.needs import Need, OpenCase
from tests.domain.enrolment.situations import ASKED, NOW


def test_reminders_are_not_waited_for_when_somebody_has_acted() -> None:
    waiting = replace(ASKED, next_due=NOW)
    assert EnrolmentState.of(waiting, ()).next_due == NOW
    decided = EnrolmentState.of(replace(waiting, choice=Choice.APPROVE), ())
    assert (decided.stage, decided.next_due) == (Stage.APPROVED, None)


def test_s07_no_address_and_no_reason_goes_into_a_history() -> None:
    facts = replace(ASKED, decision_reason="理由", review_reason="理由")
    values = [
        str(getattr(EnrolmentState.of(facts, ()), field.name)) for field in fields(EnrolmentState)
    ]
    assert not [value for value in values if "@" in value or "理由" in value]


def test_a_wait_that_nothing_ends_is_an_error() -> None:
    standing = EnrolmentState.of(ASKED, ())
    assert standing.ends_at == ASKED.deadline
    with pytest.raises(EndlessWaitError):
        _ = replace(standing, deadline=None).ends_at


def test_what_an_applicant_typed_into_a_case_goes_into_no_history() -> None:
    asked = OpenCase(Need.WHOLESALER, ("question", "株式会社の名"))
    refused = OpenCase(Need.MAIL, ("receipt", "welcome"))
    assert EnrolmentState.of(ASKED, (asked, refused)).cases == (
        OpenCase(Need.WHOLESALER, ("question",)),
        refused,
    )
