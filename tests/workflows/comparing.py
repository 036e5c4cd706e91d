"""Holding workflows against the facts, as operators and the schedule do."""

from collections.abc import Mapping

from db.differences import Difference
from db.tables.operation import Outbox
from domain.out_of_step import DifferenceKind
from relay.executions import in_temporal
from relay.reconciling import Compared, Reconciler
from rig.waiting import until
from rig.workflows.life import Life

Kinds = Mapping[str, DifferenceKind]


async def compare(life: Life, *, mend: bool = False) -> Compared:
    policy = life.applications.settings.policy
    return await Reconciler(life.skipper.client, policy, by_operator=True).compare(mend=mend)


async def differs(life: Life, expected: Kinds) -> None:
    """Wait until just these workflows differ, in these ways."""
    found: dict[str, DifferenceKind] = {}

    async def so() -> bool:
        found.clear()
        found.update(kinds((await compare(life)).found))
        return found == expected

    await until(so, f"{expected}, not {found}")


async def mended(life: Life, expected: Kinds) -> None:
    """Wait until these differ, mend them, and wait until nothing does."""
    await differs(life, expected)
    compared = await compare(life, mend=True)
    assert kinds(compared.found) == expected
    assert compared.left == ()
    await differs(life, {})


async def at_rest(life: Life, workflow: str) -> None:
    """Wait until a workflow has nothing to do but to wait."""

    async def so() -> bool:
        there = await in_temporal(life.skipper.client, workflow)
        return there is not None and not there.busy and not there.sends

    await until(so, f"{workflow} to be at rest")


def kinds(found: tuple[Difference, ...]) -> dict[str, DifferenceKind]:
    return {each.workflow: each.kind for each in found}


async def lost_on_the_way() -> None:
    """All news so far were delivered, to a Temporal that has forgotten them since."""
    await Outbox.raw("UPDATE outbox SET delivered_at = now() WHERE delivered_at IS NULL")
