"""Makes what a Temporal lacks, where we may: our namespace, its search attributes."""

from dataclasses import replace

import structlog
from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from db.temporal_recovery import temporal_home
from logs import trouble_of
from relay.obstacles import Obstacle, ObstacleKind
from relay.preparation import PATIENCE, find_obstacles
from workflows.namespace import DESCRIPTION, RETENTION, SEARCH_ATTRIBUTES

log = structlog.get_logger()

_TYPES = {
    "Bool": IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
    "Datetime": IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
    "Keyword": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
}


async def prepare(client: Client) -> list[Obstacle]:
    """Find what is in the way and make what is missing; gives what stays in the way.

    Any number of workers may do so at once. Raises what the database raises when that is away.
    """
    left = [await _make(client, obstacle) for obstacle in await find_obstacles(client)]
    if None in left:
        return await find_obstacles(client)
    return [obstacle for obstacle in left if obstacle is not None]


async def _make(client: Client, obstacle: Obstacle) -> Obstacle | None:
    """Gives the obstacle as it stands then; None when what was missing was made."""
    try:
        match obstacle.kind:
            case ObstacleKind.NAMESPACE_MISSING if await temporal_home() is None:
                await _make_namespace(client)
            case ObstacleKind.ATTRIBUTES_MISSING:
                await _make_attributes(client, obstacle.names)
            case _:
                return obstacle
    except RPCError as error:
        if error.status is RPCStatusCode.ALREADY_EXISTS:
            return None  # another worker was faster
        trouble = trouble_of(error)
        refusal = f"A worker may not: {error.status.name}: {error.message}."
        return replace(obstacle, what=f"{obstacle.what} {refusal}", trouble=trouble)
    log.warning("temporal.made", missing=obstacle.what)
    return None


async def _make_namespace(client: Client) -> None:
    """Only where nothing was ever started, or a wrong name would begin everything once more."""
    retention = Duration()
    retention.FromTimedelta(RETENTION)
    await client.workflow_service.register_namespace(
        RegisterNamespaceRequest(
            namespace=client.namespace,
            description=DESCRIPTION,
            workflow_execution_retention_period=retention,
        ),
        timeout=PATIENCE,
    )


async def _make_attributes(client: Client, names: tuple[str, ...]) -> None:
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(
            namespace=client.namespace,
            search_attributes={name: _TYPES[SEARCH_ATTRIBUTES[name]] for name in names},
        ),
        timeout=PATIENCE,
    )
