"""What gets no workflow is told of as long as it has none, and holds up nobody."""

from structlog.testing import capture_logs
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from db import troubles
from db.tables.operation import Mail
from domain.needs import TroubleKind
from relay.delivery import Relay
from relay.reconciling import LONGEST_PAUSE, Reconciler
from rig.applications import Applications, now
from rig.waiting import until
from tests.news import heard
from tests.relay.reconciled import an_import, missing, restarts
from tests.relay.runs import Status, end, status_of
from tests.relay.test_delivery import TEMPORAL
from tests.stuck import told_stuck
from workflows.namespace import SITUATION


async def test_what_fails_again_and_again_is_started_more_and_more_seldom_and_told_of(
    applications: Applications, client: Client, relay: Relay, reconciler: Reconciler
) -> None:
    number = await applications.invited()
    await relay.one_round()
    await _end_by_temporal(client, number)
    await reconciler.one_look()
    assert await status_of(client, number) is Status.RUNNING
    await _end_by_temporal(client, number)
    with capture_logs() as logs:
        for _ in range(3):
            await reconciler.one_look()
            assert await status_of(client, number) is Status.TERMINATED
    assert await missing() == {number: "Enrolment: TERMINATED"}
    assert told_stuck(logs) == [(number, "workflow_missing", "Enrolment: TERMINATED")]
    later = now() + LONGEST_PAUSE
    patient = Reconciler(client, applications.settings.policy, lambda: later)
    await patient.one_look()
    assert await status_of(client, number) is Status.RUNNING
    assert await missing() == {}
    assert await restarts() == [(number, "TERMINATED")] * 2


async def _end_by_temporal(client: Client, number: str) -> None:
    ends = await _ends(client, number)
    await end(client, number, Status.TERMINATED)

    async def one_more() -> bool:
        return await _ends(client, number) == ends + 1

    await until(one_more, "the end in Temporal's list")


async def _ends(client: Client, number: str) -> int:
    which = f"WorkflowId = '{number}' AND ExecutionStatus = 'Terminated'"
    return (await client.count_workflows(which)).count


async def test_what_temporal_refuses_to_start_is_told_of_and_holds_up_nobody(
    applications: Applications,
) -> None:
    # What every workflow shows is there; what an application shows besides is not.
    unprepared = WorkflowEnvironment.start_local(
        dev_server_existing_path=TEMPORAL, search_attributes=(SITUATION,)
    )
    async with await unprepared as server:
        number = await applications.invited()
        process = await an_import(applications)
        relay = Relay(server.client, applications.settings.policy)
        await heard()
        with capture_logs() as logs:
            await relay.one_round()
            assert await missing() == {number: "start: RPCError INVALID_ARGUMENT"}
            assert await status_of(server.client, process) is Status.RUNNING
            await Reconciler(server.client, applications.settings.policy).one_look()
        assert await missing() == {number: "start: RPCError INVALID_ARGUMENT"}
        assert told_stuck(logs) == [
            (number, "workflow_missing", "start: RPCError INVALID_ARGUMENT")
        ]


async def test_what_is_over_is_no_trouble_any_more(
    applications: Applications, reconciler: Reconciler
) -> None:
    number = await applications.withdrawing()
    await applications.steps.close_withdrawn(applications.order(number))
    await Mail.raw("UPDATE mail SET state = 'sent', finished_at = now()")
    await heard()
    await troubles.note(number, TroubleKind.WORKFLOW_MISSING, "Enrolment: FAILED", now())
    await troubles.note(number, TroubleKind.NEWS_UNDELIVERABLE, "start: LookupError", now())
    await troubles.note(number, TroubleKind.STEP_FAILING, "screen: KeyError", now())
    await reconciler.one_look()
    assert [trouble.kind for trouble in await troubles.troubles()] == [TroubleKind.STEP_FAILING]
