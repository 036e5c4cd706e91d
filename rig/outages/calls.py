"""A client of Temporal whose calls are counted, and of which one can fail in every manner."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from google.protobuf.message import Message
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode, ServiceClient, ServiceResponse


class CallFault(StrEnum):
    """What becomes of one call, whatever the SDK does to have it succeed."""

    REFUSED = "refused"
    """It does not arrive."""

    BUSY = "busy"
    """The server has too much to do, and does nothing."""

    SILENT = "silent"
    """Nobody answers until its time is over; nothing was done."""

    LOST = "lost"
    """It is done, and the connection breaks before the answer."""

    LATE = "late"
    """It is done, and nobody answers until its time is over."""

    TWICE = "twice"
    """It is done, and the SDK, which has lost the answer, asks the same again."""


_SAYS = {
    CallFault.REFUSED: (RPCStatusCode.UNAVAILABLE, "tcp connect error"),
    CallFault.BUSY: (RPCStatusCode.RESOURCE_EXHAUSTED, "namespace rate limit exceeded"),
    CallFault.SILENT: (RPCStatusCode.DEADLINE_EXCEEDED, "context deadline exceeded"),
    CallFault.LOST: (RPCStatusCode.UNAVAILABLE, "h2 protocol error"),
    CallFault.LATE: (RPCStatusCode.CANCELLED, "Timeout expired"),  # as the SDK ends it itself
}
_DONE = {CallFault.LOST, CallFault.LATE}


@dataclass(frozen=True)
class Call:
    """One call; `patience`: how long its caller waits for the answer, None where nothing says."""

    name: str
    patience: timedelta | None


@dataclass
class Calls:
    """The calls made until now. `fault` meets the `nth` named `name`: `failed`, if it comes.

    `times`: how many, from that one on.
    Others come between: a look asks of all that runs, by a list that lags. `first`: those of the
    first try, after which another makes up for what failed.
    """

    name: str = ""
    nth: int = 0
    fault: CallFault | None = None
    times: int = 1
    made: list[Call] = field(default_factory=list)
    first: list[Call] = field(default_factory=list)
    failed: Call | None = None

    def client(self, real: Client) -> Client:
        """The same client, by way of these calls."""
        configuration = real.config()
        configuration["service_client"] = _Service(real.service_client, self)
        return Client(**configuration)

    def begin(self, call: Call) -> CallFault | None:
        """Count one; gives what it meets."""
        before = sum(made.name == call.name for made in self.made)
        self.made.append(call)
        met = call.name == self.name and self.nth <= before < self.nth + self.times
        if self.fault is None or not met:
            return None
        self.failed = call
        return self.fault

    def end_first_try(self) -> None:
        """From now on none fails."""
        self.first, self.fault = list(self.made), None


class _Service(ServiceClient):
    def __init__(self, real: ServiceClient, calls: Calls) -> None:
        super().__init__(real.config)
        self._real = real
        self._calls = calls

    @property
    def worker_service_client(self) -> "ServiceClient":  # type: ignore[override]  # its type is private
        return self._real.worker_service_client

    def update_rpc_metadata(self, metadata: Mapping[str, str | bytes]) -> None:
        self._real.update_rpc_metadata(metadata)

    def update_api_key(self, api_key: str | None) -> None:
        self._real.update_api_key(api_key)

    async def _rpc_call(  # noqa: PLR0913 -- the SDK's
        self,
        rpc: str,
        req: Message,
        resp_type: type[ServiceResponse],
        *,
        service: str,
        retry: bool,
        metadata: Mapping[str, str | bytes],
        timeout: timedelta | None,  # noqa: ASYNC109 -- likewise
    ) -> ServiceResponse:
        async def done() -> ServiceResponse:
            return await self._real._rpc_call(  # noqa: SLF001 -- the one way through all calls
                rpc,
                req,
                resp_type,
                service=service,
                retry=retry,
                metadata=metadata,
                timeout=timeout,
            )

        fault = self._calls.begin(Call(rpc, timeout))
        if fault is CallFault.TWICE:
            await done()
            # Without `retry` the SDK asks once.
            if not retry:
                raise _error(CallFault.LOST)
        elif fault is not None:
            if fault in _DONE:
                await done()
            raise _error(fault)
        return await done()


def _error(fault: CallFault) -> RPCError:
    status, message = _SAYS[fault]
    return RPCError(message, status, b"")
