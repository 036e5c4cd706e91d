"""What a worker makes in a Temporal before it works: done once and once more."""

from relay.schedules import SCHEDULES, keep_schedules
from tests.outages.acts import Acting


async def schedules_are_made(acting: Acting) -> object:
    client = acting.client
    await keep_schedules(client)
    for name in SCHEDULES:
        await client.get_schedule_handle(name).delete()
    await acting.twice(keep_schedules)
    return {
        name: (await client.get_schedule_handle(name).describe()).schedule.policy.catchup_window
        for name in SCHEDULES
    }
