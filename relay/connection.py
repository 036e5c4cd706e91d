"""The connection to Temporal."""

from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.runtime import Runtime


async def connect_to_temporal(runtime: Runtime | None = None) -> Client:
    """Make a client by Temporal's own environment configuration; it connects when first used.

    So a process starts without Temporal, and a cluster or Temporal Cloud works by settings alone
    (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_*).
    """
    configuration = ClientConfig.load_client_connect_config()
    return await Client.connect(**configuration, lazy=True, runtime=runtime)
