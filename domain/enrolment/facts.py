"""The facts of one application at one moment, and the stage that they show."""

from dataclasses import dataclass
from datetime import datetime

from domain.enrolment.stages import Author, Choice, Part, ReturnCause, ReviewChoice, Stage
from domain.tokens import Purpose

REVIEWED = {
    None: Stage.UNDER_REVIEW,
    ReviewChoice.CLEAR: Stage.CLEARED,
    ReviewChoice.RETURN: Stage.SENT_BACK,
    ReviewChoice.DECLINE: Stage.TURNED_DOWN,
}
"""Where an application under review is, by what an administrator decided."""

DECIDED = {
    None: Stage.AWAITING_APPROVAL,
    Choice.APPROVE: Stage.APPROVED,
    Choice.DECLINE: Stage.REFUSED,
    Choice.NO_TRADE: Stage.DISOWNED,
}
"""Where an application that waits for the contact is, by what the contact decided."""


@dataclass(frozen=True)
class Facts:
    """What is known of an application: all that the procedure decides by, read in one statement.

    `recorded`: the stage as the workflow last wrote it. `stage`: as the facts show it by now.
    `revision`: the newest form, 0 before the first, and who made it; `revision_in_hand`: the
    screened one. `choice` to `decision_reason`: the contact's about the newest form. `review`: the
    newest wait for an administrator, and the verdict. `return_cause`: why it last went back.
    `links`: the purpose of every link ever made. `mails_due`: keys of the mails that are neither
    sent nor refused, the oldest first. `next_due`: the next reminder or alert, UTC.
    """

    application_number: str
    recorded: Stage
    deadline: datetime | None
    mail_address: str
    revision: int
    revision_in_hand: int
    made_by: Author | None
    contact_mail_address: str
    company_name: str
    wholesaler_name: str
    choice: Choice | None
    decided_at: datetime | None
    decision_reason: str
    review: int | None
    review_choice: ReviewChoice | None
    review_reason: str
    review_parts: tuple[Part, ...]
    return_cause: ReturnCause | None
    withdrawn: bool
    disputed: bool
    undeliverable: bool
    links: tuple[Purpose, ...]
    mails_due: tuple[str, ...]
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
            return REVIEWED[self.review_choice]
        if self.disputed:
            return Stage.DISPUTED
        if self.recorded is Stage.AWAITING_APPROVAL:
            no_mail_arrives = self.undeliverable and self.choice is None
            return Stage.UNDELIVERABLE if no_mail_arrives else DECIDED[self.choice]
        return self.recorded

    def newest_link(self, purpose: Purpose) -> int:
        """The generation of the newest link of a purpose; 0 when there is none."""
        return self.links.count(purpose)

    def awaits_decision(self, revision: int, now: datetime) -> bool:
        """Whether the contact may still decide about this revision, which is the newest."""
        in_time = self.deadline is not None and now < self.deadline
        return self.stage is Stage.AWAITING_APPROVAL and self.revision == revision and in_time

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether there is a form to withdraw, and nobody has."""
        return self.revision > 0 and not self.stage.closed and not self.withdrawn
