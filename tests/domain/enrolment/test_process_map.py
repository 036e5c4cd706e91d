"""The map of an application's life, as it is drawn from the rules."""

import pytest

from domain.enrolment.process_map import Cause, effective, process_map, silences
from domain.enrolment.stages import Stage

WAYS: dict[tuple[Stage | None, Stage], set[Cause]] = {
    (None, Stage.INVITED): {Cause.LINK_REQUESTED},
    (Stage.INVITED, Stage.SUBMITTED): {Cause.FORM},
    (Stage.INVITED, Stage.WITHDRAWING): {Cause.WITHDRAWAL},
    (Stage.INVITED, Stage.EXPIRED): {Cause.DEADLINE},
    (Stage.SUBMITTED, Stage.AWAITING_APPROVAL): {Cause.NOTHING_FOUND},
    (Stage.SUBMITTED, Stage.UNDER_REVIEW): {Cause.FINDINGS},
    (Stage.UNDER_REVIEW, Stage.SUBMITTED): {Cause.VERDICT_CLEAR_ANEW},
    (Stage.UNDER_REVIEW, Stage.CLEARED): {Cause.VERDICT_CLEAR},
    (Stage.UNDER_REVIEW, Stage.SENT_BACK): {Cause.VERDICT_RETURN},
    (Stage.UNDER_REVIEW, Stage.TURNED_DOWN): {Cause.VERDICT_DECLINE},
    (Stage.UNDER_REVIEW, Stage.WITHDRAWING): {Cause.WITHDRAWAL},
    (Stage.UNDER_REVIEW, Stage.LAPSED): {Cause.DEADLINE},
    (Stage.AWAITING_APPROVAL, Stage.SUBMITTED): {
        Cause.CONTACT_CHANGED_BY_APPLICANT,
        Cause.CONTACT_CHANGED_BY_OTHERS,
    },
    (Stage.AWAITING_APPROVAL, Stage.APPROVED): {Cause.ANSWER_APPROVE},
    (Stage.AWAITING_APPROVAL, Stage.REFUSED): {Cause.ANSWER_DECLINE},
    (Stage.AWAITING_APPROVAL, Stage.DISOWNED): {Cause.ANSWER_NO_TRADE},
    (Stage.AWAITING_APPROVAL, Stage.UNDELIVERABLE): {Cause.UNDELIVERABLE},
    (Stage.AWAITING_APPROVAL, Stage.DISPUTED): {Cause.DISPUTE},
    (Stage.AWAITING_APPROVAL, Stage.WITHDRAWING): {Cause.WITHDRAWAL},
    (Stage.AWAITING_APPROVAL, Stage.LAPSED): {Cause.DEADLINE},
    (Stage.RETURNED, Stage.SUBMITTED): {Cause.CORRECTION, Cause.CONTACT_CHANGED_BY_OTHERS},
    (Stage.RETURNED, Stage.DISPUTED): {Cause.DISPUTE},
    (Stage.RETURNED, Stage.WITHDRAWING): {Cause.WITHDRAWAL},
    (Stage.RETURNED, Stage.EXPIRED): {Cause.DEADLINE},
    (Stage.RETURNED, Stage.DECLINED): {Cause.DEADLINE_AFTER_REFUSAL},
    (Stage.ENROLLED, Stage.REVOKED): {Cause.REVOCATION},
}
"""What people do, and what a deadline does."""

BY_ITSELF = {
    (Stage.CLEARED, Stage.AWAITING_APPROVAL),
    (Stage.SENT_BACK, Stage.RETURNED),
    (Stage.TURNED_DOWN, Stage.DECLINED),
    (Stage.APPROVED, Stage.ENROLLED),
    (Stage.REFUSED, Stage.RETURNED),
    (Stage.DISOWNED, Stage.UNDER_REVIEW),
    (Stage.UNDELIVERABLE, Stage.RETURNED),
    (Stage.DISPUTED, Stage.UNDER_REVIEW),
    (Stage.WITHDRAWING, Stage.WITHDRAWN),
}
"""What the workflow does then."""


def test_each_thing_that_happens_leads_where_the_procedure_says() -> None:
    found = {(arrow.before, arrow.after): {*arrow.causes} for arrow in process_map()}
    assert found == WAYS | {way: set() for way in BY_ITSELF}


def test_an_end_is_where_nothing_leads_on_but_what_was_issued_wrongly() -> None:
    ways = {*WAYS, *BY_ITSELF} - {(Stage.ENROLLED, Stage.REVOKED)}
    assert {stage for stage in Stage if stage.closed} == {*Stage} - {before for before, _ in ways}


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage.waits])
def test_what_nobody_did_is_silence_and_all_else_is_not(stage: Stage) -> None:
    assert all(cause.is_silence for cause, _ in silences(stage))
    assert not any(event.cause.is_silence for event in effective(stage))
