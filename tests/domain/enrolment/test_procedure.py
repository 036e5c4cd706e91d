"""What follows what, as the procedure says it: no database, no Temporal, no mail."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.durations import Duration
from domain.enrolment.facts import Facts
from domain.enrolment.outcome import (
    FallenDue,
    NewLink,
    NewMail,
    Numbered,
    Outcome,
    Recipient,
    ReturnToApplicant,
)
from domain.enrolment.policy import Policy
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
    what_follows,
    what_follows_silence,
)
from domain.enrolment.stages import (
    WAITS,
    Author,
    Choice,
    Part,
    ReturnCause,
    ReviewCause,
    ReviewChoice,
    Stage,
)
from domain.mail_kinds import MailKind
from domain.tokens import Purpose

NOW = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
POLICY = Policy(
    link_lifetime=Duration(10, "d"),
    link_reminder_before=Duration(72, "h"),
    approval_reminders=(Duration(3, "d"), Duration(7, "d")),
    approval_alert=Duration(14, "d"),
    approval_lifetime=Duration(60, "d"),
)
TEN_DAYS, SIXTY_DAYS = NOW + timedelta(days=10), NOW + timedelta(days=60)
WELCOME = NewMail(MailKind.WELCOME, Recipient.APPLICANT, 1)
RECEIPT = NewMail(MailKind.DECISION_RECEIPT, Recipient.CONTACT, 1)

INVITED = Facts(
    application_number="261201-000001-0",
    recorded=Stage.INVITED,
    deadline=TEN_DAYS,
    mail_address="tanaka@shinki-shokuhin.example",
    revision=0,
    revision_in_hand=0,
    made_by=None,
    contact_mail_address="",
    company_name="",
    wholesaler_name="",
    choice=None,
    decided_at=None,
    decision_reason="",
    review=None,
    review_choice=None,
    review_reason="",
    review_parts=(),
    return_cause=None,
    withdrawn=False,
    disputed=False,
    undeliverable=False,
    links=(Purpose.APPLY,),
    mails_due=(),
    next_due=None,
)
SUBMITTED = replace(
    INVITED, revision=1, made_by=Author.APPLICANT, contact_mail_address="suzuki@oroshi.example"
)
ASKED = replace(
    SUBMITTED,
    recorded=Stage.AWAITING_APPROVAL,
    revision_in_hand=1,
    links=(Purpose.APPLY, Purpose.STATUS, Purpose.APPROVAL),
)
UNDER_REVIEW = replace(ASKED, recorded=Stage.UNDER_REVIEW, review=7)
RETURNED = replace(ASKED, recorded=Stage.RETURNED, return_cause=ReturnCause.RETURNED)


def after(facts: Facts, *, findings: bool = False) -> Outcome:
    outcome = what_follows(facts, POLICY, NOW, findings=findings)
    assert outcome is not None
    return outcome


def decided(choice: Choice) -> Facts:
    return replace(ASKED, choice=choice, decided_at=NOW, decision_reason="理由")


def reviewed(choice: ReviewChoice) -> Facts:
    return replace(
        UNDER_REVIEW, review_choice=choice, review_reason="理由", review_parts=(Part.JAN,)
    )


# What the facts show.


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        (INVITED, Stage.INVITED),
        (SUBMITTED, Stage.SUBMITTED),
        (ASKED, Stage.AWAITING_APPROVAL),
        (decided(Choice.APPROVE), Stage.APPROVED),
        (decided(Choice.DECLINE), Stage.REFUSED),
        (decided(Choice.NO_TRADE), Stage.DISOWNED),
        (replace(ASKED, undeliverable=True), Stage.UNDELIVERABLE),
        (replace(decided(Choice.APPROVE), undeliverable=True), Stage.APPROVED),
        (replace(decided(Choice.APPROVE), disputed=True), Stage.DISPUTED),
        (replace(RETURNED, disputed=True), Stage.DISPUTED),
        (UNDER_REVIEW, Stage.UNDER_REVIEW),
        (replace(UNDER_REVIEW, disputed=True), Stage.UNDER_REVIEW),
        (reviewed(ReviewChoice.CLEAR), Stage.CLEARED),
        (reviewed(ReviewChoice.RETURN), Stage.SENT_BACK),
        (reviewed(ReviewChoice.DECLINE), Stage.TURNED_DOWN),
        (RETURNED, Stage.RETURNED),
        (replace(RETURNED, revision=2), Stage.SUBMITTED),
        (replace(decided(Choice.APPROVE), revision=2, withdrawn=True), Stage.WITHDRAWING),
        (replace(ASKED, recorded=Stage.ENROLLED, withdrawn=True), Stage.ENROLLED),
    ],
)
def test_the_stage_is_what_people_did_since_it_was_written(facts: Facts, stage: Stage) -> None:
    assert facts.stage is stage


@pytest.mark.parametrize("facts", [INVITED, ASKED, UNDER_REVIEW, RETURNED])
def test_nothing_follows_at_once_while_somebody_has_to_act(facts: Facts) -> None:
    assert facts.stage in WAITS
    assert what_follows(facts, POLICY, NOW) is None
    assert what_follows_silence(facts) is not None


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage.closed])
def test_nothing_follows_the_end(stage: Stage) -> None:
    facts = replace(ASKED, recorded=stage, deadline=None, choice=Choice.APPROVE)
    assert what_follows(facts, POLICY, NOW) is None
    assert what_follows_silence(facts) is None


# The straight path.


def test_a_form_that_screening_passes_is_put_to_the_contact() -> None:
    assert after(SUBMITTED) == Outcome(
        Stage.AWAITING_APPROVAL,
        SIXTY_DAYS,
        calls_off=TO_THE_CONTACT,
        links=(
            NewLink(Purpose.STATUS, 1),
            NewLink(Purpose.APPROVAL, 1, revision=1, expires_at=SIXTY_DAYS),
        ),
        dues=dues_of_request(1, NOW, POLICY),
        mails=(
            NewMail(MailKind.RECEIPT, Recipient.APPLICANT, 1),
            NewMail(MailKind.APPROVAL_REQUEST, Recipient.CONTACT, 1),
        ),
    )


def test_a_form_with_findings_waits_for_an_administrator() -> None:
    assert after(SUBMITTED, findings=True) == Outcome(
        Stage.UNDER_REVIEW,
        SIXTY_DAYS,
        calls_off=TO_THE_CONTACT,
        review=ReviewCause.SCREENING,
        links=(NewLink(Purpose.STATUS, 1),),
        mails=(
            NewMail(MailKind.RECEIPT, Recipient.APPLICANT, 1),
            NewMail(MailKind.ALERT_SCREENING, Recipient.ADMINISTRATORS, Numbered.BY_REVIEW),
        ),
    )


def test_a_later_revision_voids_the_request_and_keeps_the_status_link() -> None:
    outcome = after(replace(ASKED, revision=2))
    assert outcome.calls_off == TO_THE_CONTACT
    assert outcome.links == (NewLink(Purpose.APPROVAL, 2, 2, SIXTY_DAYS),)
    assert outcome.mails[1] == NewMail(MailKind.APPROVAL_REQUEST, Recipient.CONTACT, 2)


@pytest.mark.parametrize("author", [Author.CONTACT, Author.ADMINISTRATOR])
def test_only_the_applicants_own_form_is_acknowledged(author: Author) -> None:
    mails = after(replace(ASKED, revision=2, made_by=author)).mails
    assert [mail.kind for mail in mails] == ["approval_request"]


def test_what_an_administrator_cleared_is_put_to_the_contact() -> None:
    outcome = after(reviewed(ReviewChoice.CLEAR))
    assert (outcome.stage, outcome.deadline) == (Stage.AWAITING_APPROVAL, SIXTY_DAYS)
    assert [mail.kind for mail in outcome.mails] == ["approval_request"]


def test_an_approval_issues_the_ids() -> None:
    assert after(decided(Choice.APPROVE)) == Outcome(
        Stage.ENROLLED,
        links=(NewLink(Purpose.DISPUTE, 1, revision=1),),
        mails=(WELCOME, RECEIPT),
        issues_ids=True,
    )


# The branches.


def test_a_refusal_lets_the_applicant_name_another_wholesaler() -> None:
    assert after(decided(Choice.DECLINE)) == Outcome(
        Stage.RETURNED,
        TEN_DAYS,
        calls_off=TO_THE_CONTACT,
        returns=ReturnToApplicant(ReturnCause.DECLINED, (Part.WHOLESALER,), "理由"),
        links=(NewLink(Purpose.DISPUTE, 1, revision=1),),
        mails=(NewMail(MailKind.DECLINED, Recipient.APPLICANT, 1), RECEIPT),
    )


def test_no_trade_freezes_until_an_administrator_has_looked() -> None:
    assert after(decided(Choice.NO_TRADE)) == Outcome(
        Stage.UNDER_REVIEW,
        SIXTY_DAYS,
        review=ReviewCause.NO_TRADE,
        links=(NewLink(Purpose.DISPUTE, 1, revision=1),),
        mails=(
            NewMail(MailKind.ALERT_NO_TRADE, Recipient.ADMINISTRATORS, Numbered.BY_REVIEW),
            RECEIPT,
        ),
    )


def test_a_dispute_freezes_and_its_alert_came_with_it() -> None:
    facts = replace(decided(Choice.APPROVE), disputed=True)
    assert after(facts) == Outcome(Stage.UNDER_REVIEW, SIXTY_DAYS, review=ReviewCause.DISPUTE)


def test_a_contact_whom_no_mail_reaches_is_for_the_applicant_to_correct() -> None:
    assert after(replace(ASKED, undeliverable=True)) == Outcome(
        Stage.RETURNED,
        TEN_DAYS,
        calls_off=TO_THE_CONTACT,
        returns=ReturnToApplicant(ReturnCause.UNDELIVERABLE, (Part.WHOLESALER,), ""),
        mails=(NewMail(MailKind.UNDELIVERABLE, Recipient.APPLICANT, 1),),
    )


def test_an_administrator_says_which_parts_are_to_be_corrected() -> None:
    assert after(reviewed(ReviewChoice.RETURN)) == Outcome(
        Stage.RETURNED,
        TEN_DAYS,
        calls_off=TO_THE_CONTACT,
        returns=ReturnToApplicant(ReturnCause.RETURNED, (Part.JAN,), "理由"),
        mails=(NewMail(MailKind.RETURNED, Recipient.APPLICANT, 1),),
    )


def test_what_an_administrator_declined_is_over() -> None:
    assert after(reviewed(ReviewChoice.DECLINE)) == Outcome(
        Stage.DECLINED, mails=(NewMail(MailKind.TURNED_DOWN, Recipient.APPLICANT, 1),)
    )


@pytest.mark.parametrize(
    ("facts", "to_the_contact"),
    [
        (SUBMITTED, []),
        (UNDER_REVIEW, []),
        (RETURNED, []),
        (ASKED, ["approval_withdrawn"]),
        (decided(Choice.APPROVE), ["decision_receipt", "approval_withdrawn"]),
    ],
)
def test_a_withdrawal_is_told_to_a_contact_who_was_asked(
    facts: Facts, to_the_contact: list[str]
) -> None:
    outcome = after(replace(facts, withdrawn=True))
    assert (outcome.stage, outcome.deadline) == (Stage.WITHDRAWN, None)
    assert outcome.calls_off == TO_THE_CONTACT
    assert [mail.kind for mail in outcome.mails] == ["withdrawn", *to_the_contact]
    assert not outcome.issues_ids


# Silence.


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
