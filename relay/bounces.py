"""Brings what comes back to the return path into the facts, from where the workflows hear of it."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from clock import utc_now
from db.mailing.bounces import record_bounced
from db.mailing.mails import salt_of
from logs import trouble_of
from mail.bounces.maildir import BounceMaildir
from mail.bounces.reading import Bounced, Unrecognised, read
from mail.traces import knows_return_path
from relay.reasons import something_is_away
from relay.rounds import round_after_round

log = structlog.get_logger()

BETWEEN_LOOKS = timedelta(seconds=5)


class Bounces:
    """Reads the maildir of the return path; any number of processes may do so at once."""

    def __init__(
        self,
        maildir: BounceMaildir,
        secrets: Sequence[bytes],
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._maildir = maildir
        self._secrets = secrets
        self._clock = clock

    async def run(self) -> None:
        """Look again and again, until cancelled; what could not be recorded is read again."""
        await round_after_round("bounces", self.one_look, BETWEEN_LOOKS)

    async def one_look(self) -> None:
        """Take in every message that is new; one that cannot be taken in stops no other."""
        for name, content in self._maildir.messages():
            if content is None:
                log.error("bounces.not_taken", file=name, tried="to read it")
            elif await self._is_taken(name, content):
                self._maildir.done(name)

    async def _is_taken(self, name: str, content: bytes) -> bool:
        try:
            await self._take(name, content)
        except Exception as error:
            if something_is_away(error):
                raise
            log.error("bounces.not_taken", file=name, tried="to take it in", **trouble_of(error))  # noqa: TRY400 -- its text may quote the message
            return False
        return True

    async def _take(self, name: str, content: bytes) -> None:
        # Aside, because a hostile message of a million bytes takes a while to read.
        outcome = await asyncio.to_thread(read, content)
        if isinstance(outcome, Bounced) and not await self._is_proven(outcome, content):
            outcome = Unrecognised()
        if isinstance(outcome, Bounced) and outcome.permanent:
            await self._take_bounced(outcome)
        elif isinstance(outcome, Unrecognised):
            # The file stays in the maildir; its name leads there, and nothing of it is logged.
            log.warning("bounces.for_people", file=name)

    async def _take_bounced(self, bounced: Bounced) -> None:
        key, code, about_us = bounced.key, bounced.status, bounced.about_us
        if await record_bounced(key, bounced.diagnostic, self._clock(), about_us=about_us):
            tell = log.error if about_us else log.warning
            tried = "to deliver it"
            tell("bounces.came_back", mail=key, tried=tried, code=code, about_us=about_us)

    async def _is_proven(self, bounced: Bounced, content: bytes) -> bool:
        """Application numbers can be guessed, and anybody can write a bounce about one."""
        salt = await salt_of(bounced.key)
        return knows_return_path(content, bounced.key, salt, self._secrets)
