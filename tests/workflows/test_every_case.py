"""Every reason of the queue: Temporal shows the same processes, and an act closes each case."""

import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from db.access.requests import ask_for_address
from db.console.company_acts import company_of, lift_suspension, suspend
from db.console.possible_acts import load_circumstances, possible_acts
from db.console.queue import Case, QueueQuery, load_queue
from db.enrolment.applicant_acts import withdraw
from db.mailing import mails
from db.tables.access import AccessChange
from db.tables.enrolment import Application
from db.tables.members import Cancellation, CompanyChange
from db.tables.operation import Mail
from domain.companies.company_change import ChangeChoice
from domain.enrolment.acts import ApplicationAct
from domain.enrolment.stages import ReviewCause, ReviewChoice
from domain.needs import Need, TroubleKind
from rig.access import asking
from rig.applications import WHY, Applications, another_form, now
from rig.companies import (
    cancellation_begun,
    change_asked_for,
    decide,
    other_manager,
    revoked,
)
from rig.console.acts import NEW_ADDRESS
from rig.members import id_manager, id_manager_of
from rig.waiting import until
from rig.workflows.life import Life
from tests.workflows.ways_of_cases import (
    BROUGHT_BY_REVIEW,
    BROUGHT_BY_TROUBLE,
    WAYS,
    Way,
    suspended,
)
from texts.needs import explain_need
from workflows.namespace import NEEDS_ATTENTION


async def cases() -> tuple[Case, ...]:
    return (await load_queue(QueueQuery())).cases


async def queued() -> set[str]:
    """The processes of the queue, but for those that Temporal cannot know of."""
    return {case.process for case in await cases() if case.need is not Need.STOPPED}


async def shown(life: Life) -> set[str]:
    """The processes that Temporal shows to need somebody."""
    return {process for process in await processes() if await needs_somebody(life, process)}


async def processes() -> list[str]:
    """Everything that may have a workflow of its own with a case."""
    made = await Application.select(Application.application_number)
    numbers = [row["application_number"] for row in made]
    tables = (CompanyChange, "change"), (Cancellation, "cancellation"), (AccessChange, "access")
    of_companies = [
        f"{kind}-{row['id']}" for table, kind in tables for row in await table.select(table.id)
    ]
    return [*numbers, *(f"{made}-aftermath" for made in numbers), *of_companies]


async def needs_somebody(life: Life, process: str) -> bool:
    try:
        seen = await life.skipper.client.get_workflow_handle(process).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    running = seen.status is WorkflowExecutionStatus.RUNNING
    return running and bool(seen.typed_search_attributes.get(NEEDS_ATTENTION))


async def become_the_same(life: Life) -> set[str]:
    """Wait until Temporal shows what the queue has; gives that."""

    async def same() -> bool:
        await life.hear()
        return await queued() == await shown(life)

    await until(same, f"{await queued()} to be shown, not {await shown(life)}")
    return await queued()


def test_every_reason_has_a_way_to_close_it() -> None:
    assert {way.need for way in WAYS} == set(Need)
    assert set(BROUGHT_BY_REVIEW) == set(ReviewCause)
    assert set(BROUGHT_BY_TROUBLE) == set(TroubleKind)
    brought = {way.brought for way in WAYS}
    assert {*BROUGHT_BY_REVIEW.values(), *BROUGHT_BY_TROUBLE.values()} <= brought


@pytest.mark.parametrize(
    "way", WAYS, ids=lambda way: f"{way.brought.__name__}-{way.closed.__name__}"
)
async def test_every_case_is_shown_and_closed_by_an_act(life: Life, way: Way) -> None:
    await way.brought(life)
    await life.hear()

    async def there() -> bool:
        return [case.need for case in await cases()] == [way.need]

    await until(there, f"a case of {way.need}, not {await cases()}")
    (case,) = await cases()
    assert await become_the_same(life) == (
        {case.process} if way.need is not Need.STOPPED else set()
    )
    if case.application_number is not None and way.need is not Need.STOPPED:
        await says_why(life, case)
    await way.closed(life, case)
    await life.hear()

    async def gone() -> bool:
        return await cases() == ()

    await until(gone, f"no case, not {await cases()}")
    assert await become_the_same(life) == set()


async def says_why(life: Life, case: Case) -> None:
    """The page in the Temporal UI explains a case as the queue does, without what was typed."""
    workflow = life.skipper.client.get_workflow_handle(case.process)
    details = str(await workflow.query("__temporal_workflow_metadata"))
    for sentence in explain_need(case.need, case.details):
        told, _, typed = sentence.partition("：")
        assert told.removesuffix("。") in details
        assert not typed or typed not in details
    if case.need is Need.MAIL:
        assert "（メールサーバーの応答：550）" in details


async def test_temporal_and_the_queue_have_the_same_cases_of_everything_at_once(
    life: Life,
) -> None:
    """Those that need somebody, and beside each one of its kind that does not."""
    applications = life.applications
    await _all_kinds(life, applications)
    await life.hear()
    assert len(await become_the_same(life)) == 4
    assert len(await shown(life)) == len(await queued())


async def _all_kinds(life: Life, applications: Applications) -> None:
    serial = iter(range(100))

    async def asked() -> str:
        return await applications.awaiting_approval(
            f"a{next(serial)}@maker.example", another_form()
        )

    async def issued() -> str:
        made = await asked()
        await applications.approve(made)
        await life.hear()
        await life.ends(made)
        return made

    await applications.invited("invited@maker.example")
    await applications.under_review("reviewed@maker.example")
    cleared = await applications.under_review("cleared@maker.example")
    await applications.review(cleared, ReviewChoice.DECLINE)
    await asked()
    await withdraw(await asked(), now())
    await applications.decline(await asked())
    await mails.record_refused(f"{await asked()}/receipt/1", "550 no such user", now())
    await applications.dispute(await issued())
    again = await issued()
    await applications.dispute(again)
    await lift_suspension(await company_of(again), WHY, now())
    gone = await issued()
    await applications.dispute(gone)
    await revoked(gone, applications.settings)
    await suspend(await company_of(await issued()), WHY, now())
    ids = await other_manager(applications)
    await change_asked_for(ids)
    await cancellation_begun(ids)
    member = await id_manager_of(await issued())
    await ask_for_address(
        member.company_id, member.account_id, NEW_ADDRESS, asking(applications.settings)
    )


async def test_whoever_was_called_to_a_case_hears_of_its_end(life: Life) -> None:
    made = await life.applications.under_review()
    await life.hear()
    await life.has_sent_kind("alert_screening")
    await life.applications.review(made, ReviewChoice.CLEAR)
    await life.hear()
    await life.has_sent("alert_done/1")
    assert len(await threads_of("alert_screening", "alert_done")) == 1


async def threads_of(*kinds: str) -> set[str]:
    """The processes by which mails of these kinds are threaded; each kind was queued."""
    rows = await Mail.select(Mail.kind, Mail.process).where(Mail.kind.is_in(list(kinds)))
    assert {row["kind"] for row in rows} == set(kinds)
    return {row["process"] for row in rows}


async def test_whoever_was_called_to_a_change_of_a_company_hears_of_its_end(life: Life) -> None:
    ids = await id_manager(life.applications)
    change = await change_asked_for(ids)
    await life.hear()
    await life.has_sent_kind("company_change_alert")
    await decide(change, ChangeChoice.DECLINE, "確認できません。")
    await life.hear()
    await life.has_sent_kind("company_change_settled")
    assert await threads_of("company_change_alert", "company_change_settled") == {
        f"change-{change}"
    }


async def test_whoever_was_called_to_a_suspended_company_hears_of_its_end(life: Life) -> None:
    made = await suspended(life)
    await life.hear()
    await life.has_sent("alert_suspended/1")
    await lift_suspension(await company_of(made), WHY, now())
    await life.hear()
    await life.has_sent("alert_done/1")
    assert not [key for key in life.postman.sent if key == "alert_done/2"]
    assert len(await threads_of("alert_suspended", "alert_done")) == 1


@pytest.mark.parametrize(
    "state", ["under_review", "frozen", "undeliverable", "enrolled", "returned"]
)
async def test_what_the_page_offers_can_end_what_the_queue_has(life: Life, state: str) -> None:
    made = await getattr(life.applications, state)()
    if state == "enrolled":
        await mails.record_refused(f"{made}/welcome/1", "550 no such user", now())
    offered = set(possible_acts(await load_circumstances(made), now()))
    ends = {
        Need.REVIEW: {ApplicationAct.CLEAR},
        Need.MAIL: {ApplicationAct.RETRY},
        Need.SUSPENSION: {ApplicationAct.LIFT, ApplicationAct.SETTLE, ApplicationAct.CLEAR},
    }
    for case in await cases():
        assert ends[case.need] & offered, case
