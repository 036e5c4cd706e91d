"""S43: personal data is deleted when its time is over; tests/workflows/test_purge.py: in Temporal.

The audit log stays, since it holds no personal data (S42).
"""

from datetime import timedelta

import pytest

from db import troubles
from db.mailing.mails import record_sent
from db.piccolo_app import APP_CONFIG
from db.purging import applications_to_forget, forget_application
from db.tables.enrolment import Application
from db.tables.operation import Mail
from domain.enrolment.policy import PurgePolicy
from domain.needs import TroubleKind
from rig.applications import APPLICANT, Applications, now
from rig.companies import other_manager
from settings import Settings
from tests.security.forgetting import PERSONAL, applications, policy, whole_database

__all__ = ["applications", "policy"]

DAYS = timedelta(days=1)
MOST = 100
SECRETS = {"LINK_KEYS": "k" * 32, "CSRF_SECRET": "s" * 32}


async def tables_that_name(number: str) -> list[str]:
    """Where anything of this process is left."""
    return [
        table._meta.tablename  # noqa: SLF001 -- Piccolo's only way to ask
        for table in APP_CONFIG.table_classes
        if number in str(await table.select())
    ]


async def closed(number: str, stage: str, days_ago: int) -> str:
    """The application ended in this stage so many days ago."""
    await Application.update(
        stage=stage, deadline=None, closed_at=now() - timedelta(days=days_ago, minutes=1)
    ).where(Application.application_number == number)
    return number


@pytest.mark.parametrize(
    ("stage", "days_ago", "due"),
    [
        ("expired", 29, False),
        ("expired", 30, True),
        ("declined", 364, False),
        ("declined", 365, True),
        ("withdrawn", 364, False),
        ("withdrawn", 365, True),
        ("lapsed", 364, False),
        ("lapsed", 365, True),
        ("enrolled", 3650, False),
    ],
)
async def test_s43_each_end_has_its_time(
    applications: Applications,
    policy: PurgePolicy,
    stage: str,
    days_ago: int,
    due: bool,  # noqa: FBT001 -- a parameter of the table above
) -> None:
    number = await closed(await applications.awaiting_approval(), stage, days_ago)
    expected = (number,) if due else ()
    assert await applications_to_forget(policy, now(), MOST) == expected


@pytest.mark.parametrize(
    ("stage", "days_ago", "due"),
    [("expired", 6, False), ("expired", 7, True), ("declined", 89, False), ("declined", 90, True)],
)
async def test_s43_each_time_is_settable(
    applications: Applications,
    stage: str,
    days_ago: int,
    due: bool,  # noqa: FBT001 -- a parameter of the table above
) -> None:
    environment = {"PURGE_UNFINISHED_AFTER": "7d", "PURGE_CLOSED_AFTER": "90d"}
    policy = Settings.from_environment({**SECRETS, **environment}).purge
    number = await closed(await applications.awaiting_approval(), stage, days_ago)
    assert await applications_to_forget(policy, now(), MOST) == ((number,) if due else ())


async def test_s43_what_is_open_is_never_due(
    applications: Applications, policy: PurgePolicy
) -> None:
    await applications.awaiting_approval()
    assert await applications_to_forget(policy, now() + 9999 * DAYS, MOST) == ()


async def test_s43_forgotten_application_leaves_nothing_personal(
    applications: Applications,
) -> None:
    number = await applications.withdrawing()
    await applications.steps.close_withdrawn(applications.order(number))
    await record_sent(f"{number}/receipt/1", f"250 {APPLICANT} accepted", now())
    await troubles.note(number, TroubleKind.STEP_FAILING, "close_withdrawn: KeyError", now())
    await forget_application(number, now())
    rest = await whole_database()
    assert [text for text in PERSONAL if text in rest] == []
    assert await troubles.troubles() == []
    assert await tables_that_name(number) == ["audit_event"]


async def test_s43_forgetting_one_application_leaves_the_others(
    applications: Applications,
) -> None:
    other = await other_manager(applications)
    kept = await Mail.count()
    number = await applications.frozen()
    await forget_application(number, now())
    assert await Mail.count() == kept
    assert (await other.account()).state == "active"
