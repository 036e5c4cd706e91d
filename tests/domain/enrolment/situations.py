"""Where an application stands, and the policy by which it goes on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.durations import Duration
from domain.enrolment.facts import Facts
from domain.enrolment.policy import Policy
from domain.enrolment.process_map import waiting
from domain.enrolment.stages import Author, Choice, Part, ReturnCause, ReviewChoice, Stage
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

INVITED = replace(
    waiting(Stage.INVITED),
    application_number="261201-000001-0",
    deadline=TEN_DAYS,
    mail_address="tanaka@shinki-shokuhin.example",
    made_by=None,
    review=None,
    links=(Purpose.APPLY,),
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


def decided(choice: Choice) -> Facts:
    return replace(ASKED, choice=choice, decided_at=NOW, decision_reason="理由")


def reviewed(choice: ReviewChoice) -> Facts:
    return replace(
        UNDER_REVIEW, review_choice=choice, review_reason="理由", review_parts=(Part.JAN,)
    )
