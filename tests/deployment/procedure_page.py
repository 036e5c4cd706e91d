"""Writes into docs/procedure.md what follows what: the drawing of the stages, and the mails.

All of it is asked of the rules in `domain/enrolment`: for each thing that people can do at each
stage, what the facts then show and what follows. Run it as
`python -m tests.deployment.procedure_page`, which `make lists` does.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from domain.enrolment.facts import Facts
from domain.enrolment.outcome import FallenDue, NewMail, Outcome, Recipient
from domain.enrolment.policy import Policy
from domain.enrolment.procedure import (
    REMINDED_OF,
    mails_that_fell_due,
    what_follows,
    what_follows_revocation,
    what_follows_silence,
)
from domain.enrolment.stages import Author, Choice, ReturnCause, ReviewChoice, Stage
from domain.mail_kinds import MailKind
from settings import Settings
from tests.deployment.files import PROJECT
from texts.applications import CHOICES, STAGES, VERDICTS

PAGE = PROJECT / "docs/procedure.md"
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_MADE = re.compile(r"(<!-- made: ([a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_LABELS = {kind.value: kind.label for kind in MailKind}
_TO = {
    Recipient.APPLICANT: "applicant",
    Recipient.CONTACT: "contact",
    Recipient.ADMINISTRATORS: "administrators",
}

_FORMS = {
    Stage.INVITED: [("applicant「申請する」", Author.APPLICANT)],
    Stage.RETURNED: [("applicant corrects the form", Author.APPLICANT)],
}
_OTHER_CONTACTS = [
    ("applicant names another contact", Author.APPLICANT),
    ("contact or helpdesk names another", Author.ADMINISTRATOR),
]


@dataclass(frozen=True)
class Event:
    """Something that happens at a stage which waits, and the facts after it."""

    words: str
    facts: Facts


def policy() -> Policy:
    """The durations as they are without a setting."""
    return Settings.from_environment({"LINK_KEYS": "k" * 64, "CSRF_SECRET": "s" * 64}).policy


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
    for words, author in _FORMS.get(stage, _OTHER_CONTACTS):
        yield Event(words, replace(facts, revision=facts.revision + 1, made_by=author))
    for verdict in ReviewChoice:
        words = f"administrator「{VERDICTS[verdict]}」"
        yield Event(words, replace(facts, review_choice=verdict))
    for choice in Choice:
        yield Event(f"contact「{CHOICES[choice]}」", replace(facts, choice=choice))
    yield Event("request undeliverable", replace(facts, undeliverable=True))
    yield Event("contact「心当たりがない」", replace(facts, disputed=facts.revision > 0))
    yield Event("applicant「申請を取り下げる」", replace(facts, withdrawn=facts.revision > 0))


def effective(stage: Stage) -> Iterator[Event]:
    """Those that change something: else the facts show the same stage as before."""
    return (event for event in events(stage) if event.facts.stage is not stage)


def outcomes(facts: Facts) -> Iterator[tuple[str, Outcome]]:
    """What follows at once, with what it depends on."""
    if facts.stage is not Stage.SUBMITTED:
        outcome = what_follows(facts, policy(), _NOW)
        assert outcome is not None
        yield "", outcome
        return
    for findings, words in ((False, "nothing found"), (True, "screening found something")):
        outcome = what_follows(facts, policy(), _NOW, findings=findings)
        assert outcome is not None
        yield words, outcome


def silences(stage: Stage) -> Iterator[tuple[str, Outcome]]:
    """What follows when nobody does anything until the deadline."""
    causes: dict[ReturnCause | None, str] = {None: ""}
    if stage is Stage.RETURNED:
        causes = {ReturnCause.RETURNED: "", ReturnCause.DECLINED: ", after「承認しない」"}
    for cause, words in causes.items():
        outcome = what_follows_silence(replace(waiting(stage), return_cause=cause))
        assert outcome is not None
        yield f"deadline{words}", outcome


def drawing() -> str:
    """The stages and what leads from one to the next, as Mermaid draws it."""
    arrows = {"    [*] --> invited: applicant「メールアドレス認証」": None}
    for stage in (stage for stage in Stage if stage.waits):
        for event in effective(stage):
            arrows[_arrow(stage, event.facts.stage, event.words)] = None
            for words, outcome in outcomes(event.facts):
                arrows[_arrow(event.facts.stage, outcome.stage, words)] = None
        for words, outcome in silences(stage):
            arrows[_arrow(stage, outcome.stage, words)] = None
    arrows[_arrow(Stage.ENROLLED, revoked().stage, TWO_ADMINISTRATORS)] = None
    names = [f"    {stage}: {STAGES[stage]} ({stage})" for stage in Stage]
    return "\n".join(["```mermaid", "stateDiagram-v2", *names, *arrows, "```"])


def _arrow(before: Stage, after: Stage, words: str) -> str:
    return f"    {before} --> {after}" + (f": {words}" if words else "")


def stage_table() -> str:
    """Each stage with its name, its kind, what it means and how long it lasts."""
    rows = [
        f"| `{stage}` | {STAGES[stage]} | {_kind(stage)} | {_meanings()[stage.name]} |"
        for stage in Stage
    ]
    return "\n".join(["| stage | console | kind | means |", "| --- | --- | --- | --- |", *rows])


def _kind(stage: Stage) -> str:
    if stage.closed:
        return "written, end"
    return f"written, waits {_lasts(stage)}" if stage.waits else "seen"


def _lasts(stage: Stage) -> str:
    asked = stage in {Stage.AWAITING_APPROVAL, Stage.UNDER_REVIEW}
    return str(policy().approval_lifetime if asked else policy().link_lifetime)


def _meanings() -> dict[str, str]:
    """The docstrings of the stages, by their names in the code."""
    (tree,) = ast.parse(inspect.getsource(Stage)).body
    assert isinstance(tree, ast.ClassDef)
    found = {}
    for member, says in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(member, ast.Assign) and isinstance(says, ast.Expr):
            (name,) = member.targets
            found[ast.unparse(name)] = ast.literal_eval(says.value)
    return found


def mail_table() -> str:
    """Which mails go when, to whom, and which that still wait go no more."""
    rows: dict[str, None] = {}
    for stage in (stage for stage in Stage if stage.waits):
        for event in effective(stage):
            for words, outcome in outcomes(event.facts):
                happens = ", ".join(filter(None, (event.words, words)))
                rows[_mail_row(stage, happens, outcome.mails, outcome.calls_off)] = None
        for words, outcome in silences(stage):
            rows[_mail_row(stage, words, outcome.mails, outcome.calls_off)] = None
        for words, mails in reminders(stage):
            rows[_mail_row(stage, words, mails, ())] = None
    rows[_mail_row(Stage.ENROLLED, TWO_ADMINISTRATORS, revoked().mails, ())] = None
    head = ["| at | what happens | mails | called off |", "| --- | --- | --- | --- |"]
    return "\n".join([*head, *rows])


TWO_ADMINISTRATORS = "two administrators end what was issued wrongly"


def revoked() -> Outcome:
    """What follows when the IDs are taken back, after the application's life."""
    outcome = what_follows_revocation(waiting(Stage.ENROLLED))
    assert outcome is not None
    return outcome


def reminders(stage: Stage) -> Iterator[tuple[str, tuple[NewMail, ...]]]:
    """The mails that go while nobody does anything."""
    if stage is Stage.INVITED:
        yield f"{policy().link_reminder_before} before the deadline", _fallen(stage, "reminder")
    elif stage in REMINDED_OF:
        waits = ", ".join(map(str, policy().approval_reminders))
        yield f"{waits} without an answer", _fallen(stage, "reminder")
        yield "applicant「卸担当者へ再送」", _fallen(stage, "resend")
        yield f"{policy().approval_alert} without an answer", _fallen(stage, "alert")


def _fallen(stage: Stage, kind: str) -> tuple[NewMail, ...]:
    return mails_that_fell_due(stage, [FallenDue(kind, 1, 1)])  # type: ignore[arg-type]


def _mail_row(stage: Stage, words: str, mails: tuple[NewMail, ...], off: tuple[str, ...]) -> str:
    sent = "<br>".join(f"`{mail.kind}` {_LABELS[mail.kind]} → {_TO[mail.to]}" for mail in mails)
    return f"| `{stage}` | {words} | {sent} | {'requests to the contact' if off else ''} |"


def as_made(text: str) -> str:
    """The page's text with what is made as it is now."""
    made = {"drawing": drawing, "stages": stage_table, "mails": mail_table}
    return _MADE.sub(lambda found: f"{found[1]}\n{made[found[2]]()}\n\n{found[3]}", text)


if __name__ == "__main__":
    PAGE.write_text(as_made(PAGE.read_text()))
