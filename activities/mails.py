"""Mails go out: each is claimed, written, sent, and its outcome recorded."""

import asyncio
import math
import time
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog
from temporalio import activity

from activities.heartbeat import alive
from activities.mail_writing import MailWriter
from activities.orders import LetterOrder, MailOrder, MailReport
from activities.trying_again import try_again
from clock import utc_now
from db.engine import DATABASE_AWAY
from db.mailing import letters, mails, sending
from db.mailing.delays import some_unwritten
from db.mailing.mails import CLAIM, ClaimedMail, MailToSend
from domain.mail_addresses import classify
from logs import trouble_of
from mail.answers import code_of
from mail.copies import said_by
from mail.smtp import MailDeferredError, MailRefusedError, send
from mail.traces import return_path
from settings import Settings
from tracing.spans import MAIL_ANSWER, MAIL_KIND, Kind, span

Record = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Outcome:
    """What came of a mail. `for_good`: it went, which stays so whoever claims it meanwhile."""

    record: Record
    for_good: bool = False


BETWEEN_TRIES = 0.5

_TRIED = "to hand it to the mail server"

log = structlog.get_logger()


class MailActivities:
    """What workflows ask to be sent."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = utc_now) -> None:
        self._settings = settings
        self._clock = clock
        self._writer = MailWriter(settings, clock)

    @activity.defn
    async def send_mails(self, order: MailOrder) -> MailReport:
        """Send those of the mails that are still unsent; the trouble of one stops no other.

        The report speaks of all of them, whichever attempt settled them. Raises a retryable
        `ApplicationError` while one is unsettled, with nothing personal in it (S07).
        """
        await self._settle_all(order.keys)
        states = await mails.states(order.keys)
        unsettled = [key for key in order.keys if states.get(key) == "queued"]
        if unsettled:
            now = self._clock()
            waits_until = await mails.waiting_until(unsettled, now)
            raise try_again(
                f"to be tried again: {', '.join(unsettled)}",
                waits_until,
                now,
                unwritten=await some_unwritten(unsettled),
            )
        return MailReport(
            sent=tuple(key for key in order.keys if states.get(key) == "sent"),
            refused=tuple(key for key in order.keys if states.get(key) == "refused"),
        )

    @activity.defn
    async def send_letters(self, order: LetterOrder) -> int:
        """Send the next mails of a process, at most so many; gives how many are left.

        Raises a retryable `ApplicationError` when none of them could go, or none may yet.
        """
        now = self._clock()
        keys = await letters.next_letters(order.process, order.most, now)
        if not keys:
            waits_until = await letters.letters_wait_until(order.process)
            if waits_until is None:
                return 0
            raise try_again("all wait for their mailboxes", waits_until, now)
        await self._settle_all(keys)
        if await letters.none_went(keys, now):
            unwritten = await some_unwritten(keys)
            waits_until = await mails.waiting_until(keys, now)
            raise try_again(f"{len(keys)} to be tried again", waits_until, now, unwritten=unwritten)
        return await letters.letters_left(order.process)

    async def _settle_all(self, keys: Sequence[str]) -> None:
        async with alive():
            outcomes = await asyncio.gather(*map(self._settle, keys), return_exceptions=True)
        for trouble in filter(None, outcomes):
            raise trouble

    async def _settle(self, key: str) -> None:
        ours_until = time.monotonic() + CLAIM.total_seconds()
        mail = await sending.claim_while_true(
            key, self._settings.policy, self._clock(), self._settings.mails_per_contact
        )
        if mail is not None:
            outcome = await self._sent(mail)
            await _recorded(outcome.record, math.inf if outcome.for_good else ours_until)

    async def _sent(self, mail: MailToSend) -> Outcome:
        """Send a mail, and give how to record the result."""
        said = None
        try:
            content = await self._writer.content(mail)
            if content is None:
                return Outcome(_nothing)
            said = said_by(content)
            answer = await self._handed_over(mail, content)
        except MailRefusedError as refused:
            _tell_of_refusal(mail, refused)
            record = partial(mails.record_refused, about_us=refused.about_us, said=said)
            return Outcome(partial(record, mail.key, str(refused), self._clock()))
        except MailDeferredError as deferred:
            log.warning("mail.deferred", mail=mail.key, tried=_TRIED, **code_of(str(deferred)))
            may_have_gone = deferred.may_have_gone or mail.may_have_gone
            return _deferred(mail, str(deferred), may_have_gone, put_off=deferred.put_off)
        except Exception as error:  # noqa: BLE001 -- a mail that cannot be written stops no other
            _tell_operators(mail.key, error)
            answer = f"not written: {type(error).__name__}"
            return _deferred(mail, answer, mail.may_have_gone, put_off=True)
        record = partial(mails.record_sent, mail.key, answer, self._clock(), said=said)
        return Outcome(record, for_good=True)

    async def _handed_over(self, mail: ClaimedMail, content: bytes) -> str:
        """Send a mail; gives and raises what `send` does."""
        with span(f"SMTP {mail.kind}", Kind.CLIENT, {MAIL_KIND: mail.kind}) as conversation:
            try:
                answer = await send(
                    content,
                    self._settings.smtp,
                    return_path=self._return_path(mail),
                    recipient=mail.recipient,
                )
            except (MailRefusedError, MailDeferredError) as error:
                conversation.note({MAIL_ANSWER: code_of(str(error)).get("code", "")})
                raise
            conversation.note({MAIL_ANSWER: code_of(answer).get("code", "")})
            return answer

    def _return_path(self, mail: ClaimedMail) -> str:
        """Of each mail its own where bounces are read, so that they tell which mail it was."""
        mail_from = self._settings.mail_from
        if self._settings.bounce_maildir is None:
            return mail_from
        return return_path(mail.key, mail.salt, mail_from, self._settings.link_keys)


def _deferred(mail: ClaimedMail, answer: str, may_have_gone: bool, *, put_off: bool) -> Outcome:  # noqa: FBT001 -- as it is recorded
    return Outcome(
        partial(
            mails.record_deferred,
            mail.key,
            answer,
            may_have_gone=may_have_gone,
            put_off=put_off,
        )
    )


async def _nothing() -> None:
    """What is recorded of a mail that was called off while it was claimed."""


async def _recorded(record: Record, ours_until: float) -> None:
    """Record the result of a mail, though the database is away.

    So no mail is sent twice that went while it was away, and none waits until its claim runs out.
    After `ours_until` (monotonic seconds) another may have it, whose claim a deferral would end.
    """
    while True:
        try:
            return await record()
        except DATABASE_AWAY:
            if time.monotonic() > ours_until:
                raise
        await asyncio.sleep(BETWEEN_TRIES)


def _tell_of_refusal(mail: ClaimedMail, refused: MailRefusedError) -> None:
    # Neither the address nor the server's words, which repeat it.
    tell = log.error if refused.about_us else log.warning
    tell(
        "mail.refused",
        mail=mail.key,
        tried=_TRIED,
        domain=classify(mail.recipient),
        about_us=refused.about_us,
        **code_of(str(refused)),
    )


def _tell_operators(key: str, error: Exception) -> None:
    # The error's own text may quote what a person typed; where it arose says enough.
    place = "".join(traceback.format_tb(error.__traceback__))
    log.error("mail.not_written", mail=key, tried="to write it", **trouble_of(error), where=place)
