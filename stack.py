"""Everything on one machine: what `make run` starts, and stops in the reverse order."""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import (
    AbstractContextManager,
    AsyncExitStack,
    asynccontextmanager,
    suppress,
)
from pathlib import Path
from typing import Protocol

from embedded.child import StackError
from embedded.data_directory import DataDirectory, occupy
from embedded.enrolment import enrolment, follow
from embedded.plan import Plan
from embedded.ports import LOOPBACK, require_free
from embedded.postgres import Postgres
from embedded.programs import Commands, Programs, inbox
from embedded.screen import Screen
from embedded.temporal import Temporal

SECRETS = ("LINK_KEYS", "CSRF_SECRET")
MOST_PROCESSES = 4
"""Of the web, unless it is said: the other servers need the rest of a larger machine."""

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Server(Protocol):
    """Something to start and stop; `watch` raises `StackError` when it ends by itself."""

    name: str

    async def start(self) -> None: ...
    async def watch(self) -> None: ...
    async def stop(self) -> None: ...


Keep = Callable[[Server], Awaitable[None]]


async def run(environment: Mapping[str, str], commands: Commands, screen: Screen) -> None:
    """Start everything and keep it until cancelled.

    Raises `StackError`, or a group of them once servers run, when something does not start or
    ends by itself; whatever was started is stopped by then.
    """
    plan = Plan.from_environment(environment)
    with occupy(plan.data) as data, socket_directory() as sockets:
        await require_free(plan.ports_needed)
        async with household(screen) as keep:
            servers = {
                **await database(plan, data, Path(sockets), keep),
                "TEMPORAL_ADDRESS": await temporal(plan, data, keep),
                "SMTP_HOST": await mail_server(plan, data, keep),
                "SMTP_PORT": str(plan.ports["SMTP_PORT"]),
            }
            settings = {**environment, **site(plan, environment), **secrets(environment, data)}
            programs = Programs(commands, {**settings, **servers}, data)
            with screen.step("Database"):
                await programs.migrate().run()
                first_words = await programs.demo().run()
            screen.say_once(first_words)
            await keep(programs.worker())
            watched = plan.ports["WEB_METRICS_PORT"]
            await keep(programs.web(plan.ports["WEB_PORT"], watched))
            said = await enrolment(watched)
            screen.show({**places(plan, {**settings, **servers}), "Enrolment": said})
            await follow(watched, said, screen.say)


def socket_directory() -> AbstractContextManager[str]:
    """Make a directory that only we enter; a socket's path must stay under 100 characters."""
    return tempfile.TemporaryDirectory(prefix="inforex-", dir="/tmp", ignore_cleanup_errors=True)


@asynccontextmanager
async def household(screen: Screen) -> AsyncIterator[Keep]:
    """Keep servers while the block lasts: if one dies, the block is cancelled and all stop."""
    async with asyncio.TaskGroup() as watch, AsyncExitStack() as kept:

        async def keep(server: Server) -> None:
            kept.push_async_callback(server.stop)
            with screen.step(server.name):
                await server.start()
            watch.create_task(server.watch())

        yield keep


async def database(plan: Plan, data: DataDirectory, sockets: Path, keep: Keep) -> dict[str, str]:
    if plan.database_url:
        return {"DATABASE_URL": plan.database_url}
    server = Postgres(data=data.path / "postgres", log=data.log("postgres"), sockets=sockets)
    await keep(server)
    await server.create_role("inforex")
    return {
        "MIGRATION_DATABASE_URL": await server.create_database("inforex"),
        "DATABASE_URL": server.url("inforex", role="inforex"),
    }


async def temporal(plan: Plan, data: DataDirectory, keep: Keep) -> str:
    if plan.temporal_address:
        return plan.temporal_address
    server = Temporal(
        port=plan.ports["TEMPORAL_PORT"],
        ui_port=plan.ports["TEMPORAL_UI_PORT"],
        database=data.path / "temporal.sqlite",
        log=data.log("temporal"),
    )
    await keep(server)
    return server.address


async def mail_server(plan: Plan, data: DataDirectory, keep: Keep) -> str:
    if plan.smtp_host:
        return plan.smtp_host
    smtp_port, http_port = plan.ports["SMTP_PORT"], plan.ports["INBOX_PORT"]
    directory = data.path / "inbox"
    await keep(inbox(directory, data.log("inbox"), smtp_port=smtp_port, http_port=http_port))
    return LOOPBACK


def site(plan: Plan, environment: Mapping[str, str]) -> dict[str, str]:
    address = environment.get("BASE_URL") or f"http://localhost:{plan.ports['WEB_PORT']}"
    links = {} if plan.temporal_address else {"TEMPORAL_UI_URL": temporal_ui(plan)}
    processes = environment.get("WEB_PROCESSES") or str(min(os.cpu_count() or 1, MOST_PROCESSES))
    return {
        "BASE_URL": address,
        "WEB_PROCESSES": processes,
        "PYTHONUNBUFFERED": "1",
        **links,
    }


def temporal_ui(plan: Plan) -> str:
    return f"http://localhost:{plan.ports['TEMPORAL_UI_PORT']}"


def secrets(environment: Mapping[str, str], data: DataDirectory) -> dict[str, str]:
    """Name a file for each secret that the environment does not give."""
    return {
        f"{name}_FILE": str(data.secret(name.lower()))
        for name in SECRETS
        if not environment.get(name) and not environment.get(f"{name}_FILE")
    }


def places(plan: Plan, settings: Mapping[str, str]) -> dict[str, str]:
    """Tell where everything is; of servers that are not ours only which variable names them."""
    ours = {"Site": settings["BASE_URL"], "Console": f"{settings['BASE_URL']}/console"}
    if not plan.smtp_host:
        ours["Inbox (every mail)"] = f"http://localhost:{plan.ports['INBOX_PORT']}"
    if not plan.temporal_address:
        ours["Temporal UI"] = temporal_ui(plan)
    if not plan.database_url:
        ours["Database's owner"] = settings["MIGRATION_DATABASE_URL"]
    return {
        **ours,
        "Metrics": f"http://{LOOPBACK}:{plan.ports['WEB_METRICS_PORT']}/metrics",
        "Temporal": settings["TEMPORAL_ADDRESS"],
        "Mail server": f"{settings['SMTP_HOST']}:{settings['SMTP_PORT']}",
        "Database": "as DATABASE_URL says" if plan.database_url else settings["DATABASE_URL"],
        "Data": str(plan.data),
        "Logs": str(plan.data / "logs"),
    }


async def until_told_to_stop(work: Coroutine[None, None, None], screen: Screen) -> None:
    """Run `work` to its end, or cancel it at the first signal; later signals change nothing."""
    told = asyncio.Event()
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    running, telling = asyncio.create_task(work), asyncio.create_task(told.wait())
    await asyncio.wait({running, telling}, return_when=asyncio.FIRST_COMPLETED)
    if not running.done():
        screen.say("\nStopping; the worker finishes what it is at, for 30 s at most ...")
        running.cancel()
    telling.cancel()
    with suppress(asyncio.CancelledError):
        await running


def main(commands: Commands) -> int:
    """Run the stack until a signal; gives the exit code, 1 after a message on what failed."""
    os.umask(0o077)  # what is stored is nobody else's to read
    screen, failed = Screen(), False
    try:
        asyncio.run(until_told_to_stop(run(os.environ, commands, screen), screen))
    except* StackError as failures:
        failed = True
        for failure in failures.exceptions:
            screen.fail(failure)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Commands()))
