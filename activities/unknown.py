"""A step that this release does not know: a newer workflow asks for it while releases change."""

from collections.abc import Sequence

from temporalio import activity
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError


@activity.defn(dynamic=True)
async def unknown_step(_: Sequence[RawValue]) -> None:
    """Fail as any step does, and be seen as any, until a worker comes that knows it."""
    raise ApplicationError("no worker of this release knows it", type="UnknownStep")
