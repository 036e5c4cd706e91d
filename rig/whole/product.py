"""The product's own programs on servers that tests chose."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from embedded.child import Child
from embedded.data_directory import DataDirectory, occupy
from embedded.ports import LOOPBACK
from embedded.programs import Commands, Programs
from rig.plain_http import NO_TLS
from rig.servers import Run, Servers, free_ports, loop_aside, scratch_directory
from rig.whole.inbox import Inbox


@dataclass(frozen=True)
class Product:
    """A running web server and worker, and the servers that they use.

    `first_words`: what is shown once, such as the first administrator's password.
    """

    base_url: str
    metrics_url: str
    environment: Mapping[str, str]
    inbox: Inbox
    web: Child
    worker: Child
    first_words: str

    async def ready(self) -> httpx.Response:
        """What it tells whoever watches over it."""
        async with httpx.AsyncClient(
            base_url=self.metrics_url, timeout=60, verify=NO_TLS
        ) as client:
            return await client.get("/readyz")


@contextmanager
def running_product(servers: Servers, **more: str) -> Iterator[Product]:
    """Migrate, fill with demo data, and run web and worker while the block lasts.

    `more`: further variables of the environment.
    """
    with loop_aside() as run, product_on(servers, run, **more) as product:
        yield product


@contextmanager
def product_on(servers: Servers, run: Run, **more: str) -> Iterator[Product]:
    """As `running_product`, with the programs on the loop of the caller."""
    with ExitStack() as kept:
        directory = kept.enter_context(scratch_directory())
        data = kept.enter_context(occupy(directory / "data"))
        port, metrics_port = free_ports(2)
        environment = {**_environment(servers, port, data), **more}
        programs = Programs(Commands(), environment, data)
        run(programs.migrate().run())
        first_words = run(programs.demo().run())
        web, worker = programs.web(port, metrics_port), programs.worker()
        for program in (worker, web):
            kept.callback(_stop, run, program)
            run(program.start())
        inbox = Inbox(servers.inbox_url)
        yield Product(
            environment["BASE_URL"],
            f"http://{LOOPBACK}:{metrics_port}",
            environment,
            inbox,
            web,
            worker,
            first_words,
        )


def _stop(run: Run, program: Child) -> None:
    run(program.stop())


def _environment(servers: Servers, port: int, data: DataDirectory) -> dict[str, str]:
    return {
        "PATH": str(Path("/usr/bin")),
        "BASE_URL": f"http://localhost:{port}",
        "DATABASE_URL": servers.database_url,
        "MIGRATION_DATABASE_URL": servers.migration_database_url,
        "TEMPORAL_ADDRESS": servers.temporal_address,
        "SMTP_HOST": servers.smtp_host,
        "SMTP_PORT": str(servers.smtp_port),
        "LINK_KEYS_FILE": str(data.secret("link_keys")),
        "CSRF_SECRET_FILE": str(data.secret("csrf_secret")),
        "PYTHONUNBUFFERED": "1",
    }
