"""How each kind of process is started in Temporal, and which of them have to go on."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from temporalio.common import TypedSearchAttributes

from db.access.facts import load_access_change, open_access_changes
from db.companies.cancellations import load_cancellation, open_cancellations
from db.companies.company_changes import load_company_change, open_changes
from db.enrolment import facts
from db.imports.runs import load_run, open_imports
from db.mailing import letters, mails
from db.needs import needs_of
from db.outbox import OutboxMessage
from domain.companies.cancellation import CancellationStage
from domain.enrolment.policy import Policy
from domain.processes import ProcessKind, kind_of, number_of
from texts.mails import name_mails
from workflows.access_change import AccessChange
from workflows.aftermath import Aftermath
from workflows.cancellation import Cancellation
from workflows.company_change import CompanyChange
from workflows.company_messages import (
    ACCESS_SIGNALS,
    CANCELLATION_SIGNALS,
    CHANGE_SIGNALS,
    StartAccessChange,
    StartCancellation,
    StartCompanyChange,
)
from workflows.correspondence import Correspondence
from workflows.display import initial_attributes
from workflows.enrolment import Enrolment
from workflows.imports import IMPORT_SIGNALS, FileImport, StartImport
from workflows.mails import MOST_NAMED
from workflows.messages import SIGNALS, StartAftermath, StartCorrespondence, StartEnrolment


class UnknownSignalError(Exception):
    """News that this release does not know: a newer web told them."""


@dataclass(frozen=True)
class Launch:
    """What a workflow is started with; `signals`: the message for each name in the outbox."""

    workflow: Any
    start: object
    id: str
    summary: str
    signals: Mapping[str, Callable[..., object]] = field(default_factory=dict)
    attributes: TypedSearchAttributes = TypedSearchAttributes.empty

    def message(self, news: OutboxMessage) -> tuple[str, object] | None:
        """The signal that brings the news; None where the start says all.

        Raises `TypeError` for a payload that is not the signal's.
        """
        if news.signal not in self.signals:
            return None
        return news.signal, self.signals[news.signal](**news.payload)


async def launch_for(news: OutboxMessage, policy: Policy) -> Launch | None:
    """How to bring these news to Temporal; None when nobody there needs them any more.

    Raises `LookupError` for news of something that is not there, `ValueError` for a process and
    `UnknownSignalError` for a signal that this release does not know.
    """
    kind = kind_of(news.process)
    if news.signal != BEGINNING and news.signal not in _SIGNALS.get(kind, ()):
        raise UnknownSignalError(news.signal)
    return await _LAUNCHES[kind](news, policy)


async def open_processes(queued_by: datetime) -> AsyncIterator[str]:
    """Every process that is not over: each needs a workflow that runs.

    Of a closed application only the mails count that were queued by then.
    """
    async for application_number in facts.open_applications(queued_by):
        yield application_number
    for process in (
        *await letters.open_letters(),
        *await open_changes(),
        *await open_cancellations(),
        *await open_access_changes(),
        *await open_imports(),
    ):
        yield process


async def batches(processes: AsyncIterator[str], most: int) -> AsyncIterator[list[str]]:
    """The same, so many at a time."""
    batch: list[str] = []
    async for process in processes:
        batch.append(process)
        if len(batch) == most:
            yield batch
            batch = []
    if batch:
        yield batch


async def _enrolment(news: OutboxMessage, policy: Policy) -> Launch | None:
    standing = await facts.load_starting_state(news.process)
    if standing.closed:
        # A late nudge must not start a second life; the page tells what was decided.
        return await _aftermath(news, policy)
    return Launch(
        Enrolment.run,
        StartEnrolment(news.process, policy),
        id=news.process,
        summary=f"加入申請 {news.process}",
        signals=SIGNALS,
        attributes=initial_attributes(standing.stage, standing.deadline),
    )


_MAY_CLOSE_A_CASE = frozenset({"administrator_acted", "disputed", "mail_bounced", "need_changed"})


async def _aftermath(news: OutboxMessage, policy: Policy) -> Launch | None:
    """See to what news about a closed application bring: mails, and a case for a person."""
    number = news.process
    if not (
        news.signal in _MAY_CLOSE_A_CASE
        or await mails.due(number)
        or (await needs_of(number)).cases
    ):
        return None
    return Launch(
        Aftermath.run,
        StartAftermath(number, policy),
        id=f"{number}-aftermath",
        summary=f"終了した申請 {number}",
        signals=SIGNALS,
    )


SOME_MAILS = 25
"""Of so many it is told which kinds they are; usually all are alike."""


async def _letters(news: OutboxMessage, policy: Policy) -> Launch | None:
    left = await letters.letters_left(news.process)
    if not left:
        return None
    about = name_mails(await letters.next_letters(news.process, SOME_MAILS), MOST_NAMED)
    return Launch(
        Correspondence.run,
        StartCorrespondence(news.process, policy.mails_per_minute, about),
        id=news.process,
        summary=f"会員へのメール {left}通 ({about})",
    )


async def _import(news: OutboxMessage, _: Policy) -> Launch | None:
    run = await load_run(number_of(news.process))
    if run.finished_at is not None:
        return None
    return Launch(
        FileImport.run,
        StartImport(run.id),
        id=news.process,
        summary=f"ファイルの取込 {run.id}",
        signals=IMPORT_SIGNALS,
    )


async def _company_change(news: OutboxMessage, _: Policy) -> Launch | None:
    number = number_of(news.process)
    if (await load_company_change(number)).closed and not await letters.letters_left(news.process):
        return None
    return Launch(
        CompanyChange.run,
        StartCompanyChange(number),
        id=news.process,
        summary=f"企業名・代表JANの変更 {number}",
        signals=CHANGE_SIGNALS,
    )


async def _cancellation(news: OutboxMessage, _: Policy) -> Launch | None:
    number = number_of(news.process)
    is_over = (await load_cancellation(number)).stage is not CancellationStage.WAITING
    if is_over and await _is_of_no_use(news):
        return None
    return Launch(
        Cancellation.run,
        StartCancellation(number),
        id=news.process,
        summary=f"解約 {number}",
        signals=CANCELLATION_SIGNALS,
    )


async def _access_change(news: OutboxMessage, _: Policy) -> Launch | None:
    number = number_of(news.process)
    is_over = (await load_access_change(number)).closed_at is not None
    if is_over and await _is_of_no_use(news):
        return None
    return Launch(
        AccessChange.run,
        StartAccessChange(number),
        id=news.process,
        summary=f"アカウントの変更手続き {number}",
        signals=ACCESS_SIGNALS,
    )


async def _is_of_no_use(news: OutboxMessage) -> bool:
    """Whether a process that is over has no workflow to hear of it, and no mail to send.

    News other than its beginning may be what ended it: a workflow that waits has to hear that.
    """
    return news.signal == BEGINNING and not await letters.letters_left(news.process)


BEGINNING = "start"
"""What the outbox calls the news that a process is there."""

_SIGNALS: dict[ProcessKind, Collection[str]] = {
    ProcessKind.ENROLMENT: SIGNALS,
    ProcessKind.IMPORT: IMPORT_SIGNALS,
    ProcessKind.COMPANY_CHANGE: CHANGE_SIGNALS,
    ProcessKind.CANCELLATION: CANCELLATION_SIGNALS,
    ProcessKind.ACCESS_CHANGE: ACCESS_SIGNALS,
}

_LAUNCHES: dict[ProcessKind, Callable[[OutboxMessage, Policy], Awaitable[Launch | None]]] = {
    ProcessKind.ENROLMENT: _enrolment,
    ProcessKind.LETTERS: _letters,
    ProcessKind.IMPORT: _import,
    ProcessKind.COMPANY_CHANGE: _company_change,
    ProcessKind.CANCELLATION: _cancellation,
    ProcessKind.ACCESS_CHANGE: _access_change,
}
