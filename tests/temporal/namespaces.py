"""Namespaces as others leave them, and what came to be in one."""

from collections.abc import Mapping
from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import EventType, IndexedValueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
    RemoveSearchAttributesRequest,
)
from temporalio.api.workflowservice.v1 import (
    DescribeNamespaceRequest,
    DescribeNamespaceResponse,
    RegisterNamespaceRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from rig.waiting import until
from workflows.namespace import SEARCH_ATTRIBUTES

LONG, SHORT = timedelta(days=30), timedelta(days=1)


async def make(
    address: str,
    namespace: str,
    attributes: Mapping[str, str] = SEARCH_ATTRIBUTES,
    retention: timedelta = LONG,
) -> Client:
    """Make a namespace with these search attributes; gives a client of it."""
    client = await Client.connect(address, namespace=namespace)
    kept = Duration()
    kept.FromTimedelta(retention)
    await client.workflow_service.register_namespace(
        RegisterNamespaceRequest(namespace=namespace, workflow_execution_retention_period=kept)
    )

    async def made() -> bool:
        try:
            await attributes_of(client)
            if attributes:
                await add_attributes(client, attributes)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:  # not known everywhere at once
                return False
            raise
        return True

    await until(made, f"{namespace} to be known")
    return client


async def add_attributes(client: Client, attributes: Mapping[str, str]) -> None:
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(
            namespace=client.namespace,
            search_attributes={
                name: IndexedValueType.Value(f"INDEXED_VALUE_TYPE_{kind.upper()}")
                for name, kind in attributes.items()
            },
        )
    )


async def remove_attributes(client: Client, *names: str) -> None:
    await client.operator_service.remove_search_attributes(
        RemoveSearchAttributesRequest(namespace=client.namespace, search_attributes=names)
    )


async def attributes_of(client: Client) -> dict[str, str]:
    """Every search attribute of the namespace with its type, but Temporal's own."""
    listed = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    return {
        name: IndexedValueType.Name(kind).removeprefix("INDEXED_VALUE_TYPE_").capitalize()
        for name, kind in listed.custom_attributes.items()
    }


async def retention_of(client: Client) -> timedelta:
    return (await _described(client)).config.workflow_execution_retention_ttl.ToTimedelta()


async def description_of(client: Client) -> str:
    return (await _described(client)).namespace_info.description


async def _described(client: Client) -> DescribeNamespaceResponse:
    return await client.workflow_service.describe_namespace(
        DescribeNamespaceRequest(namespace=client.namespace)
    )


async def worked_on(client: Client, application_number: str) -> None:
    """Wait until a worker took up this application's workflow."""

    async def done() -> bool:
        try:
            history = await client.get_workflow_handle(application_number).fetch_history()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return any(
            event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
            for event in history.events
        )

    await until(done, f"{application_number} to be worked on")
