"""What follows what, as the procedure says it: no database, no Temporal, no mail."""

from dataclasses import replace

import pytest

from domain.enrolment.facts import Facts
from domain.enrolment.outcome import (
    NewLink,
    NewMail,
    Numbered,
    Outcome,
    Recipient,
    ReturnToApplicant,
)
from domain.enrolment.procedure import (
    TO_THE_CONTACT,
    dues_of_request,
    what_follows,
    what_follows_revocation,
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
from tests.domain.enrolment.situations import (
    ASKED,
    INVITED,
    NOW,
    POLICY,
    RETURNED,
    SIXTY_DAYS,
    SUBMITTED,
    TEN_DAYS,
    UNDER_REVIEW,
    decided,
    reviewed,
)

WELCOME = NewMail(MailKind.WELCOME, Recipient.APPLICANT, 1)
RECEIPT = NewMail(MailKind.DECISION_RECEIPT, Recipient.CONTACT, 1)


def after(facts: Facts, *, findings: bool = False) -> Outcome:
    outcome = what_follows(facts, POLICY, NOW, findings=findings)
    assert outcome is not None
    return outcome


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


def test_only_what_was_issued_is_taken_back() -> None:
    stages = (replace(ASKED, recorded=stage, deadline=None) for stage in Stage if stage.closed)
    taken_back = {facts.stage for facts in stages if what_follows_revocation(facts) is not None}
    assert taken_back == {Stage.ENROLLED}
    for facts in (INVITED, ASKED, UNDER_REVIEW, RETURNED):
        assert what_follows_revocation(facts) is None


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
            NewLink(Purpose.STATUS, 1, revision=0),
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
