"""What follows when nobody acts, and which mails that wait to be sent are still true."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.enrolment.facts import Facts
from domain.enrolment.outcome import FallenDue, NewMail, Recipient
from domain.enrolment.procedure import (
    ASKS_WHILE,
    BEGUN_BY,
    TO_THE_CONTACT,
    begun_at,
    dues_of_invitation,
    dues_of_request,
    end_of_wait,
    holds_true,
    mails_that_fell_due,
    what_follows_silence,
)
from domain.enrolment.stages import Choice, ReturnCause, Stage
from domain.mail_kinds import MailKind
from domain.tokens import Purpose
from tests.domain.enrolment.situations import (
    ASKED,
    INVITED,
    NOW,
    POLICY,
    RETURNED,
    SIXTY_DAYS,
    TEN_DAYS,
    UNDER_REVIEW,
    decided,
)


@pytest.mark.parametrize(
    ("facts", "end", "mails"),
    [
        (INVITED, Stage.EXPIRED, []),
        (RETURNED, Stage.EXPIRED, ["uncorrected"]),
        (replace(RETURNED, return_cause=ReturnCause.DECLINED), Stage.DECLINED, ["uncorrected"]),
        (UNDER_REVIEW, Stage.LAPSED, ["lapsed"]),
        (ASKED, Stage.LAPSED, ["lapsed", "approval_lapsed"]),
    ],
)
def test_silence_ends_an_application(facts: Facts, end: Stage, mails: list[str]) -> None:
    outcome = what_follows_silence(facts)
    assert outcome is not None
    assert (outcome.stage, outcome.deadline) == (end, None)
    assert [mail.kind for mail in outcome.mails] == mails


def test_silence_is_none_when_somebody_has_acted() -> None:
    assert what_follows_silence(decided(Choice.APPROVE)) is None


def test_the_contact_is_reminded_and_the_administrators_are_alerted() -> None:
    dues = [(due.kind, due.nth, due.due_at - NOW) for due in dues_of_request(1, NOW, POLICY)]
    days = [timedelta(days=count) for count in (3, 7, 14)]
    assert dues == [("reminder", 1, days[0]), ("reminder", 2, days[1]), ("alert", 1, days[2])]


def test_the_reminder_of_the_form_is_counted_back_from_the_deadline() -> None:
    (due,) = dues_of_invitation(2, TEN_DAYS, POLICY)
    assert (due.generation, due.nth, due.due_at) == (2, 1, TEN_DAYS - timedelta(hours=72))


def test_of_several_reminders_only_the_latest_goes() -> None:
    fallen = [
        FallenDue("reminder", 1, 4),
        FallenDue("resend", 1, 4),
        FallenDue("alert", 1, 4),
        FallenDue("reminder", 2, 4),
        FallenDue("resend", 2, 4),
    ]
    assert mails_that_fell_due(Stage.AWAITING_APPROVAL, fallen) == (
        NewMail(MailKind.APPROVAL_REMINDER, Recipient.CONTACT, 4, 2),
        NewMail(MailKind.APPROVAL_RESEND, Recipient.CONTACT, 4, 2),
        NewMail(MailKind.ALERT_SILENCE, Recipient.ADMINISTRATORS, 4),
    )


def test_a_wait_that_begins_late_has_its_full_time_and_its_reminders_anew() -> None:
    later = NOW + timedelta(days=2)
    extension = begun_at(replace(ASKED, deadline=SIXTY_DAYS), POLICY, later)
    assert extension.deadline == SIXTY_DAYS + timedelta(days=2)
    assert extension.dues == dues_of_request(1, later, POLICY)
    assert extension.lengthens


def test_a_wait_never_ends_earlier_for_beginning_late() -> None:
    extended = SIXTY_DAYS + timedelta(days=30)
    extension = begun_at(replace(RETURNED, deadline=extended), POLICY, NOW)
    assert (extension.deadline, extension.dues, extension.lengthens) == (extended, (), False)


def test_a_wait_without_an_end_gets_its_full_time() -> None:
    extension = begun_at(replace(RETURNED, deadline=None), POLICY, NOW)
    assert extension.deadline == end_of_wait(Stage.RETURNED, POLICY, NOW)


# Mails that wait to be sent.


def holds(facts: Facts, kind: str, **of: Any) -> bool:
    return holds_true(facts, kind, of.get("generation", 1), of.get("revision", facts.revision))


@pytest.mark.parametrize("kind", ASKS_WHILE)
def test_a_mail_that_asks_goes_while_that_is_waited_for_and_not_later(kind: str) -> None:
    waiting = {
        Stage.INVITED: INVITED,
        Stage.AWAITING_APPROVAL: ASKED,
        Stage.RETURNED: RETURNED,
    }[ASKS_WHILE[kind]]
    assert holds(waiting, kind)
    assert not holds(replace(waiting, revision=2, withdrawn=True), kind)


def test_a_request_about_an_older_form_is_not_sent() -> None:
    assert not holds(ASKED, "approval_request", revision=0)


@pytest.mark.parametrize("kind", [*TO_THE_CONTACT, "alert_silence"])
def test_what_was_asked_before_it_was_asked_anew_is_not_sent(kind: str) -> None:
    """「取引がない」 was cleared: the first request's link is dead, and a second one goes."""
    asked_anew = replace(ASKED, links=(*ASKED.links, Purpose.APPROVAL))
    assert not holds(asked_anew, kind, generation=1)
    assert holds(asked_anew, kind, generation=2)


def test_an_invitation_with_an_older_link_is_not_sent() -> None:
    renewed = replace(INVITED, links=(Purpose.APPLY, Purpose.APPLY))
    assert not holds(renewed, "invitation", generation=1)
    assert holds(renewed, "invitation", generation=2)


def test_a_mail_that_tells_what_happened_stays_true() -> None:
    assert holds(replace(ASKED, recorded=Stage.LAPSED), "receipt")


def test_whatever_begins_a_wait_is_not_sent_when_the_wait_is_over() -> None:
    for stage, kinds in BEGUN_BY.items():
        assert {ASKS_WHILE[kind] for kind in kinds} == {stage}


def test_of_what_fell_due_each_kind_has_its_own_mail() -> None:
    fallen = [FallenDue("reminder", 3, 2), FallenDue("alert", 1, 2), FallenDue("resend", 1, 2)]
    assert mails_that_fell_due(Stage.AWAITING_APPROVAL, fallen) == (
        NewMail(MailKind.APPROVAL_REMINDER, Recipient.CONTACT, 2, 3),
        NewMail(MailKind.APPROVAL_RESEND, Recipient.CONTACT, 2, 1),
        NewMail(MailKind.ALERT_SILENCE, Recipient.ADMINISTRATORS, 2),
    )
    assert mails_that_fell_due(Stage.AWAITING_APPROVAL, []) == ()
