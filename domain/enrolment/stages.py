"""Where an application is in its life (docs/procedure.md has all of it as a drawing)."""

from enum import StrEnum


class Stage(StrEnum):
    """The stages of an application.

    Those that are seen are facts (a form, a decision, a withdrawal) that the workflow has yet to
    act on; the others are written to the application's row.
    """

    INVITED = "invited"
    """The link went out; the form is awaited."""

    UNDER_REVIEW = "under_review"
    """An administrator has to decide."""

    AWAITING_APPROVAL = "awaiting_approval"
    """The contact is asked."""

    RETURNED = "returned"
    """The applicant has to correct something."""

    SUBMITTED = "submitted"
    """A form, or a correction, is to be screened."""

    CLEARED = "cleared"
    """The administrator let it pass."""

    SENT_BACK = "sent_back"
    """The administrator returned it."""

    TURNED_DOWN = "turned_down"
    """The administrator declined it."""

    APPROVED = "approved"
    """「承認する」: IDs are to be issued."""

    REFUSED = "refused"
    """「承認しない」, with a reason."""

    DISOWNED = "disowned"
    """「取引がない」: frozen until an administrator looked."""

    UNDELIVERABLE = "undeliverable"
    """The contact's mail server refused the mail for good."""

    DISPUTED = "disputed"
    """「心当たりがない」 before anything was issued: likewise."""

    WITHDRAWING = "withdrawing"
    """The applicant withdrew."""

    ENROLLED = "enrolled"
    """The IDs were issued."""

    DECLINED = "declined"
    """An administrator declined; or the contact did, and no other was named in time."""

    EXPIRED = "expired"
    """No form, or no correction, in time."""

    LAPSED = "lapsed"
    """No answer of the contact, or no decision of an administrator, in time."""

    WITHDRAWN = "withdrawn"
    """Withdrawn."""

    REVOKED = "revoked"
    """The IDs had been issued wrongly, and two administrators ended the company."""

    @property
    def closed(self) -> bool:
        """Whether the application's life is over."""
        return self in CLOSED

    @property
    def waits(self) -> bool:
        """Whether somebody has to do something before it goes on."""
        return self in WAITS


WAITS = frozenset({Stage.INVITED, Stage.UNDER_REVIEW, Stage.AWAITING_APPROVAL, Stage.RETURNED})
CLOSED = frozenset(
    {
        Stage.ENROLLED,
        Stage.DECLINED,
        Stage.EXPIRED,
        Stage.LAPSED,
        Stage.WITHDRAWN,
        Stage.REVOKED,
    }
)


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
