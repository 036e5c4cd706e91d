"""The audit log of a few events, all sealed, and attacks on it that are undone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from db.audit_seals import seal_events
from db.engine import ENGINE, database, transaction
from db.tables.operation import AuditEvent
from rig.applications import Applications
from settings import Settings

NEWEST = 2**62
CUT_OFF = """
    DELETE FROM event_seal WHERE event = (SELECT max(id) FROM audit_event);
    DELETE FROM audit_event WHERE id = (SELECT max(id) FROM audit_event)
"""


@pytest.fixture
async def log(owner_url: str, settings: Settings) -> AsyncIterator[Applications]:
    """An audit log of some events with a gap before the last, all sealed; open for its owner."""
    async with database(owner_url):
        yield await sealed(Applications(settings))


async def sealed(applications: Applications) -> Applications:
    await applications.enrolled()
    await AuditEvent.raw(
        "INSERT INTO audit_event (at, tag) SELECT now(), 'a:b:c' FROM generate_series(1, 12)"
    )
    await AuditEvent.raw("SELECT nextval('audit_event_id_seq')")
    await AuditEvent.raw("INSERT INTO audit_event (at, tag) VALUES (now(), 'a:b:last')")
    await seal_events(applications.settings.link_keys, NEWEST)
    return applications


class UndoneError(Exception):
    """What was done is to be undone."""


@asynccontextmanager
async def attacked(attack: str) -> AsyncIterator[None]:
    """The database after an attack, with triggers off; it is undone."""
    with suppress(UndoneError):
        async with transaction():
            await ENGINE.run_script(f"SET LOCAL session_replication_role = replica; {attack}")
            yield
            raise UndoneError
