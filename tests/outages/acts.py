"""Every act of ours that asks something of Temporal: done once and once more, as rounds do.

Each gives what is left of it, the same whatever call failed the first time.
"""

import itertools
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from temporalio.client import Client
from temporalio.service import RPCError

from activities.purge import PurgeActivities
from db import temporal_recovery, troubles
from db.tables.enrolment import Application
from db.tables.operation import AuditEvent, FailedRun, Outbox
from domain.durations import Duration
from domain.enrolment.policy import PurgePolicy
from domain.needs import TroubleKind
from relay.delivery import Relay
from relay.home import find_other_home
from relay.past import forget, known_runs, wait_until_taken_up
from relay.pollers import pollers_of
from relay.preparation import find_obstacles
from relay.reconciling import Reconciler
from relay.replaying import how_many, replay, replayer
from relay.retrying import try_at_once
from relay.stuck_tasks import StuckTasks
from relay.temporal_figures import TemporalFigures
from rig.applications import Applications, another_form, now
from rig.outages.calls import Calls
from rig.waiting import until
from tests.news import heard, waiting
from tests.outages.tasks import failing_step, failing_workflow, resting
from tests.relay.runs import Status, ended, runs_of, signals_of, status_of
from workflows.steps import ENROLMENT_QUEUE

NOTHING_KEPT = PurgePolicy(Duration(0, "s"), Duration(0, "s"), Duration(0, "s"))

_serials = itertools.count(1)


@dataclass(frozen=True)
class Acting:
    """Who acts; `client` is without faults, for what comes before and after."""

    applications: Applications
    client: Client
    calls: Calls

    async def twice(self, act: Callable[[Client], Awaitable[object]]) -> None:
        """Act, and once more, when no call fails: as rounds do, and Temporal with a step."""
        client = self.calls.client(self.client)
        with suppress(RPCError):
            await act(client)
        self.calls.end_first_try()
        await act(client)

    async def invited(self) -> str:
        return await self.applications.invited(f"maker@act-{next(_serials)}.example")

    async def submitted(self) -> str:
        number = await self.invited()
        await self.applications.submit(number, another_form())
        return number

    async def held_no_longer(self) -> None:
        """The two seconds pass that news wait for whose delivery failed."""
        await Outbox.raw("UPDATE outbox SET held_until = NULL WHERE delivered_at IS NULL")

    async def listed(self, which: str, count: int = 1) -> None:
        """Wait until Temporal's list has so many of these."""

        async def so() -> bool:
            return (await self.client.count_workflows(which)).count >= count

        await until(so, f"{count} listed: {which}")

    def relay(self, client: Client) -> Relay:
        return Relay(client, self.applications.settings.policy)

    def reconciler(self, client: Client, *, by_operator: bool = False) -> Reconciler:
        policy = self.applications.settings.policy
        return Reconciler(client, policy, by_operator=by_operator)


Act = Callable[[Acting], Awaitable[object]]


async def a_page_nudges(acting: Acting) -> object:
    number = await acting.submitted()
    relay: list[Relay] = []

    async def nudge(client: Client) -> None:
        relay[:] = relay or [acting.relay(client)]
        await relay[0].nudge(number)
        await acting.held_no_longer()

    await acting.twice(nudge)
    return await _brought(acting, number)


async def the_relay_goes_its_round(acting: Acting) -> object:
    number = await acting.submitted()

    async def one_round(client: Client) -> None:
        await acting.relay(client).one_round()
        await acting.held_no_longer()

    await acting.twice(one_round)
    return await _brought(acting, number)


async def _brought(acting: Acting, number: str) -> object:
    signals = set(await signals_of(acting.client, number))  # twice is once
    return signals, await status_of(acting.client, number), await waiting()


async def the_relay_settles_in_a_new_temporal(acting: Acting) -> object:
    number = await acting.submitted()
    await heard()
    await temporal_recovery.adopt_temporal("", now())
    await acting.twice(lambda client: acting.relay(client).one_round())
    home = await temporal_recovery.temporal_home()
    return await status_of(acting.client, number), bool(home)


async def news_of_what_had_ended_are_brought(acting: Acting) -> object:
    number = await acting.invited()
    await heard()
    await ended(acting.client, number, Status.COMPLETED, "Enrolment")
    await acting.listed(f"WorkflowId = '{number}' AND CloseTime IS NOT NULL")
    await acting.applications.submit(number, another_form())

    async def nudge(client: Client) -> None:
        await acting.relay(client).nudge(number)
        await acting.held_no_longer()

    await acting.twice(nudge)
    await acting.listed(f"WorkflowId = '{number}'", 2)
    return await _brought(acting, number), await runs_of(acting.client, number)


async def the_reconciler_starts_what_was_ended(acting: Acting) -> object:
    number = await acting.invited()
    await heard()
    await ended(acting.client, number, Status.TERMINATED, "Enrolment")
    await acting.listed(f"WorkflowId = '{number}' AND CloseTime IS NOT NULL")
    await acting.twice(lambda client: acting.reconciler(client).one_look())
    return await status_of(acting.client, number), await restarts(number)


async def the_reconciler_ends_what_is_behind(acting: Acting) -> object:
    number = await left_behind(acting)
    await acting.twice(lambda client: acting.reconciler(client).compare(mend=True))
    return await status_of(acting.client, number), await restarts(number)


async def left_behind(acting: Acting) -> str:
    """An application whose workflow rests, though there is something left for it to do."""
    number = await acting.submitted()
    await acting.applications.steps.screen(acting.applications.order(number))
    await acting.applications.approve(number)
    await heard()
    await resting(acting.client, number)
    await acting.listed(f"WorkflowId = '{number}' AND ExecutionStatus = 'Running'")
    return number


async def a_command_forgets_what_was_deleted(acting: Acting) -> object:
    number = await acting.invited()
    await acting.invited()
    await acting.relay(acting.client).one_round()
    await acting.listed(f"WorkflowId = '{number}'")
    await Outbox.raw("DELETE FROM application WHERE application_number = {}", number)
    await acting.twice(
        lambda client: acting.reconciler(client, by_operator=True).compare(mend=True)
    )
    await _gone(acting, number)
    return await restarts(number)


async def restarts(number: str) -> list[str]:
    """What the audit log says of the workflows that were given another."""
    rows = await (
        AuditEvent.select(AuditEvent.details)
        .where(AuditEvent.tag.like("%:process:%"))
        .output(load_json=True)
    )
    return [row["details"]["last_end"] for row in rows if row["details"]["process"] == number]


async def _gone(acting: Acting, number: str) -> None:
    async def gone() -> bool:
        return await status_of(acting.client, number) is None

    await until(gone, f"{number} to be gone")


async def somebody_looks_for_what_fails(acting: Acting) -> object:
    number, gone = await acting.invited(), f"purge-{next(_serials)}"
    await failing_step(acting.client, number)
    for each in (number, gone):
        await troubles.note(each, TroubleKind.STEP_FAILING, "x", now())
    await acting.twice(lambda client: StuckTasks(client).one_look())
    noted = [each.process for each in await troubles.troubles()]
    return number in noted, gone in noted


async def somebody_looks_at_what_failed(acting: Acting) -> object:
    number = await acting.invited()
    await ended(acting.client, number, Status.FAILED, "Enrolment")
    await acting.listed(f"WorkflowId = '{number}' AND ExecutionStatus = 'Failed'")
    await acting.twice(lambda client: TemporalFigures(client).one_look())
    return await FailedRun.count().where(FailedRun.process == number)


async def a_step_is_tried_again(acting: Acting) -> object:
    number = await acting.invited()
    await failing_step(acting.client, number)
    await acting.twice(lambda client: try_at_once(client, number))
    described = await acting.client.get_workflow_handle(number).describe()
    return [step.attempt for step in described.raw_description.pending_activities]


async def a_workflow_is_tried_again(acting: Acting) -> object:
    number = await acting.invited()
    await failing_workflow(acting.client, number)
    await acting.twice(lambda client: try_at_once(client, number))
    await acting.listed(f"WorkflowId = '{number}'", 2)
    runs = await runs_of(acting.client, number)
    return await status_of(acting.client, number), runs, await signals_of(acting.client, number)


async def an_application_is_purged(acting: Acting) -> object:
    number = await acting.submitted()
    await Outbox.raw(
        "UPDATE application SET stage = 'withdrawn', closed_at = now()"
        " WHERE application_number = {}",
        number,
    )
    await ended(acting.client, number, Status.TERMINATED, "Enrolment")
    await acting.listed(f"WorkflowId = '{number}'")
    settings = replace(acting.applications.settings, purge=NOTHING_KEPT)
    await acting.twice(lambda client: PurgeActivities(settings, client).purge_applications())
    await _gone(acting, number)
    return await Application.exists().where(Application.application_number == number)


async def all_is_forgotten_before_a_restore(acting: Acting) -> object:
    number = await acting.invited()
    await acting.relay(acting.client).one_round()
    await acting.listed(f"WorkflowId = '{number}'")

    async def forgotten(client: Client) -> None:
        await forget(client, [run for run in await known_runs(client) if run.process == number])

    await acting.twice(forgotten)
    return await status_of(acting.client, number)


async def a_worker_looks_before_it_works(acting: Acting) -> object:
    await acting.invited()  # the newest of all that Temporal knows
    await acting.twice(wait_until_taken_up)
    return None


async def a_release_is_tried_on_what_runs(acting: Acting) -> object:
    number = await acting.invited()
    await acting.relay(acting.client).one_round()
    await acting.listed(f"WorkflowId = '{number}'")
    query = f"WorkflowId = '{number}'"
    found: list[object] = []

    async def looked(client: Client) -> None:
        found[:] = [await how_many(client, query)]
        found.extend([each.process async for each in replay(client, replayer(), query)])

    await acting.twice(looked)
    return [each == number for each in found]


async def a_web_process_looks(acting: Acting) -> object:
    found: list[Any] = []

    async def look(client: Client) -> None:
        found[:] = [*await find_obstacles(client), *await find_other_home(client)]

    await acting.twice(look)
    return [each.kind for each in found]


async def an_operator_asks_who_works(acting: Acting) -> object:
    await acting.twice(lambda client: pollers_of(client, ENROLMENT_QUEUE))
    return None
