"""What a worker makes in a Temporal before it works: done once and once more."""

import itertools
from dataclasses import replace
from datetime import timedelta

from temporalio.client import Client, Schedule, ScheduleUpdate, ScheduleUpdateInput

from db.tables.operation import TemporalHome
from relay.making import prepare
from relay.preparation import find_obstacles
from relay.schedules import SCHEDULES, keep_schedules
from rig.waiting import until
from tests.outages.acts import Acting
from tests.temporal import namespaces

_serials = itertools.count(1)


async def schedules_are_made(acting: Acting) -> object:
    await _without_schedules(acting.client)
    await acting.twice(keep_schedules)
    return await _schedules(acting.client)


async def schedules_of_an_earlier_release_are_renewed(acting: Acting) -> object:
    await keep_schedules(acting.client)
    for name in SCHEDULES:
        await acting.client.get_schedule_handle(name).update(_earlier)
    await acting.twice(keep_schedules)
    return await _schedules(acting.client)


def _earlier(there: ScheduleUpdateInput) -> ScheduleUpdate:
    policy = replace(there.description.schedule.policy, catchup_window=timedelta(minutes=3))
    return ScheduleUpdate(replace(there.description.schedule, policy=policy))


async def _schedules(client: Client) -> dict[str, object]:
    return {name: (await _schedule(client, name)).policy.catchup_window for name in SCHEDULES}


async def _schedule(client: Client, name: str) -> Schedule:
    return (await client.get_schedule_handle(name).describe()).schedule


async def _without_schedules(client: Client) -> None:
    await keep_schedules(client)
    for name in SCHEDULES:
        await client.get_schedule_handle(name).delete()


async def search_attributes_are_made(acting: Acting) -> object:
    name = f"attributes-{next(_serials)}"
    client = await namespaces.make(_address(acting.client), name, attributes={})
    return await _prepared(replace(acting, client=client))


async def a_namespace_is_made(acting: Acting) -> object:
    await TemporalHome.delete(force=True)
    name = f"namespace-{next(_serials)}"
    client = await Client.connect(_address(acting.client), namespace=name)
    return await _prepared(replace(acting, client=client))


async def _prepared(acting: Acting) -> object:
    await acting.twice(prepare)

    async def ready() -> bool:
        return await prepare(acting.client) == []

    await until(ready, "nothing to be in the way")
    return await find_obstacles(acting.client)


def _address(client: Client) -> str:
    return client.service_client.config.target_host
