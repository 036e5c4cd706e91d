"""The embedded Temporal: the CLI's development server with its UI, on loopback, in one file."""

import json
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path

from embedded.child import Child
from embedded.ports import LOOPBACK, is_open
from workflows.namespace import DESCRIPTION, RETENTION, SEARCH_ATTRIBUTES

DYNAMIC_CONFIG = {
    # Polled at the default of 20 a second, every hop of the one shard would cost 50 ms.
    "history.transferProcessorMaxPollRPS": 1000,
    "history.timerProcessorMaxPollRPS": 1000,
    "history.visibilityProcessorMaxPollRPS": 1000,
    # Workers end their own polls. If the server is to end them, one that begins at that moment
    # keeps its worker from ever stopping (temporalio/sdk-rust#1297).
    "frontend.enableCancelWorkerPollsOnShutdown": False,
    # A workflow whose code fails is found by a search attribute after two failures, not five.
    "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute": 2,
}

SETTINGS = (
    "--ui-disable-news-fetch",
    "--log-level=warn",
    *(f"--dynamic-config-value={key}={json.dumps(value)}" for key, value in DYNAMIC_CONFIG.items()),
    *(f"--search-attribute={name}={kind}" for name, kind in SEARCH_ATTRIBUTES.items()),
)


@dataclass(kw_only=True)
class Temporal:
    """A Temporal server that keeps everything in `database` and its output in `log`."""

    port: int
    ui_port: int
    database: Path
    log: Path
    name: str = field(default="Temporal", init=False)
    _server: Child = field(init=False)

    def __post_init__(self) -> None:
        self._server = self._command("server", "start-dev", *self._options())
        self._server.ready = lambda: is_open(self.port)

    @property
    def address(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    async def start(self) -> None:
        """Start it, see to the namespace; raises `StackError` on failure."""
        await self._server.start()
        address = ("--address", self.address)
        await self._command(
            *("operator", "namespace", "update", *address, "-n", "default"),
            *("--retention", f"{RETENTION.days}d", "--description", DESCRIPTION),
            *("--command-timeout", "30s"),
        ).run()

    async def watch(self) -> None:
        """Raise `StackError` when the server ends by itself."""
        await self._server.watch()

    async def stop(self) -> None:
        """Stop it; the next start finds all runs."""
        await self._server.stop()

    def _options(self) -> tuple[str, ...]:
        return (
            f"--ip={LOOPBACK}",
            f"--port={self.port}",
            f"--ui-port={self.ui_port}",
            f"--db-filename={self.database}",
            "--sqlite-pragma=journal_mode=WAL",
            "--sqlite-pragma=synchronous=NORMAL",
            *SETTINGS,
        )

    def _command(self, *arguments: str) -> Child:
        """Call the CLI without our environment: no Temporal setting of the user's may bend it."""
        return Child(
            name=self.name,
            command=(str(Path(sysconfig.get_path("scripts")) / "temporal"), *arguments),
            log=self.log,
            environment={"TEMPORAL_VERSION_CHECK_DISABLED": "true"},
        )
