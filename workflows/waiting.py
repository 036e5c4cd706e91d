"""Waiting until somebody has done something, or a moment has come."""

from contextlib import suppress
from datetime import datetime, timedelta

from temporalio import workflow


class NewFacts:
    """Whether the facts may have changed since they were last read."""

    def __init__(self) -> None:
        self._there = False

    def set(self) -> None:
        """There may be new ones: a signal came."""
        self._there = True

    def clear(self) -> None:
        """The facts are about to be read, with whatever the signals so far were about."""
        self._there = False

    async def wait_until(self, until: datetime, summary: str) -> bool:
        """Wait for new facts; False when `until` (UTC) came first."""
        left = until - workflow.now()
        if not self._there and left > timedelta(0):
            with suppress(TimeoutError):
                await workflow.wait_condition(
                    lambda: self._there, timeout=left, timeout_summary=summary
                )
        return self._there
