"""Lives of applications whose worker has PostgreSQL behind a way that can be out."""

import asyncio
import itertools
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from temporalio.client import Client
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from db.engine import database
from db.enrolment.facts import load_facts
from db.tables.operation import Mail, Outbox
from domain.enrolment.form import ApplicationForm
from domain.enrolment.stages import Stage
from embedded.child import Child
from embedded.inbox.smtp import listen
from embedded.inbox.store import Store
from relay.delivery import Relay
from rig.applications import APPLICANT, FORM, Applications, another_form
from rig.databases import administer, copy_template, drop, for_owner
from rig.outages.conductor import Conductor
from rig.outages.gate import Ended, StepName, keep_gate
from rig.outages.mail_way import MailOutage, MailWay
from rig.outages.proxy import DatabaseProxy, Outage
from rig.outages.worker_process import READY
from rig.proxies.link import to_port
from rig.proxies.smtp import SmtpLink
from rig.proxies.streams import HOST
from rig.servers import Run, loop_aside, scratch_directory
from rig.waiting import until
from rig.workflows.life import SERIALS, Life, Postman
from settings import Settings

PROJECT = Path(__file__).parent.parent.parent
FIRST_NUMBER = 700_000
MAILING = ("send_mails", "send_letters")
"""The steps that speak to the mail server."""

# Many lives look for what they wait for, and must leave the machine to the worker.
BETWEEN_LOOKS = 0.2

_serials = itertools.count(1)


@dataclass(frozen=True)
class Strangers(Applications):
    """Applications that have nothing in common: each has an address and a company of its own."""

    async def invited(self, mail_address: str = APPLICANT, at: datetime | None = None) -> str:
        if mail_address == APPLICANT:
            mail_address = f"maker@stranger-{next(_serials)}.example"
        return await super().invited(mail_address, at)

    async def submit(self, number: str, form: ApplicationForm = FORM) -> None:
        await super().submit(number, another_form() if form is FORM else form)


MOST_SKIPS = 100_000
"""Of one wait: Temporal stands still after some 200, and each try of a mail meanwhile is one."""


@dataclass
class FarLife(Life):
    """A life whose worker is in another process, so that mails are found in the database.

    `patience`: seconds to wait for anything, outages included. `alone`: for what disturbs its like;
    a newer digest calls an older one off, and a purge takes what another is about to.
    """

    patience: float = 60.0
    alone: asyncio.Lock = field(default_factory=asyncio.Lock)
    delivering: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def hear(self) -> None:
        """Bring everything that was recorded until now to the workflows."""
        rows = await Outbox.select(Outbox.id).where(Outbox.delivered_at.is_null())
        recorded = [row["id"] for row in rows]

        async def heard() -> bool:
            async with self.delivering:
                await self.relay.one_round()
            return not recorded or not await Outbox.exists().where(
                Outbox.id.is_in(recorded), Outbox.delivered_at.is_null()
            )

        await until(heard, "the workflows to hear of it", self.patience, BETWEEN_LOOKS)

    async def mailed(self, process: str, mail: str) -> None:
        """Wait until the mails are settled whose keys begin so, such as `approval_request/1`."""

        async def settled() -> bool:
            keys = Mail.key.like(f"{process}/{mail}%")
            rows = await Mail.select(Mail.state).where(keys)
            return bool(rows) and all(row["state"] != "queued" for row in rows)

        await until(settled, f"{process}/{mail}", self.patience, BETWEEN_LOOKS)

    async def over(self, process: str) -> None:
        """Wait until a workflow of any kind has ended."""
        await self.skipper.client.get_workflow_handle(process).result()

    async def comes_to(self, process: str, moment: datetime | None) -> None:
        """Move the clock of a workflow just so far that it wakes up."""
        assert moment is not None
        clock = await self.skipper.get_current_time(self.workflow(process))
        await self.after(process, moment - clock)

    async def nothing_is_queued(self) -> None:
        """Wait until every mail of every life is settled."""

        async def settled() -> bool:
            return not await Mail.exists().where(Mail.state == "queued")

        await until(settled, "the last mail", self.patience, BETWEEN_LOOKS)

    async def reaches(self, number: str, stage: Stage) -> None:
        async def there() -> bool:
            return (await load_facts(number)).recorded is stage

        await until(there, f"{number} at {stage}", self.patience, BETWEEN_LOOKS)


@dataclass(frozen=True)
class World:
    """A worker behind a proxy, and all that a test needs to play lives with it.

    `database` and `mail` are the outages of the two servers, and called on the loop of `run`.
    """

    database_url: str
    temporal_address: str
    settings: Settings
    database: Conductor[Outage]
    mail: Conductor[MailOutage]
    mail_way: MailWay
    inbox: Store
    run: Run

    @asynccontextmanager
    async def life(self, patience: float = 60.0) -> AsyncIterator[FarLife]:
        """Open the database, past the proxy, and a Temporal client whose clocks can be moved."""
        client = await Client.connect(self.temporal_address)
        config = TimeSkippingConfig(enabled=False, max_session_skip_count=MOST_SKIPS)
        skipper = TimeSkipper(client, config=config)
        relay = Relay(skipper.client, self.settings.policy)
        async with database(self.database_url):
            postman = Postman(self.settings.policy)
            yield FarLife(Strangers(self.settings), skipper, relay, postman, patience)


@contextmanager
def open_world(
    template: str, temporal_address: str, environment: Mapping[str, str]
) -> Iterator[World]:
    """Run a worker on a database of its own while the block lasts; `environment` is for it."""
    name = f"inforex_outages_{next(_serials)}"
    with ExitStack() as kept:
        run = kept.enter_context(loop_aside())
        directory = kept.enter_context(scratch_directory())
        url = run(copy_template(template, name))
        kept.callback(lambda: run(drop(template, name)))
        run(_number_from(url))
        proxy = run(_opened(url))
        kept.callback(lambda: run(proxy.close()))
        inbox = Store(directory)
        mail_server = run(listen(inbox, HOST, 0))
        kept.callback(lambda: run(_closed(mail_server)))
        mail_way = MailWay(run(_open_link(mail_server)))
        kept.callback(lambda: run(mail_way.link.close()))
        conductors = Conductor(proxy), Conductor(mail_way, MAILING)
        gate = run(keep_gate(_before(*conductors)))
        kept.callback(lambda: run(_closed(gate)))
        environment = {
            **environment,
            "TEMPORAL_ADDRESS": temporal_address,
            "SMTP_PORT": str(mail_way.link.port),
            "GATE_PORT": str(port_of(gate)),
        }
        settings = Settings.from_environment({**environment, "DATABASE_URL": url})
        worker = _worker(directory / "worker.log", {**environment, "DATABASE_URL": proxy.url})
        kept.callback(lambda: run(worker.stop()))
        run(worker.start())
        yield World(url, temporal_address, settings, *conductors, mail_way, inbox, run)


def _worker(log: Path, environment: Mapping[str, str]) -> Child:
    async def ready() -> bool:
        return READY in await asyncio.to_thread(log.read_text)

    return Child(
        name="worker",
        command=(sys.executable, "-m", "rig.outages.worker_process"),
        log=log,
        ready=ready,
        environment={"PATH": os.defpath, **environment},
        working_directory=PROJECT,
    )


def _before(
    database: Conductor[Outage], mail: Conductor[MailOutage]
) -> Callable[[StepName], Coroutine[object, object, Ended]]:
    """Have a step begin when both let it."""

    async def begins(step: StepName) -> Ended:
        ended = await database.begins(step), await mail.begins(step)

        def tell(failed: bool) -> None:  # noqa: FBT001 -- the gate calls it
            for each in ended:
                each(failed)

        return tell

    return begins


async def _open_link(server: asyncio.Server) -> SmtpLink:
    link = SmtpLink(to_port(port_of(server)))
    await link.open()
    return link


async def _opened(url: str) -> DatabaseProxy:
    proxy = DatabaseProxy(url)
    await proxy.open()
    return proxy


async def _closed(server: asyncio.Server) -> None:
    server.close()


def port_of(server: asyncio.Server) -> int:
    return int(server.sockets[0].getsockname()[1])


async def _number_from(url: str) -> None:
    """Number workflows as nobody else does who uses the same Temporal."""
    for serial in SERIALS:
        await administer(for_owner(url), f"SELECT setval('{serial}', {FIRST_NUMBER})")
