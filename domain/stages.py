"""Where an application is in its life (the procedure, steps 5 to 8)."""

from enum import StrEnum


class Stage(StrEnum):
    """The stages of an application.

    `SUBMITTED`, `APPROVED` and `REFUSED` are seen from the facts (a form, a decision) that the
    workflow has not acted on yet; the others are written to the application's row.
    """

    INVITED = "invited"
    SUBMITTED = "submitted"
    AWAITING_APPROVAL = "awaiting_approval"
    APPROVED = "approved"
    REFUSED = "refused"
    ENROLLED = "enrolled"
    DECLINED = "declined"
    EXPIRED = "expired"
    LAPSED = "lapsed"

    @property
    def closed(self) -> bool:
        """Whether the application's life is over."""
        return self in {Stage.ENROLLED, Stage.DECLINED, Stage.EXPIRED, Stage.LAPSED}


class Choice(StrEnum):
    """What a wholesaler's contact decides about an application."""

    APPROVE = "approve"
    DECLINE = "decline"
