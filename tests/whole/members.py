"""Things that are there already when a walk begins, made in the product's database."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

from db.engine import database
from rig.applications import Applications, another_form
from rig.members import Ids, id_manager_of
from rig.whole.product import Product
from settings import Settings

Made = TypeVar("Made")


def enrolled(product: Product, mail_address: str) -> Ids:
    """The ID manager, whose password is `PASSWORD`, of a company that no walk enrolled."""
    return on_the_database_of(product, lambda applications: _enrol(applications, mail_address))


def on_the_database_of(product: Product, make: Callable[[Applications], Awaitable[Made]]) -> Made:
    """Make something with the product's database open, by the product's settings."""
    made: list[Made] = []

    async def work() -> None:
        settings = Settings.from_environment(product.environment)
        async with database(settings.database_url):
            made.append(await make(Applications(settings)))

    # Playwright keeps a loop in this thread.
    thread = threading.Thread(target=lambda: asyncio.run(work()))
    thread.start()
    thread.join()
    return made[0]


async def _enrol(applications: Applications, mail_address: str) -> Ids:
    number = await applications.awaiting_approval(mail_address, another_form())
    await applications.approve(number)
    await applications.steps.issue_ids(applications.order(number))
    return await id_manager_of(number)
