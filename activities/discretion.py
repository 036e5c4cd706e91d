"""What an activity's failure may say: a database error quotes whole rows, and others read it."""

from typing import Any

import asyncpg
from temporalio.exceptions import ApplicationError
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
)


class DiscreetFailures(Interceptor):
    """Keeps the rows that PostgreSQL quotes out of histories and logs (S07)."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 -- Temporal's name
        return _Discreet(next)


class _Discreet(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 -- Temporal's name
        try:
            return await super().execute_activity(input)
        except asyncpg.PostgresError as error:
            raise ApplicationError(_name_of(error), type="DatabaseError") from None


def _name_of(error: asyncpg.PostgresError) -> str:
    constraint = getattr(error, "constraint_name", None)
    return f"{type(error).__name__} {error.sqlstate}" + (f" {constraint}" if constraint else "")
