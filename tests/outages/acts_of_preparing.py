"""What a worker makes in a Temporal before it works: done once and once more."""

import itertools
from contextlib import suppress
from dataclasses import replace
from unittest.mock import patch

from temporalio.client import Client, SchedulePolicy
from temporalio.service import RPCError

from db.tables.operation import Outbox
from relay.making import prepare
from relay.schedules import SCHEDULES, keep_schedules
from tests.outages.acts import Acting
from tests.temporal import namespaces

WITHOUT_ATTRIBUTES = "without-attributes"
"""One namespace for all tries: a new one is not known everywhere at once."""

TWO = dict(itertools.islice(SCHEDULES.items(), 2))
"""They are seen to one after another, and each costs some hundred milliseconds."""

_serials = itertools.count(1)


async def schedules_are_made(acting: Acting) -> object:
    await _no_schedules(acting.client)
    with patch.dict(SCHEDULES, TWO, clear=True):
        await acting.twice(keep_schedules)
    return await _kept(acting.client)


async def schedules_are_renewed(acting: Acting) -> object:
    await _no_schedules(acting.client)
    for name, schedule in TWO.items():
        await acting.client.create_schedule(name, replace(schedule, policy=SchedulePolicy()))
    with patch.dict(SCHEDULES, TWO, clear=True):
        await acting.twice(keep_schedules)
    return await _kept(acting.client)


async def _no_schedules(client: Client) -> None:
    for name in TWO:
        with suppress(RPCError):  # it is not there
            await client.get_schedule_handle(name).delete()


async def _kept(client: Client) -> object:
    return {
        name: (await client.get_schedule_handle(name).describe()).schedule.policy == schedule.policy
        for name, schedule in TWO.items()
    }


async def a_namespace_is_made(acting: Acting) -> object:
    await Outbox.raw("DELETE FROM temporal_home")  # or it is another's, and nobody makes it
    there = _in(acting, f"new-{next(_serials)}")
    await _prepared_twice(acting, there)
    return await namespaces.retention_of(there), await namespaces.description_of(there)


async def search_attributes_are_made(acting: Acting) -> object:
    there = _in(acting, WITHOUT_ATTRIBUTES)
    try:
        await namespaces.remove_attributes(there, *await namespaces.attributes_of(there))
    except RPCError:  # the first try
        address = there.service_client.config.target_host
        await namespaces.make(address, WITHOUT_ATTRIBUTES, attributes={})
    await _prepared_twice(acting, there)
    return await namespaces.attributes_of(there)


async def _prepared_twice(acting: Acting, there: Client) -> None:
    """In a namespace of its own; what fails is an obstacle, and no error."""
    await Acting(acting.applications, there, acting.calls).twice(prepare)


def _in(acting: Acting, namespace: str) -> Client:
    configuration = acting.client.config()
    configuration["namespace"] = namespace
    return Client(**configuration)
