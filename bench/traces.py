"""What traces cost: requests and finished applications a second with them, beside without.

`python -m bench.traces`: every trace is recorded and sent to a collector on this machine, which
reads nothing of it. Web servers with and without run side by side and are asked by turns; workers
come and go by turns.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus
from statistics import median

from bench import wrk
from bench.finished import ROUNDS, TOGETHER, Ours, Scene, scene, seconds_of
from bench.rows import Row, show
from bench.wrk import Load
from domain.tokens import Purpose
from embedded.ports import LOOPBACK, answers_ok
from embedded.programs import PROJECT
from rig.applications import another_form
from rig.collector import Collector, running_collector
from rig.servers import free_ports
from rig.waiting import until
from tracing.collector import telling_a_collector
from tracing.spans import span

SECONDS = float(os.environ.get("BENCH_SECONDS", "2"))
AIM = "≥ 0.9"
AT_ONCE = 10


def rows() -> list[Row]:
    """Measure on servers of their own; without `wrk` no pages."""
    return scene(_measure)


async def _measure(at: Scene) -> list[Row]:
    with running_collector(HTTPStatus.ACCEPTED) as collector:
        return [*await _pages(at, collector), await _finished(at, collector)]


async def _pages(at: Scene, collector: Collector) -> list[Row]:
    if not wrk.is_there():
        return [Row("requests a second with traces", wrk.TO_GET_IT, "", None, AIM)]
    ours = Ours(at).applications
    waiting = await ours.awaiting_approval("waits@maker.example", another_form())
    status = f"/status/{await ours.token(Purpose.STATUS, waiting)}"
    told = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}
    async with _web(at, {}) as without, _web(at, told) as with_traces:
        return [
            await asyncio.to_thread(_page, what, Load(with_traces + path), Load(without + path))
            for what, path in (("top", "/"), ("status", status))
        ]


def _page(what: str, told: Load, untold: Load) -> Row:
    rates = [(untold.rate(SECONDS), told.rate(SECONDS)) for _ in range(ROUNDS)]
    return _row(f"requests a second with traces: {what}", rates, "{:.0f}")


@asynccontextmanager
async def _web(at: Scene, more: Mapping[str, str]) -> AsyncIterator[str]:
    port, metrics_port = free_ports(2)
    ports = {"WEB_PORT": str(port), "WEB_METRICS_PORT": str(metrics_port)}
    with _program(("-m", "web"), {**at.product.environment, **ports, **more}):
        await until(lambda: answers_ok(metrics_port, "/readyz"), "a web server")
        yield f"http://{LOOPBACK}:{port}"


async def _finished(at: Scene, collector: Collector) -> Row:
    os.kill(at.product.worker.number, signal.SIGTERM)  # each turn has a worker of its own
    rates = [
        (await _rate(at, {}), await _rate(at, {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}))
        for _ in range(ROUNDS)
    ]
    return _row(f"finished applications a second with traces, {AT_ONCE} at once", rates, "{:.1f}")


async def _rate(at: Scene, more: Mapping[str, str]) -> float:
    ours = Ours(at)

    async def one(nth: int) -> str:
        with span("bench"):
            return await ours.finish(nth)

    os.environ.update(more)
    with (
        _program(("worker.py",), {**at.product.environment, **more}),
        telling_a_collector("inforex-bench", wanted=bool(more)),
    ):
        await seconds_of(one, AT_ONCE, AT_ONCE)  # so that it has begun to take tasks
        return TOGETHER / await seconds_of(one, TOGETHER, AT_ONCE)


def _row(what: str, rates: list[tuple[float, float]], shown: str) -> Row:
    without, told = (median(column) for column in zip(*rates, strict=True))
    ratio = median(told / without for without, told in rates)
    return Row(what, shown.format(told), shown.format(without), ratio, AIM)


@contextmanager
def _program(arguments: tuple[str, ...], environment: Mapping[str, str]) -> Iterator[None]:
    command, quiet = [sys.executable, *arguments], subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, cwd=PROJECT, stdout=quiet) as program:  # noqa: S603 -- our own
        yield
        program.terminate()


if __name__ == "__main__":
    show(rows())
