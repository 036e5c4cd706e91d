"""Processes that do not go on: tried again, or freed of news that nobody can bring them."""

from dataclasses import dataclass
from datetime import datetime

from db import outbox
from db.audit import ActReason, ActSubject, record_act
from db.engine import transaction
from db.tables.enrolment import Application
from db.tables.operation import Mail, Outbox
from db.tables.operation import Trouble as TroubleRow
from db.troubles import Trouble, of_process
from domain.audit_tags import AuditTag
from domain.needs import TroubleKind
from domain.refusals import RefusalError

START = "start"
"""The news that begin a process, or have it go on from the facts."""

_HELPS = {TroubleKind.WORKFLOW_MISSING: START, TroubleKind.STEP_FAILING: outbox.RETRY}
"""What a process is told so that it goes on, by what is wrong."""


class GoesOnError(RefusalError):
    """Nothing is wrong with the process any more."""


@dataclass(frozen=True)
class Stopped:
    """A process, and all that is wrong with it; the numbers are None where it is about none."""

    process: str
    application_number: str | None
    company_id: str | None
    troubles: tuple[Trouble, ...]

    @property
    def has_news(self) -> bool:
        """Whether news wait that nobody could bring it."""
        return any(each.kind is TroubleKind.NEWS_UNDELIVERABLE for each in self.troubles)


async def load_stopped(process: str) -> Stopped:
    """Read what is wrong with a process; raises `LookupError` when nothing is."""
    troubles = await of_process(process)
    if not troubles:
        raise LookupError(f"nothing is wrong with {process}")
    number = process[:15]
    is_there = await Application.exists().where(Application.application_number == number)
    told = await Mail.select(Mail.company).where(Mail.process == process).first()
    company_id = told["company"] if told else None
    return Stopped(process, number if is_there else None, company_id, tuple(troubles))


async def try_again(process: str, why: ActReason, now: datetime) -> str:
    """Have a process go on at once, if it can; whatever is still wrong is soon noted again.

    Gives the process. Raises `GoesOnError` when nothing is wrong any more.
    """
    async with transaction():
        stopped = await _lock(process)
        if stopped.has_news:
            await Outbox.update({Outbox.held_until: None}).where(
                Outbox.process == process, Outbox.delivered_at.is_null()
            )
        for kind, signal in _HELPS.items():
            if any(each.kind is kind for each in stopped.troubles):
                await outbox.tell(process, signal, now)
        await TroubleRow.delete().where(TroubleRow.process == process)
        await _record(AuditTag.ADMINISTRATOR_PROCESS_RETRY, stopped, why, now)
    return process


async def discard_news(process: str, why: ActReason, now: datetime) -> None:
    """Delete the news that could not be brought: what they are about is there no more.

    What people did stays recorded. Raises `GoesOnError` when there are none any more.
    """
    async with transaction():
        stopped = await _lock(process)
        if not stopped.has_news:
            raise GoesOnError
        await Outbox.delete().where(Outbox.process == process, Outbox.delivered_at.is_null())
        await TroubleRow.delete().where(
            TroubleRow.process == process, TroubleRow.kind == TroubleKind.NEWS_UNDELIVERABLE.value
        )
        await _record(AuditTag.ADMINISTRATOR_PROCESS_DISCARD, stopped, why, now)


async def _lock(process: str) -> Stopped:
    await TroubleRow.raw("SELECT FROM trouble WHERE process = {} FOR UPDATE", process)
    try:
        return await load_stopped(process)
    except LookupError as error:
        raise GoesOnError from error


async def _record(tag: AuditTag, stopped: Stopped, why: ActReason, now: datetime) -> None:
    kinds = " ".join(each.kind.value for each in stopped.troubles)
    await record_act(
        tag,
        why,
        ActSubject(stopped.application_number),
        now,
        before={"process": stopped.process, "troubles": kinds},
    )
