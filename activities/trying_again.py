"""How an activity says that its mails are to be tried again: soon, or when their mailboxes may."""

from datetime import datetime, timedelta

from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

_A_MOMENT = timedelta(seconds=1)


def try_again(message: str, waits_until: datetime | None, now: datetime) -> ApplicationError:
    """Make the error that has Temporal try again; there is nothing personal in it (S07).

    `waits_until`: when the first of them may go, if all of them wait for their mailbox's share,
    which is no failure (S12); None: the retry policy decides.
    """
    if waits_until is None:
        return ApplicationError(message, type="MailDeferred")
    return ApplicationError(
        message,
        type="MailWaits",
        next_retry_delay=max(waits_until - now, timedelta()) + _A_MOMENT,
        category=ApplicationErrorCategory.BENIGN,
    )
