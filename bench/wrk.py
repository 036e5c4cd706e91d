"""The load generator `wrk`, quicker than any client in Python: its runs and their figures."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

TO_GET_IT = "wrk is not there; `apt-get install wrk` brings it"

_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def is_there() -> bool:
    return shutil.which("wrk") is not None


@dataclass(frozen=True)
class Load:
    """What is asked for again and again, by so many connections; `script`: Lua, as wrk has it."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    script: str = ""
    at_once: int = 8

    def rate(self, seconds: float) -> float:
        """Requests a second; raises `RuntimeError` when not all were answered well."""
        return float(self._found(r"Requests/sec: +([0-9.]+)", self._run(seconds))[1])

    def median(self, seconds: float) -> float:
        """Milliseconds until an answer; raises `RuntimeError` likewise."""
        found = self._found(r" 50% +([0-9.]+)(us|ms|s)", self._run(seconds))
        return float(found[1]) * _UNITS[found[2]]

    @contextmanager
    def lasting(self) -> Iterator[None]:
        """Keep it up while the block lasts, however it is answered."""
        with (
            self._command(600) as command,
            subprocess.Popen(command, stdout=subprocess.DEVNULL) as wrk,  # noqa: S603 -- our own
        ):
            try:
                yield
            finally:
                wrk.terminate()

    def _run(self, seconds: float) -> str:
        with self._command(seconds) as command:
            return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 -- our own

    @contextmanager
    def _command(self, seconds: float) -> Iterator[list[str]]:
        with tempfile.TemporaryDirectory() as directory:
            script = Path(directory) / "wrk.lua"
            script.write_text(self.script)
            headers = [f"-H{name}: {value}" for name, value in self.headers.items()]
            times = ["-t1", f"-c{self.at_once}", f"-d{seconds:.0f}s", "--timeout=60s", "--latency"]
            yield ["wrk", *times, "-s", str(script), *headers, self.url]

    def _found(self, pattern: str, said: str) -> re.Match[str]:
        found = re.search(pattern, said)
        if found is None or "Non-2xx" in said:
            raise RuntimeError(f"{self.url}: {said}")
        return found
