"""The connection to Temporal."""

import asyncio

import structlog
from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.runtime import Runtime

log = structlog.get_logger()

# Where Temporal itself listens unless told otherwise.
DEFAULT_ADDRESS = "localhost:7233"
BETWEEN_TRIES = 1.0


async def connect_to_temporal(*, lazy: bool, runtime: Runtime | None = None) -> Client:
    """Make a client by Temporal's own environment configuration.

    So a cluster or Temporal Cloud works by settings alone (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE,
    TEMPORAL_API_KEY, TEMPORAL_TLS_*). A `lazy` one connects when first used, so that the web
    starts without Temporal; otherwise raises `RuntimeError` when Temporal does not answer.
    """
    configuration = ClientConfig.load_client_connect_config()
    configuration.setdefault("target_host", DEFAULT_ADDRESS)
    return await Client.connect(**configuration, lazy=lazy, runtime=runtime)


async def wait_for_temporal(runtime: Runtime | None = None) -> Client:
    """Make a connected client, however long it takes until Temporal answers."""
    while True:
        try:
            return await connect_to_temporal(lazy=False, runtime=runtime)
        except RuntimeError:
            log.warning("worker.waits_for_temporal")
            await asyncio.sleep(BETWEEN_TRIES)
