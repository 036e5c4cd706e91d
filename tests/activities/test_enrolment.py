"""Each step run twice, at once, and through crashes: it happens once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from activities.enrolment import EnrolmentActivities
from activities.orders import StepOrder, WaitOver
from db import issue
from db.piccolo_app import APP_CONFIG
from db.tables.companies import Account, Company
from db.tables.enrolment import Application
from domain.stages import Choice, Stage
from tests.applications import APPLICANT, FORM, PASSWORD, Applications

Step = Callable[[EnrolmentActivities, StepOrder], Awaitable[Any]]
FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)

# The step, and how far the application is when it runs.
STEPS: dict[str, tuple[str, Step]] = {
    "where_the_facts_stand": ("invited", EnrolmentActivities.where_the_facts_stand),
    "remind_of_invitation": ("invited", EnrolmentActivities.remind_of_invitation),
    "expire_invitation": (
        "invited",
        lambda steps, order: steps.expire_invitation(WaitOver(order, FAR_AHEAD)),
    ),
    "ask_wholesaler": ("submitted", EnrolmentActivities.ask_wholesaler),
    "issue_ids": ("decided", EnrolmentActivities.issue_ids),
    "close_declined": ("declined_by_contact", EnrolmentActivities.close_declined),
    "close_lapsed": (
        "awaiting_approval",
        lambda steps, order: steps.close_lapsed(WaitOver(order, FAR_AHEAD)),
    ),
}


async def at(applications: Applications, stage: str) -> str:
    if stage == "declined_by_contact":
        return await applications.decided(Choice.DECLINE, "取引がありません。")
    number: str = await getattr(applications, stage)()
    return number


async def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    return {
        table._meta.tablename: await table.select().order_by(table._meta.primary_key)  # noqa: SLF001
        for table in APP_CONFIG.table_classes
    }


@pytest.mark.parametrize("name", STEPS)
async def test_a_step_run_twice_changes_nothing_more(applications: Applications, name: str) -> None:
    stage, step = STEPS[name]
    number = await at(applications, stage)
    steps = EnrolmentActivities(applications.settings)
    first = await step(steps, applications.order(number))
    after_once = await everything()
    second = await step(steps, applications.order(number))
    assert second == first
    assert await everything() == after_once


@pytest.mark.parametrize("name", STEPS)
async def test_a_step_run_five_times_at_once_is_done_once(
    applications: Applications, name: str
) -> None:
    stage, step = STEPS[name]
    number = await at(applications, stage)
    steps = EnrolmentActivities(applications.settings)
    order = applications.order(number)
    await asyncio.gather(*(step(steps, order) for _ in range(5)))
    after_all = await everything()
    await step(steps, order)
    assert await everything() == after_all


@pytest.mark.parametrize("name", STEPS)
async def test_no_step_touches_an_application_at_another_stage(
    applications: Applications, name: str
) -> None:
    """S31: nothing is skipped, replayed or taken late, whoever calls."""
    own_stage, step = STEPS[name]
    steps = EnrolmentActivities(applications.settings)
    for stage in ("invited", "submitted", "awaiting_approval", "enrolled"):
        if stage == own_stage:
            continue
        number = await at(applications, stage)
        before = await everything()
        await step(steps, applications.order(number))
        assert await everything() == before, stage


async def test_the_ids_are_those_of_the_rules(applications: Applications) -> None:
    number = await applications.decided()
    standing = await EnrolmentActivities(applications.settings).issue_ids(
        applications.order(number)
    )
    assert standing.stage is Stage.ENROLLED
    assert len(standing.mails_due) > 0
    company = await Company.select().where(Company.application_number == number).first()
    assert company is not None
    account = await Account.select().where(Account.company == company["company_id"]).first()
    assert account is not None
    assert (account["account_id"], account["role"]) == ("001", "id_manager")
    assert account["mail_address"] == APPLICANT
    assert company["name"] == FORM.company_name
    application = await Application.select().where(Application.application_number == number).first()
    assert application is not None
    assert application["manager_password_hash"] is None
    assert PASSWORD not in str(account)


@pytest.mark.parametrize(
    "crash_at", ["leave_stage", "_facts", "_new_company", "_new_id_manager", "_forget_password"]
)
@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_crash_between_any_two_steps_of_the_issue_leaves_all_or_nothing(
    applications: Applications, monkeypatch: pytest.MonkeyPatch, crash_at: str, when: str
) -> None:
    number = await applications.decided()
    before = await everything()
    whole = getattr(issue, crash_at)

    async def crash(*arguments: Any) -> Any:
        if when == "after":
            await whole(*arguments)
        raise ConnectionResetError

    monkeypatch.setattr(issue, crash_at, crash)
    steps = EnrolmentActivities(applications.settings)
    with pytest.raises(ConnectionResetError):
        await steps.issue_ids(applications.order(number))
    assert await everything() == before
    monkeypatch.undo()
    await steps.issue_ids(applications.order(number))
    assert await Company.count().where(Company.application_number == number) == 1
