"""How long `make run` takes to `/readyz`: on a new data directory, and on one that it knows."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from bench.rows import Row, show
from embedded.plan import DEFAULT_PORTS
from rig.servers import free_ports

PROJECT = Path(__file__).parent.parent


AIMS = {"new data directory": 60, "known data directory": 6}
"""Seconds."""


def rows() -> list[Row]:
    """Start it twice in a directory of its own."""
    with tempfile.TemporaryDirectory(prefix="inforex-bench-", dir="/tmp") as directory:
        seconds = {what: _seconds_to_ready(directory) for what in AIMS}
    return [
        Row(f"make run to /readyz, {what}", f"{seconds[what]:.1f} s", "", None, f"≤ {aim} s")
        for what, aim in AIMS.items()
    ]


def _seconds_to_ready(directory: str) -> float:
    ports = dict(zip(DEFAULT_PORTS, map(str, free_ports(len(DEFAULT_PORTS))), strict=True))
    environment = {**os.environ, **ports, "DATA_DIR": f"{directory}/data"}
    began = time.perf_counter()
    stack = subprocess.Popen(
        [sys.executable, "stack.py"], cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        while not _is_ready(f"http://localhost:{ports['WEB_METRICS_PORT']}/readyz"):
            time.sleep(0.02)  # another program: there is nothing to be woken by
        return time.perf_counter() - began
    finally:
        stack.send_signal(signal.SIGTERM)
        stack.wait()


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(url).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


if __name__ == "__main__":
    show(rows())
