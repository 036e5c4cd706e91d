"""What `inforex replay` does: runs each open history again, and tells of those that don't fit."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.service import RPCError

from inforex.command import At, RefusedError, WrongError
from inforex.language import _
from inforex.screen import Screen
from relay.connection import connect_to_temporal
from relay.replaying import Problem, Replayed, how_many, replay, replayer
from workflows.registry import WORKFLOWS

PROBLEMS = {
    Problem.NONDETERMINISM: "履歴とプログラムが合いません",
    Problem.UNKNOWN_WORKFLOW: "このプログラムにないワークフローです",
    Problem.CODE_FAILS: "プログラムがエラーになります",
}


@dataclass(frozen=True)
class Looked:
    """How many run by Temporal's list, how many of them were replayed, and which don't fit.

    `left_off`: those that a limit cut off.
    """

    running: int
    replayed: int
    left_off: int
    failures: tuple[Replayed, ...]


def replay_all(at: At, query: str, limit: int | None) -> None:
    """Tell what came of it; raises `WrongError` for what doesn't fit, else `RefusedError`."""
    # Both quote what code raised.
    logging.getLogger("temporalio").setLevel(logging.CRITICAL)
    runtime = Runtime(telemetry=TelemetryConfig(logging=None))
    try:
        looked = asyncio.run(look(query, limit, runtime))
    except (RuntimeError, RPCError) as error:
        raise RefusedError(
            _(
                "Temporalから読めません（{trouble}）。TEMPORAL_ADDRESSなどと--queryが正しいか、"
                "Temporalが動いているかをご確認ください。",
                trouble=error.message if isinstance(error, RPCError) else error,
            )
        ) from error
    tell(at, looked)


async def look(
    query: str,
    limit: int | None,
    runtime: Runtime | None = None,
    workflows: Sequence[type[Any]] = WORKFLOWS,
) -> Looked:
    """Replay at most so many with these workflows."""
    client = await connect_to_temporal(runtime)
    running = await how_many(client, query)
    found = [each async for each in replay(client, replayer(workflows, runtime), query, limit)]
    return Looked(
        running=running,
        replayed=len(found),
        left_off=0 if limit is None else max(0, running - limit),
        failures=tuple(each for each in found if each.problem is not None),
    )


def tell(at: At, looked: Looked) -> None:
    """Show what was found; raises `WrongError` where one doesn't fit."""
    at.show(looked, lambda screen: _show(looked, screen))
    if looked.failures:
        raise WrongError(
            _(
                "{count:,}件は、このバージョンで続けられません。ワーカーを起動しないでください。",
                count=len(looked.failures),
            )
        )


def _show(looked: Looked, screen: Screen) -> None:
    for each in looked.failures:
        screen.say(f"{each.process} {each.run_id} {each.workflow}")
        why = "" if each.problem is None else _(PROBLEMS[each.problem])
        screen.say(f"  {why}: {each.says}")
    screen.say(_("{count:,}件を再生しました。", count=looked.replayed))
    if looked.left_off:
        screen.say(_("--limitにより、{count:,}件は確かめていません。", count=looked.left_off))
