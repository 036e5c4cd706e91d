"""A change of who gets in, as its procedure says it: no database, no Temporal, no mail."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.companies.access_acts import AccessAct
from domain.companies.access_change import (
    LAPSES_AFTER,
    TOLD_IN_TIME,
    AccessChangeState,
    AccessStage,
    AccessStep,
    Progress,
)

ASKED_AT = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
WAIT, SECOND = timedelta(hours=24), timedelta(seconds=1)
DUE_AT = ASKED_AT + WAIT
TOLD = Progress(ASKED_AT, DUE_AT, confirms=False, told_at=ASKED_AT + SECOND)
NOBODY_TOLD = replace(TOLD, told_at=None)
TO_CONFIRM = replace(TOLD, confirms=True)


def test_it_is_made_after_its_wait() -> None:
    assert (TOLD.stage(DUE_AT - SECOND), TOLD.step_due(DUE_AT - SECOND)) == (
        AccessStage.WAITING,
        None,
    )
    assert TOLD.step_due(DUE_AT) is AccessStep.MAKE


def test_it_is_made_at_once_when_the_own_mailbox_agrees() -> None:
    assert replace(TOLD, agreed_at=ASKED_AT).step_due(ASKED_AT) is AccessStep.MAKE


def test_a_wait_begins_when_somebody_is_told() -> None:
    late = ASKED_AT + TOLD_IN_TIME + SECOND
    assert replace(TOLD, told_at=ASKED_AT + TOLD_IN_TIME).effective_from == DUE_AT
    assert replace(TOLD, told_at=late).effective_from == late + WAIT


def test_while_mails_that_tell_are_on_their_way_nothing_is_done() -> None:
    telling = replace(NOBODY_TOLD, telling=2)
    assert telling.stage(DUE_AT) is AccessStage.TELLING
    assert telling.step_due(DUE_AT + LAPSES_AFTER) is None


def test_once_somebody_is_told_it_waits_for_no_other_mail() -> None:
    assert replace(TOLD, telling=1).stage(DUE_AT) is AccessStage.READY


def test_where_nobody_could_be_told_another_administrator_is_asked_until_it_lapses() -> None:
    assert NOBODY_TOLD.step_due(DUE_AT) is AccessStep.ALERT_AGAIN
    assert NOBODY_TOLD.step_due(DUE_AT + LAPSES_AFTER) is AccessStep.LAPSE
    assert replace(NOBODY_TOLD, seconded_at=ASKED_AT).step_due(DUE_AT) is AccessStep.MAKE


@pytest.mark.parametrize(
    ("progress", "nobody"),
    [
        (NOBODY_TOLD, True),
        (replace(NOBODY_TOLD, telling=1), False),
        (TOLD, False),
        (replace(TOLD, telling=1), False),
    ],
)
def test_nobody_is_told_once_no_mail_arrived_and_none_is_to_go(
    progress: Progress, *, nobody: bool
) -> None:
    assert progress.told_nobody is nobody


def test_a_new_mailbox_that_does_not_confirm_lets_it_lapse() -> None:
    lapses_at = DUE_AT + LAPSES_AFTER
    agreed = replace(TO_CONFIRM, agreed_at=ASKED_AT)
    for unconfirmed in (TO_CONFIRM, agreed):
        assert unconfirmed.step_due(lapses_at - SECOND) is None
        assert unconfirmed.step_due(lapses_at) is AccessStep.LAPSE
    assert replace(TO_CONFIRM, confirmed_at=DUE_AT).step_due(DUE_AT) is AccessStep.MAKE


ENDS = [
    AccessStage.DONE,
    AccessStage.STOPPED,
    AccessStage.CALLED_OFF,
    AccessStage.LAPSED,
    AccessStage.OUTDATED,
]


def test_it_is_over_in_five_ways() -> None:
    assert [stage for stage in AccessStage if stage.over] == ENDS


@pytest.mark.parametrize("end", ENDS)
def test_nothing_is_done_once_it_is_over(end: AccessStage) -> None:
    over = replace(TOLD, outcome=end)
    assert over.stage(DUE_AT) is end
    assert over.step_due(DUE_AT + LAPSES_AFTER) is None


@pytest.mark.parametrize(
    ("progress", "at", "until"),
    [
        (TOLD, ASKED_AT, DUE_AT),
        (TO_CONFIRM, ASKED_AT, DUE_AT + LAPSES_AFTER),
        (NOBODY_TOLD, DUE_AT, DUE_AT + LAPSES_AFTER),
        (TOLD, DUE_AT, DUE_AT),
    ],
)
def test_its_workflow_looks_again_when_something_can_be_due(
    progress: Progress, at: datetime, until: datetime
) -> None:
    state = AccessChangeState.of(progress, at, company_name="", act=AccessAct.ADDRESS, mails_due=())
    assert (state.stage, state.until) == (progress.stage(at), until)
