"""The law of histories: Temporal keeps numbers and choices of people, never who they are (S07)."""

import re
from collections.abc import Iterable

import asyncpg
from temporalio.client import Client

from auditor.law import Breach
from auditor.workflows import PATIENCE

LAW = "histories_name_nobody"
SAYS = "No history holds a mail address, a name, a telephone number or a secret of anybody."

SHORTEST = 4
"""What is shorter, such as 部長, is found by chance."""

_PERSONAL = """
    SELECT DISTINCT value FROM (
        SELECT unnest(ARRAY[mail_address, proved_address, manager_password_hash]) AS value
        FROM application
        UNION ALL
        SELECT unnest(ARRAY[contact_name, contact_mail_address, manager_name, manager_name_kana,
            telephone, address])
        FROM form_revision
        UNION ALL
        SELECT unnest(ARRAY[person_name, person_name_kana, mail_address, password_hash])
        FROM account
        UNION ALL SELECT token_hash FROM link
    ) AS personal
    WHERE length(value) >= $1 LIMIT $2
"""


async def breaches_of_histories(
    connection: "asyncpg.Connection[asyncpg.Record]",
    client: Client,
    which: str,
    most: int = 100_000,
) -> list[Breach]:
    """Search the histories of the workflows of a query for whatever is personal in the database.

    `most`: of the values so many are looked for.
    """
    personal = [row["value"] for row in await connection.fetch(_PERSONAL, SHORTEST, most)]
    found: list[Breach] = []
    async for workflow in client.list_workflows(which, rpc_timeout=PATIENCE):
        history = await workflow_history(client, workflow.id, workflow.run_id)
        if any(value in history for value in personal):
            found.append(Breach(LAW, workflow.id, "its history holds personal data"))
    return found


async def workflow_history(client: Client, process: str, run: str) -> str:
    """All that can be read in a history; payloads are JSON, which escapes what is not ASCII."""
    handle = client.get_workflow_handle(process, run_id=run)
    history = await handle.fetch_history(rpc_timeout=PATIENCE)
    return readable(event.SerializeToString() for event in history.events)


def readable(events: Iterable[bytes]) -> str:
    """The text in events."""
    text = b"".join(events).decode(errors="replace")
    return re.sub(r"\\u([0-9a-f]{4})", lambda escape: chr(int(escape[1], 16)), text)
