"""How an activity says that its mails are to be tried again: soon, or when their mailboxes may."""

from datetime import datetime, timedelta

from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

_A_MOMENT = timedelta(seconds=1)


NOT_WRITTEN, DEFERRED, WAITS = "MailNotWritten", "MailDeferred", "MailWaits"
"""Our own code failed; a mail server put it off, which is usual; its mailbox had its share."""


def try_again(
    message: str, waits_until: datetime | None, now: datetime, *, unwritten: bool = False
) -> ApplicationError:
    """Make the error that has Temporal try again; there is nothing personal in it (S07).

    `waits_until`: when the first of them may go, if all of them wait for their mailbox's share,
    which is no failure (S12); None: the retry policy decides. `unwritten`: our own code failed to
    write one of them, which no mail server can mend.
    """
    if waits_until is None or unwritten:
        return ApplicationError(message, type=NOT_WRITTEN if unwritten else DEFERRED)
    return ApplicationError(
        message,
        type=WAITS,
        next_retry_delay=max(waits_until - now, timedelta()) + _A_MOMENT,
        category=ApplicationErrorCategory.BENIGN,
    )
