"""The procedure: what follows what in the life of one application. Read it from top to bottom.

Nothing is done here. `db/enrolment/steps.py` locks the facts, asks what follows, and records it;
`workflows/enrolment.py` says when. `stages.py` has the stages; `Facts.stage` tells which of them
the facts show.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.enrolment.facts import Facts
from domain.enrolment.outcome import (
    DueKind,
    Extension,
    FallenDue,
    NewLink,
    NewMail,
    Numbered,
    Outcome,
    PlannedDue,
    Recipient,
    ReturnToApplicant,
)
from domain.enrolment.policy import Policy
from domain.enrolment.stages import Author, Part, ReturnCause, ReviewCause, Stage
from domain.mail_delays import is_worth_telling
from domain.mail_kinds import MailKind
from domain.tokens import Purpose

TO_THE_CONTACT = (MailKind.APPROVAL_REQUEST, MailKind.APPROVAL_REMINDER, MailKind.APPROVAL_RESEND)
"""The mails that ask the contact to decide."""


def what_follows(  # noqa: C901, PLR0911 -- one line for each thing that people did
    facts: Facts, policy: Policy, now: datetime, *, findings: bool = False
) -> Outcome | None:
    """What follows at once from what people did; None while the application waits, or is closed.

    `findings`: whether screening the form found something for an administrator to look at; only
    of a form that was just submitted.
    """
    match facts.stage:
        case Stage.SUBMITTED:
            return _after_form(facts, policy, now, findings=findings)
        case Stage.CLEARED:
            return _ask_contact(facts, policy, now)
        case Stage.APPROVED:
            return _after_approval(facts)
        case Stage.REFUSED:
            return _after_refusal(facts, policy, now)
        case Stage.DISOWNED:
            return _after_no_trade(facts, policy, now)
        case Stage.DISPUTED:
            return _after_dispute(policy, now)
        case Stage.UNDELIVERABLE:
            return _after_failed_request(facts, policy, now)
        case Stage.SENT_BACK:
            return _after_return(facts, policy, now)
        case Stage.TURNED_DOWN:
            return _after_decline(facts)
        case Stage.WITHDRAWING:
            return _after_withdrawal(facts)
        case _:
            return None


# The form arrives (「申請する」, a correction, another contact): it is screened, and its applicant
# hears that it is there.


def _after_form(facts: Facts, policy: Policy, now: datetime, *, findings: bool) -> Outcome:
    """The request to a contact of an older revision, if there was one, is of no use any more."""
    screened = (
        _review(ReviewCause.SCREENING, policy, now)
        if findings
        else _ask_contact(facts, policy, now)
    )
    first = facts.revision_in_hand == 0
    own = facts.made_by is Author.APPLICANT
    return replace(
        screened,
        calls_off=TO_THE_CONTACT,
        links=((NewLink(Purpose.STATUS, _next(facts, Purpose.STATUS)),) if first else ())
        + screened.links,
        mails=((_to_applicant(facts, MailKind.RECEIPT),) if own else ()) + screened.mails,
    )


def _ask_contact(facts: Facts, policy: Policy, now: datetime) -> Outcome:
    """Screening found nothing, or an administrator cleared it: the contact is asked."""
    deadline = policy.approval_lifetime.after(now)
    generation = _next(facts, Purpose.APPROVAL)
    return Outcome(
        Stage.AWAITING_APPROVAL,
        deadline,
        links=(NewLink(Purpose.APPROVAL, generation, facts.revision, deadline),),
        dues=dues_of_request(generation, now, policy),
        mails=(NewMail(MailKind.APPROVAL_REQUEST, Recipient.CONTACT, generation),),
    )


# The contact decides, and gets a receipt with a link to 「心当たりがない」 (S27).


def _after_approval(facts: Facts) -> Outcome:
    """「承認する」: the IDs are issued."""
    return _with_receipt(
        facts,
        Outcome(Stage.ENROLLED, mails=(_to_applicant(facts, MailKind.WELCOME),), issues_ids=True),
    )


def _after_refusal(facts: Facts, policy: Policy, now: datetime) -> Outcome:
    """「承認しない」: the applicant may name another wholesaler."""
    returns = ReturnToApplicant(
        ReturnCause.DECLINED, (Part.WHOLESALER,), reason=facts.decision_reason
    )
    return _with_receipt(facts, _return(facts, returns, policy, now))


def _after_no_trade(facts: Facts, policy: Policy, now: datetime) -> Outcome:
    """「取引がない」: nothing goes on until an administrator has looked (S26)."""
    return _with_receipt(facts, _review(ReviewCause.NO_TRADE, policy, now))


def _after_dispute(policy: Policy, now: datetime) -> Outcome:
    """「心当たりがない」 before IDs are issued: an administrator has to look (S27).

    The administrators are told with the dispute itself, which comes after the end as well.
    """
    deadline = policy.approval_lifetime.after(now)
    return Outcome(Stage.UNDER_REVIEW, deadline, review=ReviewCause.DISPUTE)


def _after_failed_request(facts: Facts, policy: Policy, now: datetime) -> Outcome:
    """No mail reaches the contact: the applicant corrects the address."""
    returns = ReturnToApplicant(ReturnCause.UNDELIVERABLE, (Part.WHOLESALER,), reason="")
    return _return(facts, returns, policy, now)


# An administrator decides about an application under review; cleared, the contact is asked, above.


def _after_return(facts: Facts, policy: Policy, now: datetime) -> Outcome:
    """「差し戻し」: the applicant corrects the parts that the administrator named."""
    returns = ReturnToApplicant(ReturnCause.RETURNED, facts.review_parts, facts.review_reason)
    return _return(facts, returns, policy, now)


def _after_decline(facts: Facts) -> Outcome:
    """「却下」: the application is over."""
    return Outcome(Stage.DECLINED, mails=(_to_applicant(facts, MailKind.TURNED_DOWN),))


# The applicant withdraws, at any stage before the issue.


def _after_withdrawal(facts: Facts) -> Outcome:
    """「申請を取り下げる」: a contact who was asked is told; one who decided gets the receipt."""
    withdrawn = Outcome(
        Stage.WITHDRAWN,
        calls_off=TO_THE_CONTACT,
        mails=(_to_applicant(facts, MailKind.WITHDRAWN),),
    )
    if facts.recorded is not Stage.AWAITING_APPROVAL:
        return withdrawn
    if facts.choice is not None:
        withdrawn = _with_receipt(facts, withdrawn)
    return _and_mails(withdrawn, _to_contact(facts, MailKind.APPROVAL_WITHDRAWN))


# Two administrators take back what was issued wrongly, when the application's life was over.


def what_follows_revocation(facts: Facts) -> Outcome | None:
    """The IDs are of no use any more; None unless they were issued.

    The contact is told; the company's ID managers are with what is said to the company.
    """
    if facts.stage is not Stage.ENROLLED:
        return None
    return Outcome(Stage.REVOKED, mails=(_to_contact(facts, MailKind.ISSUE_REVOKED),))


# What several of them have in common.


def _review(cause: ReviewCause, policy: Policy, now: datetime) -> Outcome:
    """An administrator has to look, and is told."""
    return Outcome(
        Stage.UNDER_REVIEW,
        policy.approval_lifetime.after(now),
        review=cause,
        mails=(
            NewMail(MailKind(f"alert_{cause.value}"), Recipient.ADMINISTRATORS, Numbered.BY_REVIEW),
        ),
    )


def _return(facts: Facts, returns: ReturnToApplicant, policy: Policy, now: datetime) -> Outcome:
    """The applicant corrects it, with the full time of a form; the contact is asked no more."""
    return Outcome(
        Stage.RETURNED,
        policy.link_lifetime.after(now),
        calls_off=TO_THE_CONTACT,
        returns=returns,
        mails=(_to_applicant(facts, MailKind(returns.cause.value)),),
    )


def _with_receipt(facts: Facts, outcome: Outcome) -> Outcome:
    generation = _next(facts, Purpose.DISPUTE)
    link = NewLink(Purpose.DISPUTE, generation, facts.revision)
    receipt = NewMail(MailKind.DECISION_RECEIPT, Recipient.CONTACT, generation)
    return _and_mails(replace(outcome, links=(*outcome.links, link)), receipt)


# Somebody does nothing: reminders, and the end of the wait.


def dues_of_invitation(
    generation: int, deadline: datetime, policy: Policy
) -> tuple[PlannedDue, ...]:
    """The applicant is reminded of the form once, counted back from the deadline."""
    due_at = policy.link_reminder_before.before(deadline)
    return (PlannedDue(Purpose.APPLY, generation, "reminder", 1, due_at),)


def dues_of_request(generation: int, asked_at: datetime, policy: Policy) -> tuple[PlannedDue, ...]:
    """The contact is reminded some times, and the administrators are alerted of the silence."""
    reminders = tuple(
        PlannedDue(Purpose.APPROVAL, generation, "reminder", nth, wait.after(asked_at))
        for nth, wait in enumerate(policy.approval_reminders, 1)
    )
    alert_at = policy.approval_alert.after(asked_at)
    return (*reminders, PlannedDue(Purpose.APPROVAL, generation, "alert", 1, alert_at))


REMINDED_OF = {Stage.INVITED: Purpose.APPLY, Stage.AWAITING_APPROVAL: Purpose.APPROVAL}
"""The waits that somebody is reminded of, by the link that they are for."""


def mails_that_fell_due(stage: Stage, fallen: Sequence[FallenDue]) -> tuple[NewMail, ...]:
    """The mails of what fell due, the earliest first; of several reminders only the latest."""
    if stage is Stage.INVITED:
        return tuple(
            NewMail(MailKind.INVITATION_REMINDER, Recipient.APPLICANT, due.generation)
            for due in fallen
        )
    alerts = tuple(
        NewMail(MailKind.ALERT_SILENCE, Recipient.ADMINISTRATORS, due.generation)
        for due in fallen
        if due.kind == "alert"
    )
    return (*_latest(fallen, "reminder"), *_latest(fallen, "resend"), *alerts)


def _latest(fallen: Sequence[FallenDue], kind: DueKind) -> tuple[NewMail, ...]:
    return tuple(
        NewMail(MailKind(f"approval_{kind}"), Recipient.CONTACT, due.generation, due.nth)
        for due in [due for due in fallen if due.kind == kind][-1:]
    )


def what_follows_silence(facts: Facts) -> Outcome | None:
    """The deadline passed, and nobody did anything; None unless the application waits."""
    match facts.stage:
        case Stage.INVITED:
            return Outcome(Stage.EXPIRED)
        case Stage.RETURNED:
            declined = facts.return_cause is ReturnCause.DECLINED
            end = Stage.DECLINED if declined else Stage.EXPIRED
            return Outcome(end, mails=(_to_applicant(facts, MailKind.UNCORRECTED),))
        case Stage.UNDER_REVIEW:
            return _lapsed(facts)
        case Stage.AWAITING_APPROVAL:
            return _and_mails(_lapsed(facts), _to_contact(facts, MailKind.APPROVAL_LAPSED))
        case _:
            return None


def _lapsed(facts: Facts) -> Outcome:
    return Outcome(
        Stage.LAPSED, calls_off=TO_THE_CONTACT, mails=(_to_applicant(facts, MailKind.LAPSED),)
    )


# A wait that begins with a mail has its full time from when that mail goes.

BEGUN_BY = {
    Stage.INVITED: (MailKind.INVITATION, MailKind.WHOLESALER_ANSWER),
    Stage.AWAITING_APPROVAL: (MailKind.APPROVAL_REQUEST,),
    Stage.RETURNED: tuple(MailKind(cause.value) for cause in ReturnCause),
}
"""The mails that ask for what is waited for, and say until when."""


def end_of_wait(stage: Stage, policy: Policy, at: datetime) -> datetime:
    """The end of a wait that begins at a moment."""
    asked = stage is Stage.AWAITING_APPROVAL
    return (policy.approval_lifetime if asked else policy.link_lifetime).after(at)


def begun_at(facts: Facts, policy: Policy, at: datetime) -> Extension:
    """What changes when the present wait begins at a moment, which never has it end earlier."""
    end, before = end_of_wait(facts.stage, policy, at), facts.deadline or at
    deadline = max(before, end)
    dues: tuple[PlannedDue, ...] = ()
    if facts.stage is Stage.INVITED:
        dues = dues_of_invitation(facts.newest_link(Purpose.APPLY), deadline, policy)
    elif facts.stage is Stage.AWAITING_APPROVAL:
        dues = dues_of_request(facts.newest_link(Purpose.APPROVAL), at, policy)
    return Extension(deadline, dues, lengthens=is_worth_telling(deadline - before, end - at))


# A mail that asks somebody to do something goes only while that is still wanted.

ASKS_WHILE: dict[str, Stage] = {kind: kind.asks_while for kind in MailKind if kind.asks_while}


def holds_true(facts: Facts, kind: str, generation: int, revision: int) -> bool:
    """Whether what a mail about an application says still holds, and its link works."""
    stage = ASKS_WHILE.get(kind)
    if stage is None:
        return True
    purpose = REMINDED_OF.get(stage)
    replaced = purpose is not None and facts.newest_link(purpose) != generation
    outdated = stage is not Stage.INVITED and facts.revision != revision
    return facts.stage is stage and not replaced and not outdated


def _next(facts: Facts, purpose: Purpose) -> int:
    return facts.newest_link(purpose) + 1


def _to_applicant(facts: Facts, kind: MailKind) -> NewMail:
    return NewMail(kind, Recipient.APPLICANT, facts.revision)


def _to_contact(facts: Facts, kind: MailKind) -> NewMail:
    return NewMail(kind, Recipient.CONTACT, facts.revision)


def _and_mails(outcome: Outcome, *mails: NewMail) -> Outcome:
    return replace(outcome, mails=(*outcome.mails, *mails))
