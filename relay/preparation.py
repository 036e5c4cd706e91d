"""Whether a Temporal has what we need: its version, our namespace, and what that has to have."""

import re
from collections.abc import Mapping
from datetime import timedelta

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, GetSystemInfoRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from relay import obstacles
from relay.connection import TEMPORAL_TROUBLE
from relay.obstacles import Obstacle
from workflows.namespace import OLDEST_SERVER, RETENTION, SEARCH_ATTRIBUTES

PATIENCE = timedelta(seconds=5)

_MAY_NOT_LIST = (RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNIMPLEMENTED)


async def find_obstacles(client: Client) -> list[Obstacle]:
    """Ask everything that a start needs, changing nothing; what cannot be asked is an obstacle."""
    try:
        version = await _version(client)
    except TEMPORAL_TROUBLE as error:
        return [obstacles.not_answered(error, client, "for its version")]
    if _is_too_old(version):
        return [obstacles.too_old(client, version)]
    try:
        retention = await _retention(client)
    except TEMPORAL_TROUBLE as error:
        if isinstance(error, RPCError) and error.status is RPCStatusCode.NOT_FOUND:
            return [obstacles.namespace_missing(client, error)]
        return [obstacles.not_answered(error, client, f"for the namespace {client.namespace}")]
    try:
        found = await _search_attributes(client)
    except TEMPORAL_TROUBLE as error:
        return [obstacles.not_answered(error, client, "for the search attributes")]
    return [*_about_attributes(client, found), *_about_retention(client, retention)]


async def _version(client: Client) -> str:
    try:
        answer = await client.workflow_service.get_system_info(
            GetSystemInfoRequest(), timeout=PATIENCE
        )
    except RPCError as error:
        if error.status is RPCStatusCode.UNIMPLEMENTED:
            return "1.0 or so"  # from the time before servers could be asked
        raise
    return answer.server_version


def _is_too_old(version: str) -> bool:
    """Only what is surely older; Temporal Cloud numbers as it likes."""
    numbers = re.match(r"v?([0-9]+)\.([0-9]+)", version)
    return numbers is not None and (int(numbers[1]), int(numbers[2])) < OLDEST_SERVER


async def _retention(client: Client) -> timedelta:
    answer = await client.workflow_service.describe_namespace(
        DescribeNamespaceRequest(namespace=client.namespace), timeout=PATIENCE
    )
    return answer.config.workflow_execution_retention_ttl.ToTimedelta()


async def _search_attributes(client: Client) -> Mapping[str, str]:
    """The type of each of ours that is there."""
    try:
        answer = await client.operator_service.list_search_attributes(
            ListSearchAttributesRequest(namespace=client.namespace), timeout=PATIENCE
        )
    except RPCError as error:
        if error.status in _MAY_NOT_LIST:
            return {
                name: kind
                for name, kind in SEARCH_ATTRIBUTES.items()
                if await _is_found_by(client, name)
            }
        raise
    return {
        name: _kind_name(kind)
        for name, kind in answer.custom_attributes.items()
        if name in SEARCH_ATTRIBUTES
    }


async def _is_found_by(client: Client, name: str) -> bool:
    """Ask for workflows by it: whoever may look at workflows may ask that."""
    try:
        await client.count_workflows(f"{name} IS NOT NULL", rpc_timeout=PATIENCE)
    except RPCError as error:
        if error.status is RPCStatusCode.INVALID_ARGUMENT:
            return False
        raise
    return True


def _kind_name(kind: "IndexedValueType.ValueType") -> str:
    words = IndexedValueType.Name(kind).removeprefix("INDEXED_VALUE_TYPE_")
    return words.title().replace("_", "")


def _about_attributes(client: Client, found: Mapping[str, str]) -> list[Obstacle]:
    missing = [name for name in SEARCH_ATTRIBUTES if name not in found]
    wrong = {name: kind for name, kind in found.items() if kind != SEARCH_ATTRIBUTES[name]}
    return [
        *([obstacles.attributes_missing(client, missing)] if missing else []),
        *([obstacles.attributes_wrong(client, wrong)] if wrong else []),
    ]


def _about_retention(client: Client, retention: timedelta) -> list[Obstacle]:
    if retention >= RETENTION:
        return []
    return [obstacles.retention_short(client, retention)]
