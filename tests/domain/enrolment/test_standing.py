"""Where an application stands, by its stage and by what else is true."""

import pytest

from domain.enrolment.stages import ReturnCause, Stage
from domain.enrolment.standing import Circumstances, Standing, standing_of


@pytest.mark.parametrize(
    ("stage", "known", "standing"),
    [
        (Stage.AWAITING_APPROVAL, Circumstances(), Standing.ABOUT_TO_ASK),
        (Stage.AWAITING_APPROVAL, Circumstances(asked=True), Standing.ASKED),
        (Stage.AWAITING_APPROVAL, Circumstances(asked=True, in_time=False), Standing.OUT_OF_TIME),
        (Stage.RETURNED, Circumstances(), Standing.TO_CORRECT),
        (Stage.RETURNED, Circumstances(in_time=False), Standing.TOO_LATE),
        (
            Stage.RETURNED,
            Circumstances(return_cause=ReturnCause.DECLINED),
            Standing.TO_NAME_ANOTHER,
        ),
        (
            Stage.RETURNED,
            Circumstances(return_cause=ReturnCause.UNDELIVERABLE),
            Standing.TO_CORRECT_CONTACT,
        ),
        (Stage.ENROLLED, Circumstances(), Standing.ENROLLED),
        (Stage.ENROLLED, Circumstances(suspended=True), Standing.SUSPENDED),
        (Stage.ENROLLED, Circumstances(suspended=True, left=True), Standing.LEFT),
        (Stage.DECLINED, Circumstances(turned_down=True), Standing.TURNED_DOWN),
        (Stage.DECLINED, Circumstances(), Standing.NONE_NAMED),
        (Stage.LAPSED, Circumstances(unreviewed=True), Standing.UNREVIEWED),
        (Stage.LAPSED, Circumstances(), Standing.UNANSWERED),
    ],
)
def test_what_else_is_true_tells_where_it_stands(
    stage: Stage, known: Circumstances, standing: Standing
) -> None:
    assert standing_of(stage, known) is standing


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_stands_somewhere(stage: Stage) -> None:
    assert standing_of(stage, Circumstances()) in Standing


def test_some_standings_are_the_end_of_an_application_and_some_have_their_ids() -> None:
    assert {standing for standing in Standing if standing.over} == {
        Standing.WITHDRAWN,
        Standing.TURNED_DOWN,
        Standing.NONE_NAMED,
        Standing.NOT_CORRECTED,
        Standing.UNANSWERED,
        Standing.UNREVIEWED,
    }
    assert {standing for standing in Standing if standing.issued} == {
        Standing.ENROLLED,
        Standing.SUSPENDED,
        Standing.LEFT,
        Standing.REVOKED,
    }


def test_at_some_stages_somebody_is_waited_for() -> None:
    assert {stage for stage in Stage if stage.waits} == {
        Stage.INVITED,
        Stage.UNDER_REVIEW,
        Stage.AWAITING_APPROVAL,
        Stage.RETURNED,
    }
