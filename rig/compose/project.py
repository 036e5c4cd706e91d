"""A checkout with its Compose file up: PostgreSQL with passwords, Temporal, an inbox, the proxy."""

import asyncio
import secrets
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from embedded.postgres import Postgres, programs
from embedded.programs import PROJECT
from rig.compose.engine import Engine
from rig.compose.listening import listening
from rig.compose.proxy import SITE, proxy
from rig.servers import memory, scratch_directory, start_inbox, start_temporal
from rig.whole.inbox import Inbox

SECRETS = (
    *("postgres_password", "inforex_owner_password", "inforex_password", "temporal_password"),
    *("link_keys", "csrf_secret"),
)
ONLY_BY_PASSWORD = "local all postgres trust\nhost all all all scram-sha-256\n"


@dataclass(frozen=True)
class Project:
    """What an operator has before him: a directory, and an environment in which to type."""

    directory: Path
    environment: Mapping[str, str]
    programs: Path
    base_url: str
    inbox: Inbox
    engine: Engine
    temporal_address: str
    application_url: str


@dataclass(kw_only=True)
class _PostgresOfContainers(Postgres):
    """Lets nobody in without a password but its superuser, by the socket."""

    address: str

    def _options(self) -> tuple[str, ...]:
        rules = self.sockets / "pg_hba.conf"
        return (*super()._options(), f"-clisten_addresses={self.address}", f"-chba_file={rules}")


@asynccontextmanager
async def project(haproxy: Path, more: Mapping[str, str]) -> AsyncIterator[Project]:
    """Have everything run that no release replaces; `more`: environment for haproxy."""
    async with AsyncExitStack() as kept:
        place = kept.enter_context(scratch_directory(memory()))
        directory = place / "checkout"
        _check_out(directory)
        network = f"127.{secrets.randbelow(250) + 2}.{secrets.randbelow(250) + 2}"
        at = {"proxy": f"{network}.1", "postgres": f"{network}.2"}
        await kept.enter_async_context(
            _postgres(place, at["postgres"], directory / "deploy/secrets")
        )
        application_url = f"postgresql://inforex@{at['postgres']}/inforex"
        temporal_address = kept.enter_context(start_temporal())
        smtp_port, inbox_url = kept.enter_context(start_inbox())
        base_url = f"http://{at['proxy']}:{SITE}"
        engine = Engine(
            directory,
            network,
            given={
                "BASE_URL": base_url,
                "TRUSTED_PROXIES": "127.0.0.0/8",
                "TEMPORAL_ADDRESS": temporal_address,
                "SMTP_HOST": "127.0.0.1",
                "SMTP_PORT": str(smtp_port),
                "DATABASE_URL": application_url,
                "MIGRATION_DATABASE_URL": f"postgresql://inforex_owner@{at['postgres']}/inforex",
            },
            addresses={"proxy": at["proxy"], "postgres": str(place / "sockets")},
        )
        socket = place / "docker.sock"
        await kept.enter_async_context(listening(engine, socket))
        web = lambda: [each.address for each in engine.running("web")]  # noqa: E731 -- one line
        await kept.enter_async_context(proxy(haproxy, at["proxy"], place, web, more))
        yield Project(
            directory,
            {"DOCKER_HOST": f"unix://{socket}"},
            place / "bin",
            base_url,
            Inbox(inbox_url),
            engine,
            temporal_address,
            application_url,
        )


def _check_out(directory: Path) -> None:
    """Lay out what the commands of the guide find in a checkout, with secrets, and a `docker`."""
    (directory / "deploy/secrets").mkdir(parents=True)
    for file in ("docker-compose.yml", "deploy/defaults.env", "deploy/renew.sh"):
        (directory / file).symlink_to(PROJECT / file)
    for name in SECRETS:
        (directory / "deploy/secrets" / name).write_text(f"{secrets.token_hex(32)}\n")
    docker = directory.parent / "bin/docker"
    docker.parent.mkdir()
    script = PROJECT / "rig/compose/docker.py"
    docker.write_text(f'#!/bin/sh\nexec {sys.executable} -I -S {script} "$@"\n')
    docker.chmod(docker.stat().st_mode | stat.S_IXUSR)


@asynccontextmanager
async def _postgres(place: Path, address: str, secret_files: Path) -> AsyncIterator[None]:
    """Run PostgreSQL as after its first start in a container."""
    sockets = place / "sockets"
    sockets.mkdir(mode=0o700)
    (sockets / "pg_hba.conf").write_text(ONLY_BY_PASSWORD)
    server = _PostgresOfContainers(
        address=address, data=place / "postgres", log=place / "postgres.log", sockets=sockets
    )
    await server.start()
    try:
        await asyncio.to_thread(_set_up, server.url("postgres"), secret_files)
        yield
    finally:
        await server.stop()


def _set_up(superuser_url: str, secret_files: Path) -> None:
    """Make the roles and databases, with the passwords of these files."""
    script = (PROJECT / "deploy/postgres/databases.sql").read_text()
    psql = (str(programs() / "psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1")
    subprocess.run(  # noqa: S603 -- a program of our own
        [*psql, superuser_url],
        input=script.replace("/run/secrets", str(secret_files)),
        text=True,
        check=True,
    )
