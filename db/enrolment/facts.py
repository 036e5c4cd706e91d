"""The facts of one application, all at once, and the stage that they show."""

from dataclasses import dataclass
from datetime import datetime

from db.tables.enrolment import Application
from domain.stages import Choice, ReviewChoice, Stage


@dataclass(frozen=True)
class Facts:
    """What is known of an application at one moment.

    `recorded`: the stage as the workflow last wrote it. `stage`: as the facts show it by now.
    `revision`: the newest form, 0 before the first; `revision_in_hand`: the screened one.
    `review`: the newest wait for an administrator. `next_due`: the next reminder or alert, UTC.
    """

    application_number: str
    recorded: Stage
    deadline: datetime | None
    mail_address: str
    revision: int
    revision_in_hand: int
    contact_mail_address: str
    company_name: str
    wholesaler_name: str
    choice: Choice | None
    decided_at: datetime | None
    decision_reason: str
    review: int | None
    review_choice: ReviewChoice | None
    withdrawn: bool
    disputed: bool
    undeliverable: bool
    next_due: datetime | None

    @property
    def stage(self) -> Stage:  # noqa: PLR0911 -- one line for each thing that people did
        """The stage, with what people did since the workflow last acted."""
        if self.recorded.closed:
            return self.recorded
        if self.withdrawn:
            return Stage.WITHDRAWING
        if self.revision > self.revision_in_hand:
            return Stage.SUBMITTED
        if self.recorded is Stage.UNDER_REVIEW:
            return _REVIEWED[self.review_choice]
        if self.disputed:
            return Stage.DISPUTED
        if self.recorded is Stage.AWAITING_APPROVAL:
            return self._answer
        return self.recorded

    def awaits_decision(self, revision: int, now: datetime) -> bool:
        """Whether the contact may still decide about this revision, which is the newest."""
        in_time = self.deadline is not None and now < self.deadline
        return self.stage is Stage.AWAITING_APPROVAL and self.revision == revision and in_time

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether there is a form to withdraw, and nobody has."""
        return self.revision > 0 and not self.stage.closed and not self.withdrawn

    @property
    def _answer(self) -> Stage:
        if self.undeliverable and self.choice is None:
            return Stage.UNDELIVERABLE
        return _DECIDED[self.choice]


_REVIEWED = {
    None: Stage.UNDER_REVIEW,
    ReviewChoice.CLEAR: Stage.CLEARED,
    ReviewChoice.RETURN: Stage.SENT_BACK,
    ReviewChoice.DECLINE: Stage.TURNED_DOWN,
}
_DECIDED = {
    None: Stage.AWAITING_APPROVAL,
    Choice.APPROVE: Stage.APPROVED,
    Choice.DECLINE: Stage.REFUSED,
    Choice.NO_TRADE: Stage.DISOWNED,
}

_FACTS = """
    SELECT application.stage AS recorded, application.deadline, application.mail_address,
        application.revision_in_hand, coalesce(form.revision, 0) AS revision,
        coalesce(form.contact_mail_address, '') AS contact_mail_address,
        coalesce(form.company_name, '') AS company_name,
        coalesce(certifying_wholesaler.name, '') AS wholesaler_name,
        decision.choice, decision.decided_at, coalesce(decision.reason, '') AS decision_reason,
        review.id AS review, review_decision.choice AS review_choice,
        EXISTS (SELECT FROM withdrawal WHERE withdrawal.application = application_number)
            AS withdrawn,
        EXISTS (
            SELECT FROM dispute WHERE dispute.application = application_number
                AND dispute.revision = form.revision AND NOT EXISTS (
                    SELECT FROM review WHERE review.application = application_number
                        AND review.revision = form.revision AND review.cause = 'dispute'
                )
        ) AS disputed,
        EXISTS (
            SELECT FROM mail WHERE mail.application = application_number
                AND mail.state IN ('refused', 'bounced')
                AND mail.revision = form.revision
                AND mail.kind IN ('approval_request', 'approval_resend', 'approval_reminder')
        ) AS undeliverable,
        (
            SELECT min(due.due_at) FROM due
            WHERE due.application = application_number AND due.done_at IS NULL
                AND due.generation = (
                    SELECT max(link.generation) FROM link
                    WHERE link.application = application_number AND link.purpose = due.purpose
                )
                AND due.purpose = CASE application.stage
                    WHEN 'invited' THEN 'apply' WHEN 'awaiting_approval' THEN 'approval' END
        ) AS next_due
    FROM application
    LEFT JOIN LATERAL (
        SELECT * FROM form_revision WHERE form_revision.application = application_number
        ORDER BY revision DESC LIMIT 1
    ) AS form ON true
    LEFT JOIN certifying_wholesaler ON certifying_wholesaler.id = form.wholesaler
    LEFT JOIN decision ON decision.application = application_number
        AND decision.revision = form.revision
    LEFT JOIN LATERAL (
        SELECT * FROM review WHERE review.application = application_number
        ORDER BY id DESC LIMIT 1
    ) AS review ON true
    LEFT JOIN review_decision ON review_decision.review = review.id
    WHERE application_number = {}
"""


async def load_facts(application_number: str) -> Facts:
    """Read the facts; raises `LookupError` when there is no such application."""
    rows = await Application.raw(_FACTS, application_number)
    if not rows:
        raise LookupError(f"there is no application {application_number}")
    row = rows[0]
    return Facts(
        **{
            **row,
            "application_number": application_number,
            "recorded": Stage(row["recorded"]),
            "choice": Choice(row["choice"]) if row["choice"] else None,
            "review_choice": _review_choice(row["review_choice"]),
        }
    )


def _review_choice(text: str | None) -> ReviewChoice | None:
    return None if text is None else ReviewChoice(text)


async def hold(application_number: str) -> Facts:
    """Lock an application until the transaction ends, and read its facts.

    Whoever does something to an application holds it, so that of two who do so at once the
    second sees what the first did. Raises `LookupError` when there is no such application.
    """
    # Rows that refer to it may still be added: whoever adds one while this waits for something
    # else is not held up, and does not hold this up.
    await Application.raw(
        "SELECT 1 FROM application WHERE application_number = {} FOR NO KEY UPDATE",
        application_number,
    )
    # A statement of its own: it sees what the holder of the lock committed meanwhile.
    return await load_facts(application_number)
