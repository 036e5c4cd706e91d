"""A mail asks for no automatic reply, and its retries are the same mail (security.md S40)."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.mails import MailActivities
from activities.orders import MailOrder
from rig.applications import APPLICANT, Applications, now
from rig.mail_reading import parsed
from tests.mail.receiving import KeepingServer, keeping_server

TRY_LATER = {".": "451 4.3.0 try later"}
BETWEEN = timedelta(minutes=5)


@pytest.fixture
async def keys(applications: Applications) -> list[str]:
    """Two mails of one kind, to two applicants."""
    numbers = [await applications.invited(), await applications.invited(f"b.{APPLICANT}")]
    return [f"{number}/invitation/1" for number in numbers]


async def tried(server: KeepingServer, applications: Applications, key: str, nth: int) -> str:
    """Have it tried; gives the Message-ID of what the server was handed."""
    settings = replace(applications.settings, smtp=server.server)
    at = now() + nth * BETWEEN
    order = MailOrder(key.partition("/")[0], (key,))
    with pytest.raises(ApplicationError):
        await ActivityEnvironment().run(
            MailActivities(settings, clock=lambda: at).send_mails, order
        )
    message = parsed(await asyncio.wait_for(server.mails.get(), 60))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    return str(message["Message-ID"])


async def test_s40_every_try_of_a_mail_is_a_machines_and_has_its_message_id_which_no_other_has(
    applications: Applications, keys: list[str]
) -> None:
    async with keeping_server(TRY_LATER) as server:
        seen = [{await tried(server, applications, key, nth) for nth in range(3)} for key in keys]
    assert [len(ids) for ids in seen] == [1, 1]
    assert not seen[0] & seen[1]
