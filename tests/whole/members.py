"""Companies that have their IDs already, so that a walk can begin in the members' portal."""

import asyncio
import threading

from db.engine import database
from settings import Settings
from tests.applications import Applications, another_form
from tests.members import Ids, id_manager_of
from tests.whole.product import Product


def enrolled(product: Product, mail_address: str) -> Ids:
    """The ID manager, whose password is `PASSWORD`, of a company that no walk enrolled."""
    found: list[Ids] = []
    # Playwright keeps a loop in this thread.
    thread = threading.Thread(
        target=lambda: found.append(asyncio.run(_enrol(product, mail_address)))
    )
    thread.start()
    thread.join()
    return found[0]


async def _enrol(product: Product, mail_address: str) -> Ids:
    settings = Settings.from_environment(product.environment)
    async with database(settings.database_url):
        applications = Applications(settings)
        number = await applications.awaiting_approval(mail_address, another_form())
        await applications.approve(number)
        await applications.steps.issue_ids(applications.order(number))
        return await id_manager_of(number)
