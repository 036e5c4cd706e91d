"""The map of an application's life: what leads from which stage to which, and what brings it about.

Nothing is listed here: for each thing that people can do at each stage which waits, the rules are
asked what the facts then show (`facts.py`) and what follows (`procedure.py`). The drawing in
docs/procedure.md, the one in the console and its BPMN are all made of this.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache

from domain.durations import Duration
from domain.enrolment.facts import Facts
from domain.enrolment.outcome import Outcome
from domain.enrolment.policy import Policy
from domain.enrolment.procedure import (
    what_follows,
    what_follows_revocation,
    what_follows_silence,
)
from domain.enrolment.stages import Author, Choice, ReturnCause, ReviewChoice, Stage

_DAY = Duration(1, "d")
_POLICY = Policy(_DAY, _DAY, (_DAY,), _DAY, _DAY)
"""Any will do: what leads where does not depend on how long it takes."""

_NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Cause(StrEnum):
    """What brings an application from one stage to the next."""

    LINK_REQUESTED = "link_requested"
    FORM = "form"
    CORRECTION = "correction"
    CONTACT_CHANGED_BY_APPLICANT = "contact_changed_by_applicant"
    CONTACT_CHANGED_BY_OTHERS = "contact_changed_by_others"
    VERDICT_CLEAR = "verdict_clear"
    VERDICT_CLEAR_ANEW = "verdict_clear_anew"
    VERDICT_RETURN = "verdict_return"
    VERDICT_DECLINE = "verdict_decline"
    ANSWER_APPROVE = "answer_approve"
    ANSWER_DECLINE = "answer_decline"
    ANSWER_NO_TRADE = "answer_no_trade"
    UNDELIVERABLE = "undeliverable"
    DISPUTE = "dispute"
    WITHDRAWAL = "withdrawal"
    NOTHING_FOUND = "nothing_found"
    FINDINGS = "findings"
    DEADLINE = "deadline"
    DEADLINE_AFTER_REFUSAL = "deadline_after_refusal"
    REVOCATION = "revocation"

    @property
    def is_silence(self) -> bool:
        """Whether nobody did anything until the deadline."""
        return self in {Cause.DEADLINE, Cause.DEADLINE_AFTER_REFUSAL}


@dataclass(frozen=True)
class Arrow:
    """What leads from one stage to the next; `before` is None where the life begins.

    `causes`: each of them alone does; none where the workflow goes on by itself.
    """

    before: Stage | None
    after: Stage
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True)
class Event:
    """Something that people do at a stage which waits, and the facts after it."""

    cause: Cause
    facts: Facts


_FORMS = {
    Stage.INVITED: [(Cause.FORM, Author.APPLICANT)],
    # What the contact decided stays with its form; who is to be asked anew is asked about another.
    Stage.UNDER_REVIEW: [(Cause.VERDICT_CLEAR_ANEW, Author.ADMINISTRATOR)],
    Stage.AWAITING_APPROVAL: [
        (Cause.CONTACT_CHANGED_BY_APPLICANT, Author.APPLICANT),
        (Cause.CONTACT_CHANGED_BY_OTHERS, Author.ADMINISTRATOR),
    ],
    Stage.RETURNED: [
        (Cause.CORRECTION, Author.APPLICANT),
        (Cause.CONTACT_CHANGED_BY_OTHERS, Author.ADMINISTRATOR),
    ],
}
"""Who brings a new form about, and how."""


@cache
def process_map() -> tuple[Arrow, ...]:
    """All arrows, one for each pair of stages, along the way that most applications take."""
    found: dict[tuple[Stage | None, Stage], dict[Cause, None]] = {}
    for before, after, cause in _steps():
        causes = found.setdefault((before, after), {})
        if cause is not None:
            causes[cause] = None
    return tuple(Arrow(before, after, tuple(found[before, after])) for before, after in found)


def _steps() -> Iterator[tuple[Stage | None, Stage, Cause | None]]:
    yield None, Stage.INVITED, Cause.LINK_REQUESTED
    for stage in (stage for stage in Stage if stage.waits):
        for event in effective(stage):
            yield stage, event.facts.stage, event.cause
            for cause, outcome in outcomes(event.facts):
                yield event.facts.stage, outcome.stage, cause
        for cause, outcome in silences(stage):
            yield stage, outcome.stage, cause
    yield Stage.ENROLLED, revoked().stage, Cause.REVOCATION


def waiting(stage: Stage) -> Facts:
    """An application that has come to a stage, and to which nothing has happened since."""
    revision = int(stage is not Stage.INVITED)
    return Facts(
        application_number="260101-000001-8",
        recorded=stage,
        deadline=_NOW,
        mail_address="",
        revision=revision,
        revision_in_hand=revision,
        made_by=Author.APPLICANT,
        contact_mail_address="",
        company_name="",
        wholesaler_name="",
        choice=None,
        decided_at=None,
        decision_reason="",
        review=1,
        review_choice=None,
        review_reason="",
        review_parts=(),
        return_cause=None,
        withdrawn=False,
        disputed=False,
        undeliverable=False,
        links=(),
        mails_due=(),
        next_due=None,
    )


def events(stage: Stage) -> Iterator[Event]:
    """All that people can do at a stage which waits."""
    facts = waiting(stage)
    for cause, author in _FORMS[stage]:
        yield Event(cause, replace(facts, revision=facts.revision + 1, made_by=author))
    for verdict in ReviewChoice:
        yield Event(Cause(f"verdict_{verdict}"), replace(facts, review_choice=verdict))
    for choice in Choice:
        yield Event(Cause(f"answer_{choice}"), replace(facts, choice=choice))
    yield Event(Cause.UNDELIVERABLE, replace(facts, undeliverable=True))
    yield Event(Cause.DISPUTE, replace(facts, disputed=facts.revision > 0))
    # A form may be withdrawn too of which the workflow has yet to hear.
    submitted = max(facts.revision, 1)
    yield Event(Cause.WITHDRAWAL, replace(facts, revision=submitted, withdrawn=True))


def effective(stage: Stage) -> Iterator[Event]:
    """Those that change something: else the facts show the same stage as before."""
    return (event for event in events(stage) if event.facts.stage is not stage)


def outcomes(facts: Facts) -> Iterator[tuple[Cause | None, Outcome]]:
    """What follows at once, with what it depends on; None where it depends on nothing."""
    if facts.stage is not Stage.SUBMITTED:
        yield None, _followed(what_follows(facts, _POLICY, _NOW))
        return
    for findings, cause in ((False, Cause.NOTHING_FOUND), (True, Cause.FINDINGS)):
        yield cause, _followed(what_follows(facts, _POLICY, _NOW, findings=findings))


def silences(stage: Stage) -> Iterator[tuple[Cause, Outcome]]:
    """What follows when nobody does anything until the deadline."""
    causes: dict[ReturnCause | None, Cause] = {None: Cause.DEADLINE}
    if stage is Stage.RETURNED:
        causes = {
            ReturnCause.RETURNED: Cause.DEADLINE,
            ReturnCause.DECLINED: Cause.DEADLINE_AFTER_REFUSAL,
        }
    for returned, cause in causes.items():
        facts = replace(waiting(stage), return_cause=returned)
        yield cause, _followed(what_follows_silence(facts))


def revoked() -> Outcome:
    """What follows when the IDs are taken back, after the application's life."""
    return _followed(what_follows_revocation(waiting(Stage.ENROLLED)))


def _followed(outcome: Outcome | None) -> Outcome:
    if outcome is None:
        raise LookupError("the rules say of a stage on the map that nothing follows")
    return outcome
