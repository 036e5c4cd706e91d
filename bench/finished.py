"""Finished applications a second, 1, 10 and 50 at once, beside bare workflows of the same shape.

`python -m bench.finished`: the product's own worker on the stack of `TEST_SERVERS`, and beside it
on the same Temporal a bare one (`bench.bare_workflow`). People act by the functions that the pages
call, so that the web is not what is measured; each does the next thing once the mail before it
has come to the mail server, which is here. Rounds are taken by turns.
"""

import asyncio
import itertools
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

import uvloop
from aiosmtpd.smtp import SMTP, Envelope, Session
from temporalio.client import Client, WorkflowHandle

from bench.bare_workflow import QUEUE, BareEnrolment
from bench.rows import Row, show
from db.engine import database
from embedded.ports import LOOPBACK
from relay.delivery import Relay
from rig.applications import Applications, another_form
from rig.servers import free_ports, start_servers
from rig.whole.product import Product, running_product
from settings import Settings
from tracing.temporal import TracedCalls

AT_ONCE = {1: 20, 10: 60, 50: 150}
"""How many a round finishes, for how many at once."""

TOGETHER = AT_ONCE[10]

ROUNDS = 5
PATIENCE = 120.0

One = Callable[[int], Awaitable[str]]


@dataclass(frozen=True)
class Scene:
    """The running product, and who tells what came out of it."""

    product: Product
    settings: Settings
    client: Client
    post: "Post"
    listener: int
    """The port at which `post` hears what the bare workflows do."""


def rows() -> list[Row]:
    """Measure on servers of their own."""
    return scene(_measure)


def scene(measure: Callable[[Scene], Awaitable[list[Row]]]) -> list[Row]:
    """Run the product and the bare worker while something is measured."""
    (smtp,) = free_ports(1)
    servers = start_servers()
    try:
        with (
            running_product(servers, SMTP_HOST=LOOPBACK, SMTP_PORT=str(smtp)) as product,
            _bare_worker(product.environment["TEMPORAL_ADDRESS"]),
        ):
            return uvloop.run(_on(product, smtp, measure))
    finally:
        servers.stop()


async def _on(
    product: Product, smtp: int, measure: Callable[[Scene], Awaitable[list[Row]]]
) -> list[Row]:
    settings = Settings.from_environment(product.environment)
    address = product.environment["TEMPORAL_ADDRESS"]
    client = await Client.connect(address, interceptors=[TracedCalls()])
    post, (listener,) = Post(), free_ports(1)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(post, hostname="localhost"), LOOPBACK, smtp)
    await loop.create_datagram_endpoint(lambda: post, local_addr=(LOOPBACK, listener))
    async with server, database(settings.database_url):
        return await measure(Scene(product, settings, client, post, listener))


async def _measure(at: Scene) -> list[Row]:
    ours, bare = Ours(at), Bare(at)
    await ours.finish(-1), await bare.finish(-1)
    return [
        *[await _rates(ours.finish, bare.finish, at_once) for at_once in AT_ONCE],
        *await _costs(at.client, await ours.finish(-2), await bare.finish(-2)),
        await _with_two_workers(ours.finish, at),
    ]


async def _with_two_workers(ours: One, at: Scene) -> Row:
    """By turns as well: the second worker comes and goes."""
    rates: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(ROUNDS):
        rates[1].append(TOGETHER / await seconds_of(ours, TOGETHER, 10))
        with _another_worker(at):
            await seconds_of(ours, TOGETHER, 10)  # so that it has begun to take tasks
            rates[2].append(TOGETHER / await seconds_of(ours, TOGETHER, 10))
    return Row(
        f"the same 10 at once by two workers on {os.cpu_count()} CPUs (bare: by one)",
        f"{median(rates[2]):.1f}",
        f"{median(rates[1]):.1f}",
        median(two / one for one, two in zip(rates[1], rates[2], strict=True)),
        "",
    )


async def _rates(ours: One, bare: One, at_once: int) -> Row:
    how_many = AT_ONCE[at_once]
    rates: dict[One, list[float]] = {ours: [], bare: []}
    for _ in range(ROUNDS):
        for one in (bare, ours):
            rates[one].append(how_many / await seconds_of(one, how_many, at_once))
    ratio = median(a / b for a, b in zip(rates[ours], rates[bare], strict=True))
    return Row(
        f"finished applications a second, {at_once} at once",
        f"{median(rates[ours]):.1f}",
        f"{median(rates[bare]):.1f}",
        ratio,
        "≥ 1.0",
    )


_serials = itertools.count(1)


async def seconds_of(one: One, how_many: int, at_once: int) -> float:
    """Have so many done, so many of them at once."""
    turn = asyncio.Semaphore(at_once)

    async def in_turn() -> None:
        async with turn, asyncio.timeout(PATIENCE):
            await one(next(_serials))

    began = time.perf_counter()
    await asyncio.gather(*(in_turn() for _ in range(how_many)))
    return time.perf_counter() - began


async def _costs(client: Client, ours: str, bare: str) -> list[Row]:
    (events, size), (bare_events, bare_size) = [await _cost(client, each) for each in (ours, bare)]
    return [
        Row("events of one of them", f"{events}", f"{bare_events}", events / bare_events, "≤ 45"),
        Row("bytes of its history", f"{size}", f"{bare_size}", size / bare_size, ""),
    ]


async def _cost(client: Client, number: str) -> tuple[int, int]:
    history = await client.get_workflow_handle(number).fetch_history()
    return len(history.events), sum(event.ByteSize() for event in history.events)


class Post(asyncio.DatagramProtocol):
    """A mail server, and a listener, which tell whoever waits for something that it came."""

    def __init__(self) -> None:
        self._came: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002
        for recipient in envelope.rcpt_tos:
            self._has_come(recipient)
        return "250 OK"

    def datagram_received(self, data: bytes, address: object) -> None:  # noqa: ARG002
        self._has_come("/".join(json.loads(data)))

    def _has_come(self, what: str) -> None:
        self._came[what].set()

    async def wait_for(self, what: str) -> None:
        """Wait for it, and forget it."""
        await self._came[what].wait()
        del self._came[what]


class Ours:
    """People who enrol."""

    def __init__(self, at: Scene) -> None:
        self.applications = Applications(at.settings)
        self._relay = Relay(at.client, at.settings.policy)
        self._at = at

    async def asked(self, nth: int) -> tuple[str, str]:
        """Enrol as far as the question to the contact; gives the number, and whose it is."""
        applicant, contact = f"a{nth}@maker{nth}.example", f"c{nth}@mihon-oroshi.example"
        number = await self.applications.invited(applicant)
        await self._relay.nudge(number)
        await self._at.post.wait_for(applicant)
        await self.applications.submit(number, another_form(contact_mail_address=contact))
        await self._relay.nudge(number)
        await self._at.post.wait_for(applicant)  # 「受け付けました」
        await self._at.post.wait_for(contact)
        return number, applicant

    async def finish(self, nth: int) -> str:
        number, _ = await self.asked(nth)
        await self.applications.approve(number)
        await self._relay.nudge(number)
        await self._at.client.get_workflow_handle(number).result()
        return number


BareHandle = WorkflowHandle[BareEnrolment, None]


class Bare:
    """The same, with nothing done."""

    def __init__(self, at: Scene) -> None:
        self._at = at

    async def asked(self, nth: int) -> BareHandle:
        """As far as the wait for a decision."""
        number = f"bare-{nth}"
        handle: BareHandle = await self._at.client.start_workflow(
            BareEnrolment.run, self._at.listener, id=number, task_queue=QUEUE
        )
        await self._at.post.wait_for(f"{number}/invitation")
        await handle.signal(BareEnrolment.news, "verified")
        await handle.signal(BareEnrolment.news, "submitted")
        await self._at.post.wait_for(f"{number}/request")
        return handle

    async def decide(self, handle: BareHandle) -> None:
        await handle.signal(BareEnrolment.news, "decided")

    async def finish(self, nth: int) -> str:
        handle = await self.asked(nth)
        await self.decide(handle)
        await handle.result()
        return handle.id


@contextmanager
def _another_worker(at: Scene) -> Iterator[None]:
    command, quiet = [sys.executable, "worker.py"], subprocess.DEVNULL
    with subprocess.Popen(command, env=at.product.environment, stdout=quiet) as worker:  # noqa: S603 -- our own
        yield
        worker.terminate()


@contextmanager
def _bare_worker(address: str) -> Iterator[None]:
    command = [sys.executable, "-m", "bench.bare_workflow", address]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ) as worker:  # noqa: S603 -- our own
        assert worker.stdout is not None
        worker.stdout.readline()
        try:
            yield
        finally:
            worker.kill()


if __name__ == "__main__":
    show(rows())
