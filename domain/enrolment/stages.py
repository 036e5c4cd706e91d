"""Where an application is in its life (product.md, "Stages")."""

from enum import StrEnum


class Stage(StrEnum):
    """The stages of an application.

    Those that are seen are facts (a form, a decision, a withdrawal) that the workflow has yet to
    act on; the others are written to the application's row.
    """

    INVITED = "invited"
    UNDER_REVIEW = "under_review"
    AWAITING_APPROVAL = "awaiting_approval"
    RETURNED = "returned"

    SUBMITTED = "submitted"  # seen
    CLEARED = "cleared"  # seen
    SENT_BACK = "sent_back"  # seen: by an administrator
    TURNED_DOWN = "turned_down"  # seen: by an administrator
    APPROVED = "approved"  # seen
    REFUSED = "refused"  # seen: 「承認しない」
    DISOWNED = "disowned"  # seen: 「取引がない」
    UNDELIVERABLE = "undeliverable"  # seen: the contact's mail server refused the request
    DISPUTED = "disputed"  # seen: 「心当たりがない」
    WITHDRAWING = "withdrawing"  # seen

    ENROLLED = "enrolled"
    DECLINED = "declined"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"

    @property
    def closed(self) -> bool:
        """Whether the application's life is over."""
        return self in CLOSED

    @property
    def waits(self) -> bool:
        """Whether somebody has to do something before it goes on."""
        return self in WAITS


WAITS = frozenset({Stage.INVITED, Stage.UNDER_REVIEW, Stage.AWAITING_APPROVAL, Stage.RETURNED})
CLOSED = frozenset({Stage.ENROLLED, Stage.DECLINED, Stage.EXPIRED, Stage.LAPSED, Stage.WITHDRAWN})


class Choice(StrEnum):
    """What a wholesaler's contact decides about an application."""

    APPROVE = "approve"
    DECLINE = "decline"
    NO_TRADE = "no_trade"


class ReviewCause(StrEnum):
    """Why an application waits for an administrator."""

    SCREENING = "screening"
    NO_TRADE = "no_trade"
    DISPUTE = "dispute"


class ReviewChoice(StrEnum):
    """What an administrator decides about an application under review."""

    CLEAR = "clear"
    RETURN = "return"
    DECLINE = "decline"


class ReturnCause(StrEnum):
    """Why an applicant has to correct an application."""

    RETURNED = "returned"
    DECLINED = "declined"
    UNDELIVERABLE = "undeliverable"


class Part(StrEnum):
    """The parts of the form that can be opened for correction; its fieldsets."""

    COMPANY = "company"
    JAN = "jan"
    WHOLESALER = "wholesaler"
    MANAGER = "manager"


class Author(StrEnum):
    """Who made a revision of the form."""

    APPLICANT = "applicant"
    CONTACT = "contact"
    ADMINISTRATOR = "administrator"
