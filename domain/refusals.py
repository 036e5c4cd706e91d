"""Why a state change was refused; each carries what a page needs to say what to do instead."""

from datetime import datetime

from domain.enrolment.stages import Choice, Stage


class RefusalError(Exception):
    """The facts no longer allow what was asked for; nothing was changed."""


class DeadlinePassedError(RefusalError):
    """The link's time was over when the form arrived."""


class AlreadySubmittedError(RefusalError):
    """The form of this application was submitted before."""

    def __init__(self, application_number: str) -> None:
        super().__init__(application_number)
        self.application_number = application_number


class AlreadyDecidedError(RefusalError):
    """The wholesaler's contact decided before; the first decision stands."""

    def __init__(self, choice: Choice, decided_at: datetime) -> None:
        super().__init__(choice)
        self.choice = choice
        self.decided_at = decided_at


class NothingToDecideError(RefusalError):
    """The application waits for no decision any more."""


class PasswordMissingError(RefusalError):
    """No password was kept with the draft, so the form cannot be submitted yet."""


class MovedOnError(RefusalError):
    """The application is at another stage than the page that was shown; `stage` says where."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.stage = stage


class NothingToReviewError(MovedOnError):
    """The application waits for no administrator any more."""


class TooSoonError(RefusalError):
    """It was asked for a short while ago; `again_at` is when it may be asked for again, UTC."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__(again_at)
        self.again_at = again_at


class ContactNotAllowedError(RefusalError):
    """The colleague's mail address is of no domain that the wholesaler has registered."""

    def __init__(self, domains: tuple[str, ...]) -> None:
        super().__init__(domains)
        self.domains = domains


class AlreadyDisputedError(RefusalError):
    """The decision was disputed before."""
