"""The auditor's night: what is broken is a figure, and the answer of a command."""

import json

import asyncpg
import httpx
from temporalio.client import Client

from rig.waiting import until
from rig.whole.maker import INVITATION, RECEIPT, WELCOME, maker
from rig.whole.product import Product
from tests.inforex.test_program import inforex


async def test_what_the_night_finds_is_told_until_it_is_mended(product: Product) -> None:
    async with maker(product, "audited") as one:
        await one.asks_for_the_link()
        await one.submits_the_form()
        await one.is_approved()
        await one.gets(INVITATION, RECEIPT, WELCOME)
    told = await inforex("audit", "laws", **product.environment)
    assert told.code == 0, told
    await change(product, "$argon2id$")
    try:
        told = await inforex("audit", "laws", "--json", **product.environment)
        assert told.code == 1
        assert {each["law"] for each in json.loads(told.out)} == {"passwords_go_on"}
        await tonight(product, broken=1)
    finally:
        await change(product, None)
    await tonight(product, broken=0)


async def change(product: Product, password: str | None) -> None:
    """Do by hand what no part of the product does, to the newest application with IDs."""
    connection = await asyncpg.connect(product.environment["MIGRATION_DATABASE_URL"])
    try:
        done = await connection.execute(
            "UPDATE application SET manager_password_hash = $1"
            " WHERE application_number = (SELECT max(application_number) FROM company)",
            password,
        )
        assert done == "UPDATE 1"
    finally:
        await connection.close()


async def tonight(product: Product, broken: int) -> None:
    """Have the schedule run now, and wait for its figure."""
    client = await Client.connect(product.environment["TEMPORAL_ADDRESS"])
    await client.get_schedule_handle("audit").trigger()

    async def told() -> bool:
        async with httpx.AsyncClient(base_url=product.metrics_url) as metrics:
            lines = (await metrics.get("/metrics/product")).text.splitlines()
        line = 'inforex_laws_broken{law="passwords_go_on"} 1.0'
        return (line in lines) == bool(broken)

    await until(told, f"{broken} of the laws to be told as broken")
