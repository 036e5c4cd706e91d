"""Containers of the Compose file as processes of this machine, each at an address of its own.

What a container has of its own, its process has as well: its command by our entrypoint, its
environment, its secrets, its name in the network's DNS from its start on, its signal to end and its
grace. What only a kernel can wall off is not here: files, rights, limits.
"""

import re
import secrets
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from embedded.child import Child
from embedded.programs import PROJECT
from rig.compose.file import Service, services
from rig.plain_http import NO_TLS
from rig.waiting import until

ENTRYPOINT = PROJECT / "deploy/entrypoint.sh"
LOCAL = re.compile(r"\b(0\.0\.0\.0|127\.0\.0\.1)\b")
ASKED = re.compile(r"urlopen\('(http://[^']+)'")


class Refused(Exception):  # noqa: N818 -- as Docker says it
    """Docker would refuse that too; the text says why."""


@dataclass(frozen=True)
class Image:
    """What was built: an environment, and the program that stands for one of ours."""

    environment: Mapping[str, str] = field(default_factory=dict)
    programs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Container:
    identity: str
    service: str
    address: str
    grace: float
    health: str
    process: Child


@dataclass
class Engine:
    """Runs `web` and `worker`, and gives what runs once its command and environment.

    `checkout` is what a build makes an image of. `given`: variables that have another value on this
    machine than in the network of the Compose file. `addresses`: those of services that always run.
    """

    directory: Path
    network: str
    given: Mapping[str, str]
    addresses: Mapping[str, str]
    checkout: Image = field(default_factory=Image)
    images: dict[str, Image] = field(default_factory=dict)
    containers: list[Container] = field(default_factory=list)
    killed: list[str] = field(default_factory=list)
    _made: int = 9

    def service(self, name: str, environment: Mapping[str, str]) -> Service:
        """One service of the Compose file; raises `Refused`."""
        found = services(self.directory, environment).get(name)
        if found is None:
            raise Refused(f"no such service: {name}")
        return found

    def running(self, service: str) -> list[Container]:
        return [each for each in self.containers if each.service == service]

    def build(self, environment: Mapping[str, str]) -> None:
        """Make an image of what is checked out, under the name that the Compose file has."""
        self.images[self.service("web", environment)["image"]] = self.checkout

    async def start(self, name: str, environment: Mapping[str, str]) -> Container:
        """Start one more container of a service; raises `Refused` where there is no image."""
        service = self.service(name, environment)
        self._made += 1
        identity, address = secrets.token_hex(6), f"{self.network}.{self._made}"
        command = self.command(service, service.get("command") or ["python", "-m", "web"])
        container = Container(
            identity,
            name,
            address,
            grace=float(service["stop_grace_period"].removesuffix("s")),
            health=LOCAL.sub(address, _asked(service)),
            process=Child(
                name=f"{name} {identity}",
                command=command,
                log=self.directory / f"{name}-{identity}.log",
                environment=self.environment(service, address),
                working_directory=PROJECT,
            ),
        )
        container.process.grace = container.grace
        await container.process.start()
        self.containers.append(container)
        return container

    async def stop(self, container: Container) -> None:
        """Have it end, and kill it after its grace."""
        self.containers.remove(container)
        await container.process.stop()
        if container.process.exit_code == -signal.SIGKILL:
            self.killed.append(f"{container.service} {container.identity}")

    async def healthy(self, container: Container) -> None:
        """Wait until it says that it is; raises `Refused` where it ends instead."""

        def has_ended() -> bool:
            return container.process.exit_code is not None

        async def settled() -> bool:
            return has_ended() or await _answers(container.health)

        await until(settled, f"{container.service} to be healthy")
        if has_ended():
            raise Refused(f"container {container.identity} exited")

    def command(self, service: Service, command: list[str]) -> list[str]:
        """What is run for a command in a container of a service; raises `Refused`."""
        image = self._image(service) or Image()
        named = command[1:] if command[0] == "python" else command
        if named[0] in image.programs:
            command = ["python", *image.programs[named[0]], *named[1:]]
        if command[0] == "python":
            command = [sys.executable, *command[1:]]
        return ["sh", str(ENTRYPOINT), *command]

    def environment(self, service: Service, address: str) -> dict[str, str]:
        """What a container of a service has in its environment, at this address."""
        of_file = {**service.get("environment", {}), "WEB_HOST": address}
        image = self._image(service)
        secret_files = f"{self.directory}/deploy/secrets/"
        return {
            "PATH": f"{Path(sys.executable).parent}:{PROJECT / 'bin'}:/usr/bin:/bin",
            "PYTHONUNBUFFERED": "1",
            **(image.environment if image else {}),
            **{
                name: LOCAL.sub(address, value).replace("/run/secrets/", secret_files)
                for name, value in of_file.items()
            },
            **{name: value for name, value in self.given.items() if name in of_file},
        }

    def _image(self, service: Service) -> Image | None:
        """The image of our programs; none of those that others made."""
        if "build" not in service and not service["image"].startswith("inforex-enrolment:"):
            return None
        if service["image"] not in self.images:
            raise Refused(f"no such image: {service['image']}")
        return self.images[service["image"]]


def _asked(service: Service) -> str:
    """Where a container of this service is asked whether it is healthy."""
    test = service.get("healthcheck", {}).get("test") or [(PROJECT / "Dockerfile").read_text()]
    found = ASKED.search(test[-1])
    assert found is not None
    return found[1]


async def _answers(url: str) -> bool:
    async with httpx.AsyncClient(timeout=10, verify=NO_TLS) as client:
        try:
            return (await client.get(url)).is_success
        except httpx.TransportError:
            return False
