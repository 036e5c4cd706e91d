"""Writes into docs/procedure.md what follows what: the drawing of the stages, and the mails.

All of it is asked of the rules, by `domain/enrolment/process_map.py`. Run it as
`python -m tests.deployment.procedure_page`, which `make lists` does.
"""

import ast
import inspect
import re
from collections.abc import Iterator

from domain.enrolment.outcome import FallenDue, NewMail, Recipient
from domain.enrolment.policy import Policy
from domain.enrolment.procedure import REMINDED_OF, mails_that_fell_due
from domain.enrolment.process_map import (
    Arrow,
    Cause,
    effective,
    outcomes,
    process_map,
    revoked,
    silences,
)
from domain.enrolment.stages import Choice, ReviewChoice, Stage
from domain.mail_kinds import MailKind
from settings import Settings
from tests.deployment.files import PROJECT
from texts.applications import CHOICES, STAGES, VERDICTS

PAGE = PROJECT / "docs/procedure.md"
_MADE = re.compile(r"(<!-- made: ([a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_LABELS = {kind.value: kind.label for kind in MailKind}
_TO = {
    Recipient.APPLICANT: "applicant",
    Recipient.CONTACT: "contact",
    Recipient.ADMINISTRATORS: "administrators",
}

_WORDS = {
    Cause.LINK_REQUESTED: "applicant「メールアドレス認証」",
    Cause.FORM: "applicant「申請する」",
    Cause.CORRECTION: "applicant corrects the form",
    Cause.CONTACT_CHANGED_BY_APPLICANT: "applicant names another contact",
    Cause.CONTACT_CHANGED_BY_OTHERS: "contact or helpdesk names another",
    **{Cause(f"verdict_{each}"): f"administrator「{VERDICTS[each]}」" for each in ReviewChoice},
    Cause.VERDICT_CLEAR_ANEW: "administrator「問題なし」 after the contact decided",
    **{Cause(f"answer_{each}"): f"contact「{CHOICES[each]}」" for each in Choice},
    Cause.UNDELIVERABLE: "request undeliverable",
    Cause.DISPUTE: "contact「心当たりがない」",
    Cause.WITHDRAWAL: "applicant「申請を取り下げる」",
    Cause.NOTHING_FOUND: "nothing found",
    Cause.FINDINGS: "screening found something",
    Cause.DEADLINE: "deadline",
    Cause.DEADLINE_AFTER_REFUSAL: "deadline, after「承認しない」",
    Cause.REVOCATION: "two administrators end what was issued wrongly",
}


def policy() -> Policy:
    """The durations as they are without a setting."""
    return Settings.from_environment({"LINK_KEYS": "k" * 64, "CSRF_SECRET": "s" * 64}).policy


def drawing() -> str:
    """The stages and what leads from one to the next, as Mermaid draws it."""
    names = [f"    {stage}: {STAGES[stage]} ({stage})" for stage in Stage]
    arrows = [line for arrow in process_map() for line in _arrow(arrow)]
    return "\n".join(["```mermaid", "stateDiagram-v2", *names, *arrows, "```"])


def _arrow(arrow: Arrow) -> Iterator[str]:
    leads = f"    {arrow.before or '[*]'} --> {arrow.after}"
    for cause in arrow.causes or (None,):
        yield leads + (f": {_WORDS[cause]}" if cause else "")


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
            for cause, outcome in outcomes(event.facts):
                happens = ", ".join(_WORDS[each] for each in (event.cause, cause) if each)
                rows[_mail_row(stage, happens, outcome.mails, outcome.calls_off)] = None
        for cause, outcome in silences(stage):
            rows[_mail_row(stage, _WORDS[cause], outcome.mails, outcome.calls_off)] = None
        for words, mails in reminders(stage):
            rows[_mail_row(stage, words, mails, ())] = None
    rows[_mail_row(Stage.ENROLLED, _WORDS[Cause.REVOCATION], revoked().mails, ())] = None
    head = ["| at | what happens | mails | called off |", "| --- | --- | --- | --- |"]
    return "\n".join([*head, *rows])


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
