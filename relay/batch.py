"""Delivers what was claimed from the outbox, many processes at once, and notes the outcome."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from db import outbox, tallies
from db.outbox import OutboxMessage
from domain.needs import TroubleKind
from logs import tell_stuck, trouble_of
from relay.home import Home
from relay.pressure import Pressure
from relay.reasons import code_of, reason, something_is_away
from relay.starting import Starter
from tracing.spans import NEWS, PROCESS, Kind, span

log = structlog.get_logger()

AWAY_AFTER = 8
"""How many failures in a row say that Temporal is away, and nothing about one process."""

SOON = timedelta(seconds=2)
LATEST = timedelta(minutes=1)
"""What cannot be delivered is tried again after as long as it has waited, within these bounds."""

TOO_LONG = timedelta(minutes=10)
"""How long news wait while others get through before operators are shown them, whatever is up."""


@dataclass(frozen=True)
class DeliveryResult:
    """The result of one delivery: `trouble` is why it failed, if it did.

    `later`: nothing is wrong with these news, they may succeed as they are.
    """

    news: OutboxMessage
    trouble: str | None = None
    later: bool = False


class Batch:
    """News that we have claimed, of different processes; whatever happens, they are given back."""

    def __init__(
        self,
        news: Sequence[OutboxMessage],
        starter: Starter,
        home: Home,
        clock: Callable[[], datetime],
    ) -> None:
        self._news = news
        self._starter = starter
        self._home = home
        self._clock = clock
        self._outcomes: list[DeliveryResult] = []
        self._failures_in_a_row = 0
        self._failed_by_code: Counter[str] = Counter()
        self._moved = False

    @property
    def is_stuck(self) -> bool:
        """Whether nothing got through, and it makes no sense to go on with others just now."""
        later = any(outcome.later for outcome in self._outcomes)
        return self._moved or (later and not self._delivered())

    async def deliver(self, pressure: Pressure) -> None:
        """Deliver all of them; raises what the database raises when it cannot be noted."""
        try:
            await asyncio.gather(*(self._deliver(news, pressure) for news in self._news))
        finally:
            await self._note()

    async def _deliver(self, news: OutboxMessage, pressure: Pressure) -> None:
        try:
            async with pressure.one_call():
                if self._failures_in_a_row >= AWAY_AFTER:
                    return
                await self._bring(news)
        except Exception as error:  # noqa: BLE001 -- one process's news never hold up another's
            self._failed(news, error)
        else:
            self._failures_in_a_row = 0
            self._outcomes.append(DeliveryResult(news))

    async def _bring(self, news: OutboxMessage) -> None:
        about = {PROCESS: news.process, NEWS: news.signal}
        parent = news.traceparent or None
        with span(f"deliver {news.signal}", Kind.PRODUCER, about, parent=parent):
            await self._starter.bring(news)

    def _failed(self, news: OutboxMessage, error: Exception) -> None:
        later, trouble = something_is_away(error), reason(news.signal, error)
        self._failures_in_a_row += later
        self._failed_by_code[code_of(error)] += 1
        self._outcomes.append(DeliveryResult(news, trouble, later))
        tried = f"to deliver {news.signal}"
        log.warning("relay.not_delivered", process=news.process, tried=tried, **trouble_of(error))

    async def _note(self) -> None:
        now, delivered = self._clock(), self._delivered()
        # Asked again: who moves to another Temporal says so before it reads any facts there, so
        # what was delivered to ours until then is either among those facts, or goes once more.
        if not await self._home.is_here():
            self._moved = True
            await outbox.postpone(self._news, now + SOON)
            return
        settled = {news.id for news in delivered}
        if delivered:
            await outbox.mark_delivered(delivered, now)
        for outcome in self._outcomes:
            if self._is_to_be_set_aside(outcome, now):
                again, why = now + _pause(outcome.news, now), outcome.trouble or ""
                if await outbox.postpone_undeliverable(outcome.news, why, again, now):
                    tell_stuck(outcome.news.process, TroubleKind.NEWS_UNDELIVERABLE, why)
                settled.add(outcome.news.id)
        left = [news for news in self._news if news.id not in settled]
        if left:
            await outbox.postpone(left, now + SOON)
        await tallies.add(tallies.Event.DELIVERY_FAILED, self._failed_by_code)

    def _is_to_be_set_aside(self, outcome: DeliveryResult, now: datetime) -> bool:
        if outcome.trouble is None:
            return False
        alone = bool(self._delivered()) and now - outcome.news.recorded_at > TOO_LONG
        return alone or not outcome.later

    def _delivered(self) -> list[OutboxMessage]:
        return [outcome.news for outcome in self._outcomes if outcome.trouble is None]


def _pause(news: OutboxMessage, now: datetime) -> timedelta:
    return max(SOON, min(LATEST, now - news.recorded_at))
