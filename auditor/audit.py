"""One look at everything."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import asyncpg
from temporalio.client import Client

from auditor.facts import GRACE, read_laws
from auditor.histories import breaches_of_histories
from auditor.law import Breach
from auditor.seals import breaches_of_seals
from auditor.workflows import breaches_between


async def audit(  # noqa: PLR0913 -- what it looks at, and how closely
    connection: "asyncpg.Connection[asyncpg.Record]",
    client: Client,
    now: datetime,
    grace: timedelta = GRACE,
    *,
    histories: str = "",
    keys: Sequence[bytes] = (),
) -> list[Breach]:
    """Look for breaches of every law; empty when there are none.

    `now`: UTC. `histories`: of which workflows the histories are read too, as a query of
    Temporal; of none by default, since that takes long. `keys`: those of seals; without them it is
    not asked who made these.
    """
    found = await read_laws(connection, now, grace)
    found += await breaches_of_seals(connection, keys)
    found += await breaches_between(connection, client, now, grace)
    if histories:
        found += await breaches_of_histories(connection, client, histories)
    return found
