"""Each step run twice, at once, and through crashes: it happens once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest

from activities.enrolment import EnrolmentActivities
from activities.orders import StepOrder, TimeOrder
from db.enrolment import issue, steps
from db.enrolment.outcomes import StepSettings
from db.tables.companies import Account, Company
from db.tables.enrolment import Application
from db.tables.operation import AuditEvent
from domain.enrolment.stages import Stage
from rig.applications import APPLICANT, FORM, PASSWORD, Applications, now
from settings import Settings
from tests.rows import every_row

Step = Callable[[EnrolmentActivities, StepOrder], Awaitable[Any]]
FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)


def end_wait(steps: EnrolmentActivities, order: StepOrder) -> Awaitable[Any]:
    return steps.end_wait(TimeOrder(order.application_number, FAR_AHEAD))


def do_what_is_due(steps: EnrolmentActivities, order: StepOrder) -> Awaitable[Any]:
    return steps.do_what_is_due(TimeOrder(order.application_number, FAR_AHEAD))


# Every step, and the stages at which it has something to do.
STEPS: dict[str, tuple[Step, tuple[str, ...]]] = {
    "where_the_facts_stand": (EnrolmentActivities.where_the_facts_stand, ()),
    "screen": (EnrolmentActivities.screen, ("submitted",)),
    "ask_wholesaler": (EnrolmentActivities.ask_wholesaler, ("cleared",)),
    "issue_ids": (EnrolmentActivities.issue_ids, ("decided",)),
    "return_refused": (EnrolmentActivities.return_refused, ("refused",)),
    "return_undeliverable": (EnrolmentActivities.return_undeliverable, ("undeliverable",)),
    "send_back": (EnrolmentActivities.send_back, ("sent_back",)),
    "freeze_disowned": (EnrolmentActivities.freeze_disowned, ("disowned",)),
    "freeze_disputed": (EnrolmentActivities.freeze_disputed, ("disputed",)),
    "close_turned_down": (EnrolmentActivities.close_turned_down, ("turned_down",)),
    "close_withdrawn": (EnrolmentActivities.close_withdrawn, ("withdrawing",)),
    "do_what_is_due": (do_what_is_due, ("invited", "awaiting_approval")),
    "end_wait": (end_wait, ("invited", "under_review", "awaiting_approval", "returned")),
}
STAGES = (
    "invited",
    "submitted",
    "under_review",
    "cleared",
    "sent_back",
    "turned_down",
    "awaiting_approval",
    "decided",
    "refused",
    "disowned",
    "disputed",
    "undeliverable",
    "returned",
    "withdrawing",
    "enrolled",
)
AT_WORK = [(name, stage) for name, (_, stages) in STEPS.items() for stage in stages]
AT_REST = [
    (name, stage) for name, (_, stages) in STEPS.items() for stage in STAGES if stage not in stages
]


def test_every_step_that_workers_offer_is_tried_here(settings: Settings) -> None:
    offered = {step.__name__ for step in EnrolmentActivities(settings).steps}
    assert offered == set(STEPS)


async def at(applications: Applications, stage: str) -> str:
    """Bring an application to a stage, as people would."""
    number: str = await getattr(applications, stage)()
    return number


@pytest.mark.parametrize(("name", "stage"), AT_WORK)
async def test_a_step_run_twice_changes_nothing_more(
    applications: Applications, name: str, stage: str
) -> None:
    step = STEPS[name][0]
    number = await at(applications, stage)
    before = await every_row()
    first = await step(applications.steps, applications.order(number))
    after_once = await every_row()
    assert after_once != before
    assert await step(applications.steps, applications.order(number)) == first
    assert await every_row() == after_once


@pytest.mark.parametrize(("name", "stage"), AT_WORK)
async def test_a_step_run_five_times_at_once_is_done_once(
    applications: Applications, name: str, stage: str
) -> None:
    step = STEPS[name][0]
    number = await at(applications, stage)
    order = applications.order(number)
    await asyncio.gather(*(step(applications.steps, order) for _ in range(5)))
    after_all = await every_row()
    await step(applications.steps, order)
    assert await every_row() == after_all
    audited = await AuditEvent.select(AuditEvent.tag).output(as_list=True)
    moves = [tag for tag in audited if tag.startswith("workflow:application:")]
    assert len(moves) == len(set(moves))


@pytest.mark.parametrize("stage", STAGES)
async def test_no_step_touches_an_application_at_another_stage(
    applications: Applications, stage: str
) -> None:
    """S31: nothing is skipped, replayed or taken late, whoever calls."""
    number = await at(applications, stage)
    # Whoever was called to a case hears of its end as soon as the facts are read.
    await applications.steps.where_the_facts_stand(applications.order(number))
    before = await every_row()
    for name in [name for name, resting in AT_REST if resting == stage]:
        await STEPS[name][0](applications.steps, applications.order(number))
        assert await every_row() == before, name


@pytest.mark.parametrize("waiting", [Stage.INVITED, Stage.AWAITING_APPROVAL], ids=str)
async def test_a_stage_that_waits_for_people_goes_on_by_no_step(
    applications: Applications, waiting: Stage
) -> None:
    number = await at(applications, waiting.value)
    before = await every_row()
    settings = applications.settings
    recording = StepSettings(
        settings.link_keys, settings.access_change_wait, settings.alert_mail_address
    )
    await steps.advance_application(number, waiting, recording, settings.policy, now())
    assert await every_row() == before


async def test_the_ids_are_those_of_the_rules(applications: Applications) -> None:
    number = await applications.decided()
    standing = await applications.steps.issue_ids(applications.order(number))
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
    ("module", "crash_at"),
    [
        (steps, "record_outcome"),
        (issue, "_row"),
        (issue, "_new_company"),
        (issue, "_new_id_manager"),
        (issue, "_forget_password"),
    ],
)
@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_crash_between_any_two_steps_of_the_issue_leaves_all_or_nothing(
    applications: Applications,
    monkeypatch: pytest.MonkeyPatch,
    module: ModuleType,
    crash_at: str,
    when: str,
) -> None:
    number = await applications.decided()
    before = await every_row()
    whole = getattr(module, crash_at)

    async def crash(*arguments: Any) -> Any:
        if when == "after":
            await whole(*arguments)
        raise ConnectionResetError

    monkeypatch.setattr(module, crash_at, crash)
    with pytest.raises(ConnectionResetError):
        await applications.steps.issue_ids(applications.order(number))
    assert await every_row() == before
    monkeypatch.undo()
    await applications.steps.issue_ids(applications.order(number))
    assert await Company.count().where(Company.application_number == number) == 1


async def test_a_timer_of_an_earlier_deadline_ends_nothing(applications: Applications) -> None:
    """The deadline moved meanwhile; the worker that fell asleep before does not know it yet."""
    order = await applications.at_its_end(await applications.awaiting_approval())
    earlier = TimeOrder(order.application_number, order.until - timedelta(days=1))
    assert (await applications.steps.end_wait(earlier)).stage is Stage.AWAITING_APPROVAL
    assert (await applications.steps.end_wait(order)).stage is Stage.LAPSED
