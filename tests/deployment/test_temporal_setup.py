"""The scripts that speak to Temporal, run against a real one."""

import asyncio
import os
import sysconfig
from collections.abc import Iterator

import pytest
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from rig.servers import start_temporal
from tests.deployment.files import PROJECT
from workflows.namespace import DESCRIPTION, RETENTION, SEARCH_ATTRIBUTES

NAMESPACE = "made-by-the-script"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with start_temporal() as address:
        yield address


async def exit_code(address: str, *command: str) -> int:
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.defpath])
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=PROJECT,
        env={"PATH": path, "TEMPORAL_ADDRESS": address, "TEMPORAL_NAMESPACE": NAMESPACE},
    )
    return await process.wait()


@pytest.fixture
async def client(address: str) -> Client:
    """A client of the namespace, after the script ran twice."""
    for _ in range(2):
        assert await exit_code(address, "sh", "deploy/temporal/namespace.sh") == 0
    return await Client.connect(address, namespace=NAMESPACE)


async def test_the_namespace_says_what_it_is_and_keeps_closed_runs_as_the_embedded_one(
    client: Client,
) -> None:
    described = await client.workflow_service.describe_namespace(
        DescribeNamespaceRequest(namespace=NAMESPACE)
    )
    retention = described.config.workflow_execution_retention_ttl.ToTimedelta()
    assert retention == RETENTION
    assert described.namespace_info.description == DESCRIPTION


async def test_applications_are_found_by_the_same_attributes_as_in_the_embedded_one(
    client: Client,
) -> None:
    listed = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=NAMESPACE)
    )
    made = {
        name: IndexedValueType.Name(kind).removeprefix("INDEXED_VALUE_TYPE_").capitalize()
        for name, kind in listed.custom_attributes.items()
    }
    assert made == SEARCH_ATTRIBUTES
