"""What an activity's failure may say: an error may quote a row or what people typed (S07).

Others read it: it stands in the history, on the page of the Temporal UI, and in logs.
"""

import traceback
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
from temporalio import activity
from temporalio.exceptions import ApplicationError, FailureError
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
)

from activities.trying_again import NOT_WRITTEN
from db.engine import DATABASE_AWAY

WHILE_AWAY = timedelta(seconds=30)
UNTIL_MENDED = timedelta(minutes=5)
"""The longest delays between two attempts: with the database away, and with an error of ours."""

_OUR_CODE = f"{Path(__file__).parent.parent}/"
_NOT_OURS = (f"{_OUR_CODE}.venv/", f"{_OUR_CODE}db/engine.py")


class DiscreetFailures(Interceptor):
    """Tells of each error its name, its code and where it arose, and never its own text.

    A failure is always one to be tried again: what can never succeed waits for a worker that was
    mended, and never ends a workflow.
    """

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 -- Temporal's name
        return _Discreet(next)


class _Discreet(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 -- Temporal's name
        try:
            return await super().execute_activity(input)
        except ApplicationError as error:
            # Activities raise these themselves, with nothing personal in them.
            unwritten = error.type == NOT_WRITTEN
            raise ApplicationError(
                error.message,
                type=error.type,
                next_retry_delay=_delay_of(UNTIL_MENDED) if unwritten else error.next_retry_delay,
                category=error.category,
            ) from None
        except FailureError:
            raise
        except Exception as error:  # noqa: BLE001 -- all of them are told alike
            longest = WHILE_AWAY if isinstance(error, DATABASE_AWAY) else UNTIL_MENDED
            raise ApplicationError(
                _told(error), type=type(error).__name__, next_retry_delay=_delay_of(longest)
            ) from None


def _delay_of(longest: timedelta) -> timedelta | None:
    """The delay by the activity's own policy, but no longer than that.

    The policy of mails is made for mail servers: after an hour's outage they would wait another.
    """
    info = activity.info()
    policy = info.retry_policy
    if info.is_local or policy is None:
        return None
    doubled = policy.initial_interval * (1 << min(info.attempt - 1, 20))
    return min(doubled, policy.maximum_interval or longest, longest)


def _told(error: Exception) -> str:
    words = [type(error).__name__]
    if isinstance(error, asyncpg.PostgresError):
        words += filter(None, (error.sqlstate, getattr(error, "constraint_name", None)))
    return " ".join([*words, *_places(error)])


def _places(error: Exception) -> list[str]:
    """The innermost line of our own code that leads to the error, as `(file:line)`."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"({file}:{frame.lineno})" for frame in frames if (file := _ours(frame.filename))]
    return places[-1:]


def _ours(filename: str) -> str | None:
    """A file of ours by its path in the project; none of those that every query goes through."""
    if not filename.startswith(_OUR_CODE) or filename.startswith(_NOT_OURS):
        return None
    return filename.removeprefix(_OUR_CODE)
