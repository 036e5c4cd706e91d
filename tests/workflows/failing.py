"""How a step that fails is seen by operators, and an application whose next step is to."""

from datetime import timedelta

from db import troubles
from domain.needs import TroubleKind
from rig.waiting import until
from rig.workflows.life import Life
from workflows.namespace import NEEDS_ATTENTION

SECOND = timedelta(seconds=1)


async def reasons() -> list[str]:
    """What operators see of steps that fail."""
    noted = await troubles.troubles()
    return [each.reason for each in noted if each.kind is TroubleKind.STEP_FAILING]


async def told(number: str, reason: str) -> None:
    """Wait until operators see why a step fails."""

    async def seen() -> bool:
        return any(each.startswith(reason) for each in await reasons())

    await until(seen, f"{number} to be noted with {reason}, not {await reasons()}")


async def untold() -> None:
    """Wait until nothing is noted any more."""

    async def nothing() -> bool:
        return await reasons() == []

    await until(nothing, f"nothing to be noted, not {await reasons()}")


async def attention(life: Life, number: str, *, needed: bool) -> None:
    """Wait until an application is shown to need somebody, or nobody."""

    async def shown() -> bool:
        description = await life.workflow(number).describe()
        return description.typed_search_attributes.get(NEEDS_ATTENTION) is needed

    await until(shown, f"{number} to need {'somebody' if needed else 'nobody'}")


async def details(life: Life, number: str) -> str:
    """What the page of an application in the Temporal UI says."""
    return str(await life.workflow(number).query("__temporal_workflow_metadata"))


async def approved(life: Life) -> str:
    """An application whose IDs are to be issued as soon as its workflow hears of it."""
    number = await life.applications.awaiting_approval()
    await life.hear()
    await life.has_sent("approval_request/1")
    await life.applications.approve(number)
    return number
