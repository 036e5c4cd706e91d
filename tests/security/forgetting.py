"""What the tests of S43 share: when data is deleted, and whether anything personal is left."""

import pytest

from db.piccolo_app import APP_CONFIG
from domain.enrolment.policy import PurgePolicy
from rig.applications import APPLICANT, CONTACT, FORM, Applications
from settings import Settings

PERSONAL = (
    APPLICANT,
    CONTACT,
    FORM.address,
    FORM.telephone,
    FORM.manager_name,
    FORM.contact_name,
    FORM.company_name,
    "佐藤 次郎",
    "sato@shinki-shokuhin.example",
)


@pytest.fixture
def policy(settings: Settings) -> PurgePolicy:
    return settings.purge


@pytest.fixture
async def applications(pool: str, settings: Settings) -> Applications:  # noqa: ARG001 -- it opens the database
    return Applications(settings)


async def whole_database() -> str:
    """Every row of every table, as text."""
    rows = [await table.select() for table in APP_CONFIG.table_classes]
    return str(rows)
