"""The servers of the whole-stack tests as containers, of the same images as in production."""

import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import ExecWaitStrategy, HttpWaitStrategy

from embedded.temporal import SETTINGS

POSTGRES = "postgres:18.6-trixie"
TEMPORAL = "temporalio/temporal:1.9.1"
MAILPIT = "axllent/mailpit:v1.31.2"
LOCAL = "--address=127.0.0.1:7233"
PULLED_WITHIN = 300.0
READY_WITHIN = 60
"""Seconds until a container that was started is taken for one that never gets ready."""

TROUBLES = (RuntimeError, OSError)
"""What is raised for a container that does not start, or get ready (`TimeoutError`)."""


def obstacle() -> str | None:
    """What keeps containers from being used here, or None; pulls the images that are missing."""
    if not _docker("version"):
        return "Docker does not answer; start it, or set TEST_SERVERS=embedded"
    for image in (testcontainers_config.ryuk_image, POSTGRES, TEMPORAL, MAILPIT):
        if not _docker("image", "inspect", image) and not _docker("pull", "--quiet", image):
            return f"the image {image} cannot be pulled; get it, or set TEST_SERVERS=embedded"
    return None


@contextmanager
def postgres() -> Iterator[str]:
    """Run PostgreSQL with an empty database `inforex`, and give its URL."""
    password = secrets.token_hex(16)
    container = (
        DockerContainer(POSTGRES)
        .with_envs(POSTGRES_PASSWORD=password, POSTGRES_DB="inforex")
        .with_exposed_ports(5432)
        # Over TCP: the server that only prepares the cluster listens on the socket alone.
        .waiting_for(_ready_by("pg_isready", "--host=127.0.0.1", "--dbname=inforex"))
    )
    with container:
        yield f"postgresql://postgres:{password}@{_address(container, 5432)}/inforex"


@contextmanager
def temporal() -> Iterator[str]:
    """Run the CLI's development server, and give its address."""
    container = (
        DockerContainer(TEMPORAL)
        .with_command(["server", "start-dev", "--ip=0.0.0.0", "--headless", *SETTINGS])
        .with_exposed_ports(7233)
        # By number: not every container can look up `localhost`, which it would ask else.
        .waiting_for(_ready_by("temporal", "operator", "cluster", "health", LOCAL))
    )
    with container:
        yield _address(container, 7233)


@contextmanager
def mailpit() -> Iterator[tuple[str, str]]:
    """Run Mailpit, and give the addresses of its SMTP and of its API."""
    container = (
        DockerContainer(MAILPIT)
        .with_env("MP_MAX_MESSAGES", "0")
        .with_exposed_ports(1025, 8025)
        .waiting_for(HttpWaitStrategy(8025, "/readyz").with_startup_timeout(READY_WITHIN))
    )
    with container:
        yield _address(container, 1025), f"http://{_address(container, 8025)}"


def _ready_by(*command: str) -> ExecWaitStrategy:
    return ExecWaitStrategy(list(command)).with_startup_timeout(READY_WITHIN)


def _address(container: DockerContainer, port: int) -> str:
    return f"{container.get_container_host_ip()}:{container.get_exposed_port(port)}"


def _docker(*arguments: str) -> bool:
    try:
        answer = subprocess.run(  # noqa: S603 - every argument is a constant of ours
            ["docker", *arguments],  # noqa: S607 - wherever the machine has it
            capture_output=True,
            check=False,
            timeout=PULLED_WITHIN,
        )
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0
