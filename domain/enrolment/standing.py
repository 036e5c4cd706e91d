"""Where an application stands, as finely as what people are told of it differs.

Everything that pages and mails say of an application is chosen by this; the table of stages and
readers in the tests goes over all of it.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.enrolment.stages import ReturnCause, Stage


class Standing(StrEnum):
    """A stage, or one of several things that are true of one stage."""

    INVITED = "invited"
    """The form is awaited."""

    RECEIVED = "received"
    """The form, or what an administrator said of it, is being processed."""

    UNDER_REVIEW = "under_review"
    """Somebody at the operator's has to look, for whatever reason."""

    ABOUT_TO_ASK = "about_to_ask"
    """The contact is to be asked; that mail has not gone."""

    ASKED = "asked"
    """The contact has the mail, and time to answer."""

    OUT_OF_TIME = "out_of_time"
    """The contact's time is over, in the moments before the application is closed."""

    APPROVED = "approved"
    """The IDs are being issued."""

    REFUSED = "refused"
    """The contact did not approve; another may be named in a moment."""

    UNREACHED = "unreached"
    """The contact's mail came back; another address may be given in a moment."""

    TO_CORRECT = "to_correct"
    """An administrator returned it."""

    TO_NAME_ANOTHER = "to_name_another"
    """The contact did not approve, and another may be named."""

    TO_CORRECT_CONTACT = "to_correct_contact"
    """The contact's mail came back, and another address may be given."""

    TOO_LATE = "too_late"
    """The time for a correction is over, in the moments before the application is closed."""

    WITHDRAWN = "withdrawn"
    """The applicant withdrew."""

    ENROLLED = "enrolled"
    """The IDs are in use."""

    SUSPENDED = "suspended"
    """The IDs were issued; nobody may log in at present."""

    LEFT = "left"
    """The IDs were issued; the company has left the service since."""

    REVOKED = "revoked"
    """The IDs had been issued wrongly, and are of no use any more."""

    TURNED_DOWN = "turned_down"
    """An administrator declined."""

    NONE_NAMED = "none_named"
    """The contact did not approve, and no other was named in time."""

    NOT_CORRECTED = "not_corrected"
    """What was to be corrected was not, in time."""

    UNANSWERED = "unanswered"
    """The contact did not answer in time."""

    UNREVIEWED = "unreviewed"
    """The operator did not decide in time."""

    @property
    def over(self) -> bool:
        """Whether nothing comes of the application any more, so that a new one may be made."""
        return self in _OVER

    @property
    def issued(self) -> bool:
        """Whether the IDs were issued."""
        return self in {Standing.ENROLLED, Standing.SUSPENDED, Standing.LEFT, Standing.REVOKED}


_OVER = frozenset(
    {
        Standing.WITHDRAWN,
        Standing.TURNED_DOWN,
        Standing.NONE_NAMED,
        Standing.NOT_CORRECTED,
        Standing.UNANSWERED,
        Standing.UNREVIEWED,
    }
)


@dataclass(frozen=True)
class Circumstances:
    """What is true beside the stage.

    `asked`: the mail to the contact has gone. `in_time`: the present wait is not over.
    `unreviewed`: the newest form waited for an administrator last, who never decided.
    `turned_down`: an administrator declined it. `suspended`, `left`: the company that it led to.
    """

    asked: bool = False
    in_time: bool = True
    return_cause: ReturnCause | None = None
    unreviewed: bool = False
    turned_down: bool = False
    suspended: bool = False
    left: bool = False


_ALWAYS = {
    Stage.INVITED: Standing.INVITED,
    Stage.SUBMITTED: Standing.RECEIVED,
    Stage.CLEARED: Standing.RECEIVED,
    Stage.UNDER_REVIEW: Standing.UNDER_REVIEW,
    Stage.SENT_BACK: Standing.UNDER_REVIEW,
    Stage.TURNED_DOWN: Standing.UNDER_REVIEW,
    Stage.DISOWNED: Standing.UNDER_REVIEW,
    Stage.DISPUTED: Standing.UNDER_REVIEW,
    Stage.APPROVED: Standing.APPROVED,
    Stage.REFUSED: Standing.REFUSED,
    Stage.UNDELIVERABLE: Standing.UNREACHED,
    Stage.WITHDRAWING: Standing.WITHDRAWN,
    Stage.WITHDRAWN: Standing.WITHDRAWN,
    Stage.EXPIRED: Standing.NOT_CORRECTED,
    Stage.REVOKED: Standing.REVOKED,
}
_RETURNED = {
    None: Standing.TO_CORRECT,
    ReturnCause.RETURNED: Standing.TO_CORRECT,
    ReturnCause.DECLINED: Standing.TO_NAME_ANOTHER,
    ReturnCause.UNDELIVERABLE: Standing.TO_CORRECT_CONTACT,
}


def standing_of(  # noqa: PLR0911 -- one line for each stage of which several things may be true
    stage: Stage, known: Circumstances
) -> Standing:
    """Tell where an application stands; raises `KeyError` for a stage that nobody thought of."""
    match stage:
        case Stage.AWAITING_APPROVAL:
            # Without the mail the time does not run: it begins anew when the mail goes.
            if not known.asked:
                return Standing.ABOUT_TO_ASK
            return Standing.ASKED if known.in_time else Standing.OUT_OF_TIME
        case Stage.RETURNED:
            return _RETURNED[known.return_cause] if known.in_time else Standing.TOO_LATE
        case Stage.ENROLLED:
            return _of_company(known)
        case Stage.DECLINED:
            return Standing.TURNED_DOWN if known.turned_down else Standing.NONE_NAMED
        case Stage.LAPSED:
            return Standing.UNREVIEWED if known.unreviewed else Standing.UNANSWERED
        case _:
            return _ALWAYS[stage]


def _of_company(known: Circumstances) -> Standing:
    if known.left:
        return Standing.LEFT
    return Standing.SUSPENDED if known.suspended else Standing.ENROLLED
