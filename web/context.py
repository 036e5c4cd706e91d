"""What the application keeps for its handlers: settings, the relay, the queues, and the clock."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias, TypeVar, cast

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation
from litestar.routes import HTTPRoute

from relay.delivery import Relay
from relay.watch import Watch
from settings import Settings
from web.figures import RememberedFigures
from web.leaving import Leaving
from web.operation import WriteCheck
from web.queues import Queues

T = TypeVar("T")
Clock = Callable[[], datetime]


def settings_of(state: State) -> Settings:
    return cast("Settings", state.settings)


def relay_of(state: State) -> Relay:
    return cast("Relay", state.relay)


def write_check_of(state: State) -> WriteCheck:
    return cast("WriteCheck", state.write_check)


def figures_of(state: State) -> RememberedFigures:
    return cast("RememberedFigures", state.figures)


def temporal_of(state: State) -> Watch:
    return cast("Watch", state.temporal)


def leaving_of(state: State) -> Leaving:
    return cast("Leaving", state.leaving)


def queues_of(state: State) -> Queues:
    return cast("Queues", state.queues)


def now_of(state: State) -> datetime:
    """The present moment, UTC, by the clock the application was made with."""
    return cast("Clock", state.clock)()


def resolve_in_turn(app: Litestar) -> None:
    """Look up what a handler asks for one after another.

    Litestar would start a task for each and wait for all, which takes longer than most of them.
    """
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for _, model in route.route_handler_map.values():
                model.dependency_batches = [
                    {dependency} for batch in model.dependency_batches for dependency in batch
                ]


Injected: TypeAlias = NamedDependency[SkipValidation[T]]
"""What a handler asks for by its parameter's name; handed over as it is, never converted."""

DEPENDENCIES = {
    "settings": Provide(settings_of, sync_to_thread=False),
    "relay": Provide(relay_of, sync_to_thread=False),
    "write_check": Provide(write_check_of, sync_to_thread=False),
    "figures": Provide(figures_of, sync_to_thread=False),
    "temporal": Provide(temporal_of, sync_to_thread=False),
    "leaving": Provide(leaving_of, sync_to_thread=False),
    "queues": Provide(queues_of, sync_to_thread=False),
    "now": Provide(now_of, sync_to_thread=False),
}
