"""What the environment says of the stack: its ports, its directory, and the servers it may use."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from embedded.child import StackError

DEFAULT_PORTS = {
    "WEB_PORT": 8000,
    "WEB_METRICS_PORT": 9465,
    "TEMPORAL_PORT": 7233,
    "TEMPORAL_UI_PORT": 8233,
    "SMTP_PORT": 1025,
    "INBOX_PORT": 8025,
}


@dataclass(frozen=True)
class Plan:
    """What to start (product.md, "Fixed names"); a server that is named is used, not started."""

    data: Path
    ports: Mapping[str, int]
    database_url: str | None
    temporal_address: str | None
    smtp_host: str | None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Plan":
        """Read the variables; raises `StackError` that names a wrong one and shows a right one."""
        return cls(
            data=Path(environment.get("DATA_DIR") or ".data").expanduser().absolute(),
            ports={name: _port(environment, name) for name in DEFAULT_PORTS},
            database_url=environment.get("DATABASE_URL") or None,
            temporal_address=environment.get("TEMPORAL_ADDRESS") or None,
            smtp_host=environment.get("SMTP_HOST") or None,
        )

    @property
    def ports_needed(self) -> dict[str, int]:
        """The ports of what is started here, by the variable that sets each."""
        unneeded: set[str] = set()
        if self.temporal_address:
            unneeded |= {"TEMPORAL_PORT", "TEMPORAL_UI_PORT"}
        if self.smtp_host:
            unneeded |= {"SMTP_PORT", "INBOX_PORT"}
        return {name: port for name, port in self.ports.items() if name not in unneeded}


def _port(environment: Mapping[str, str], name: str) -> int:
    default = DEFAULT_PORTS[name]
    value = environment.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):
        raise StackError(f"{name} is {value!r}; give a port number such as {default}.")
    return int(value)
