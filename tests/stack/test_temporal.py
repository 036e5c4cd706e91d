"""The embedded Temporal as the product needs it."""

from datetime import timedelta

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from rig.servers import start_temporal
from workflows.namespace import SEARCH_ATTRIBUTES


async def test_temporal_keeps_closed_runs_thirty_days_and_knows_our_search_attributes() -> None:
    with start_temporal() as address:
        client = await Client.connect(address)
        namespace = await client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace="default")
        )
        known = await client.operator_service.list_search_attributes(
            ListSearchAttributesRequest(namespace="default")
        )
    kept = namespace.config.workflow_execution_retention_ttl.ToTimedelta()
    assert kept == timedelta(days=30)
    kinds = {
        name: IndexedValueType.Name(kind).removeprefix("INDEXED_VALUE_TYPE_").capitalize()
        for name, kind in known.custom_attributes.items()
    }
    assert kinds.items() >= SEARCH_ATTRIBUTES.items()
