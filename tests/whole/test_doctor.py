"""`inforex doctor` looks at the product as it runs, and at what an operator broke."""

import re

from temporalio.client import Client

from inforex.doctor.temporal import QUEUES
from relay.schedules import SCHEDULES
from rig.waiting import until
from rig.whole.product import Product
from tests.inforex.test_program import inforex


async def test_all_of_a_running_product_is_found_and_what_is_broken_is_told(
    product: Product,
) -> None:
    async def all_is_there() -> bool:
        told = await inforex("doctor", **product.environment)
        return told.code == 0 and "wrong" not in told.out

    await until(all_is_there, "everything to be found")
    told = (await inforex("doctor", **product.environment)).out
    for queue in QUEUES:
        assert f"ok       worker of {queue}: 1 take tasks: " in told
    for name in SCHEDULES:
        assert re.search(rf"schedule {name}: It (is there|ran) ?", told)
    client = await Client.connect(product.environment["TEMPORAL_ADDRESS"])
    purge = client.get_schedule_handle("purge")
    await purge.pause(note="while the disk is full")
    try:
        told = (await inforex("doctor", **product.environment)).out
    finally:
        await purge.unpause()
    assert "note     schedule purge: It is paused (while the disk is full)." in told
