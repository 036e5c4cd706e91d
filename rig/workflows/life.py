"""One test's world of applications, workflows and mails."""

import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from temporalio import activity
from temporalio.client import Client, WorkflowHandle, WorkflowHistory
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper, TimeSkippingConfig
from temporalio.worker import Worker

from activities.orders import LetterOrder, MailOrder, MailReport
from db import temporal_recovery
from db.enrolment.facts import load_facts
from db.mailing import letters, mails, sending
from db.tables.operation import Outbox
from domain.enrolment.policy import Policy
from domain.enrolment.stages import Stage
from relay.delivery import Relay
from rig.applications import Applications, now
from rig.databases import administer, for_owner
from rig.waiting import until
from rig.workflows.serving import serving
from settings import Settings
from tracing.temporal import TracedCalls
from worker import enrolment_worker
from workflows.enrolment import Enrolment
from workflows.mails import MAIL_QUEUE

_serials = itertools.count(1000, 1000)

# What the ids of workflows are made of.
SERIALS = (
    "application_serial",
    "process_serial",
    "company_change_id_seq",
    "cancellation_id_seq",
    "access_change_id_seq",
    "import_run_id_seq",
)


async def number_from(first: int, database_url: str) -> None:
    """Have the ids of workflows begin with this number in a database."""
    numbered = ", ".join(f"setval('{serial}', {first})" for serial in SERIALS)
    await administer(for_owner(database_url), f"SELECT {numbered}")


@dataclass
class Postman:
    """Takes every mail at once, and notes it as sent; refuses the kinds that it is told to.

    Takes none while it is `away`.
    """

    policy: Policy
    away: bool = False
    keys: list[str] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)

    @property
    def sent(self) -> list[str]:
        """What went out, without the application numbers, in order."""
        return [key.partition("/")[2] for key in self.keys]

    @property
    def activities(self) -> list[Callable[..., object]]:
        return [self.send_mails, self.send_letters]

    def worker(self, client: Client) -> Worker:
        return Worker(client, task_queue=MAIL_QUEUE, activities=self.activities)

    @activity.defn
    async def send_mails(self, order: MailOrder) -> MailReport:
        if self.away:
            raise ApplicationError("no mail server", type="MailDeferred")
        for key in order.keys:
            await self._send(key)
        refused = tuple(key for key in order.keys if self._refuses(key))
        return MailReport(tuple(key for key in order.keys if key not in refused), refused)

    @activity.defn
    async def send_letters(self, order: LetterOrder) -> int:
        for key in await letters.next_letters(order.process, order.most):
            await self._send(key)
        return await letters.letters_left(order.process)

    def _refuses(self, key: str) -> bool:
        return key.split("/")[1] in self.refuses

    async def _send(self, key: str) -> None:
        if await sending.claim_while_true(key, self.policy, now()) is None:
            return
        if self._refuses(key):
            await mails.record_refused(key, "550 no such user", now())
        else:
            await mails.record_sent(key, "250 ok", now())
            self.keys.append(key)


@dataclass
class Life:
    """One test's world: applications in the database, their workflows, and a clock to move."""

    applications: Applications
    skipper: TimeSkipper
    relay: Relay
    postman: Postman

    def workflow(self, number: str) -> WorkflowHandle[Enrolment, Stage]:
        return self.skipper.client.get_workflow_handle_for(Enrolment.run, number)

    async def hear(self) -> None:
        """Bring what the pages recorded to the workflows."""
        await self.relay.one_round()

    async def loses_temporal(self) -> None:
        """Whatever was told so far had been told another Temporal, which is gone."""
        await temporal_recovery.adopt_temporal("", now())
        await Outbox.raw("UPDATE outbox SET delivered_at = now()")

    async def after(self, number: str, time: timedelta) -> None:
        """Move the clock of one application, and let what falls due happen."""
        await self.skipper.fast_forward(self.workflow(number), time)

    async def until(self, number: str, moment: datetime) -> None:
        """Move the clock of one application to a second after this moment."""
        clock = await self.skipper.get_current_time(self.workflow(number))
        await self.after(number, moment - clock + timedelta(seconds=1))

    async def has_sent(self, key: str) -> None:
        """Wait until a mail went out, whatever else did."""

        async def sent() -> bool:
            return key in self.postman.sent

        await until(sent, f"{key} among {self.postman.sent}")

    async def has_sent_kind(self, kind: str) -> None:
        """Wait until some mail of this kind went out."""

        async def sent() -> bool:
            return any(key.startswith(f"{kind}/") for key in self.postman.sent)

        await until(sent, f"{kind} among {self.postman.sent}")

    async def reaches(self, number: str, stage: Stage) -> None:
        """Wait until an application's workflow has brought it to a stage."""

        async def there() -> bool:
            return (await load_facts(number)).recorded is stage

        await until(there, f"{number} at {stage}")

    async def mails_sent(self, *expected: str) -> None:
        """Wait until just these mails went out, in this order."""

        async def sent() -> bool:
            return self.postman.sent == list(expected)

        await until(sent, f"mails {expected}, not {self.postman.sent}")

    async def reaches_at_least_approval(self, number: str) -> None:
        """Wait until the wholesaler was asked, whatever came after."""

        async def there() -> bool:
            return (await load_facts(number)).recorded is not Stage.INVITED

        await until(there, f"{number} to leave the invitation")

    async def refused(self, key: str) -> None:
        """Wait until a mail was refused for good."""

        async def there() -> bool:
            return (await mails.states([key])).get(key) == "refused"

        await until(there, f"{key} to be refused")

    async def history(self, number: str) -> WorkflowHistory:
        return await self.workflow(number).fetch_history()

    async def ends(self, number: str) -> Stage:
        return await self.workflow(number).result()


@contextmanager
def unless_it_has_ended() -> Iterator[None]:
    """A workflow that has ended is out of reach, which is no fault of anybody's."""
    try:
        yield
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise


async def end_what_runs(client: Client) -> None:
    """End every workflow: its database is gone, or about to go."""
    async for run in client.list_workflows("ExecutionStatus = 'Running'"):
        with unless_it_has_ended():
            await client.get_workflow_handle(run.id).terminate("test is over")


@asynccontextmanager
async def open_life(
    address: str,
    settings: Settings,
    clock: Callable[[], datetime] = now,
    post: Callable[[Client], Worker] | None = None,
) -> AsyncIterator[Life]:
    """Run a worker for the database that is open; what still runs at the end is terminated.

    `post` makes the worker that sends mails; without, the postman takes them all.
    """
    # Every test has a database of its own, but all share one Temporal.
    await number_from(next(_serials), settings.database_url)
    client = await Client.connect(address, interceptors=[TracedCalls()])
    skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False))
    postman = Postman(settings.policy)
    mail_worker = post(skipper.client) if post else postman.worker(skipper.client)
    relay = Relay(skipper.client, settings.policy)
    await relay.one_round()  # It settles in its Temporal, as a worker's does first of all.
    async with serving(enrolment_worker(skipper.client, settings, clock)), serving(mail_worker):
        yield Life(Applications(settings), skipper, relay, postman)
        await end_what_runs(skipper.client)
