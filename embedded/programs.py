"""Our own programs as children of the stack."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from embedded.child import Child
from embedded.data_directory import DataDirectory
from embedded.ports import LOOPBACK, answers_ok

PROJECT = Path(__file__).parent.parent
NO_MORE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Commands:
    """How each program is called; tests of the stack put others in their place."""

    migrate: tuple[str, ...] = (sys.executable, "-m", "db.migrate")
    demo: tuple[str, ...] = (sys.executable, "-m", "db.demo")
    worker: tuple[str, ...] = (sys.executable, "worker.py")
    web: tuple[str, ...] = (sys.executable, "-m", "web")


def inbox(directory: Path, log: Path, *, smtp_port: int, http_port: int) -> Child:
    ports = (str(smtp_port), str(http_port))
    return Child(
        name="Inbox",
        command=(sys.executable, "-m", "embedded.inbox", str(directory), *ports),
        log=log,
        working_directory=PROJECT,
        ready=lambda: answers_ok(http_port, "/api/v1/messages"),
    )


@dataclass(frozen=True)
class Programs:
    """The product's own programs, all with the same environment and each with its log."""

    commands: Commands
    environment: Mapping[str, str]
    data: DataDirectory

    def migrate(self) -> Child:
        return self._child("Migrations", "migrate", self.commands.migrate)

    def demo(self) -> Child:
        return self._child("Demo data", "demo", self.commands.demo)

    def worker(self) -> Child:
        """The worker; it may drain for 30 s, and has ended 5 s later."""
        worker = self._child("Worker", "worker", self.commands.worker)
        worker.grace = 40.0
        return worker

    def web(self, port: int, metrics_port: int) -> Child:
        """The web server on loopback, ready when it says so itself (`/readyz`)."""
        where = {
            "WEB_HOST": LOOPBACK,
            "WEB_PORT": str(port),
            "WEB_METRICS_HOST": LOOPBACK,
            "WEB_METRICS_PORT": str(metrics_port),
        }
        web = self._child("Web", "web", self.commands.web, where)
        web.ready = lambda: answers_ok(metrics_port, "/readyz")
        return web

    def _child(
        self, name: str, log: str, command: tuple[str, ...], more: Mapping[str, str] = NO_MORE
    ) -> Child:
        return Child(
            name=name,
            command=command,
            log=self.data.log(log),
            environment={**self.environment, **more},
            working_directory=PROJECT,
        )
