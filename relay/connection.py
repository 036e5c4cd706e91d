"""The connection to Temporal."""

import asyncio
import re
from datetime import timedelta

from temporalio.client import Client
from temporalio.envconfig import ClientConfig, ClientConnectConfig
from temporalio.runtime import Runtime
from temporalio.service import RPCError

from tracing.temporal import TracedCalls

# Where Temporal itself listens unless told otherwise.
DEFAULT_ADDRESS = "localhost:7233"

CONNECTED_WITHIN = timedelta(seconds=10)
"""What listens and never answers would hold us for half a minute, or with TLS for ever."""

# A client that is not connected raises a RuntimeError, a connected one an RPCError.
TEMPORAL_TROUBLE = (RPCError, RuntimeError)


async def connect_to_temporal(runtime: Runtime | None = None) -> Client:
    """Connect by Temporal's own environment configuration.

    So a cluster or Temporal Cloud works by settings alone (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE,
    TEMPORAL_API_KEY, TEMPORAL_TLS_*). Raises `RuntimeError` when Temporal does not answer or
    refuses, and for a configuration that cannot be used.
    """
    configuration = _configuration()
    address = configuration["target_host"]
    try:
        async with asyncio.timeout(CONNECTED_WITHIN.total_seconds()):
            return await Client.connect(
                **configuration, runtime=runtime, interceptors=[TracedCalls()]
            )
    except TimeoutError as error:
        seconds = f"{CONNECTED_WITHIN.total_seconds():.0f}"
        raise RuntimeError(f"{address} did not answer within {seconds} s") from error
    except RuntimeError as error:
        raise RuntimeError(f"{address}: {error}") from error
    except ValueError as error:
        raise RuntimeError(f"Temporal's settings (TEMPORAL_…) do not fit: {error}") from error


def _configuration() -> ClientConnectConfig:
    try:
        configuration = ClientConfig.load_client_connect_config()
    except OSError as error:
        raise RuntimeError(
            f"Temporal's settings (TEMPORAL_…) name {error.filename}, which cannot be read: "
            f"{error.strerror}"
        ) from error
    except (RuntimeError, ValueError) as error:
        # Its words quote the line or the variable that is wrong, which may be the API key.
        words = str(error).partition("\n")[0].partition('"')[0].rstrip(": ")
        raise RuntimeError(f"Temporal's settings (TEMPORAL_…) cannot be read: {words}") from None
    address = configuration.setdefault("target_host", DEFAULT_ADDRESS)
    if not re.fullmatch(r"[^\s:/]+:[0-9]{1,5}|\[[0-9A-Fa-f:]+\]:[0-9]{1,5}", address):
        raise RuntimeError(
            f"TEMPORAL_ADDRESS is {address!r}; give a host and a port such as {DEFAULT_ADDRESS}"
        )
    return configuration
