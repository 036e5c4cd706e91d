"""Personal data that was kept long enough is deleted, in Temporal first, then in PostgreSQL (S43).

In that order a purge that was interrupted is simply done again.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from temporalio import activity
from temporalio.client import Client

from activities.forgetting import PATIENCE, forget_run
from clock import utc_now
from db import purging
from db.members.deputy_endings import close_lapsed
from settings import Settings

BATCH = 50


class PurgeActivities:
    """What the daily purge asks to be deleted; every activity may run twice."""

    def __init__(
        self, settings: Settings, client: Client, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._settings = settings
        self._client = client
        self._clock = clock

    @activity.defn
    async def purge_applications(self) -> int:
        """Delete applications that ended without IDs, at most a batch; gives how many."""
        due = await purging.applications_to_forget(self._settings.purge, self._clock(), BATCH)
        for application_number in due:
            await self._forget_in_temporal([application_number])
            await purging.forget_application(application_number, self._clock())
        return len(due)

    @activity.defn
    async def purge_companies(self) -> int:
        """Delete companies that left, at most a batch; gives how many."""
        due = await purging.companies_to_forget(self._settings.purge, self._clock(), BATCH)
        for company_id in due:
            processes = await purging.processes_of(company_id)
            await self._forget_in_temporal(processes)
            await purging.forget_company(company_id, processes, self._clock())
        return len(due)

    @activity.defn
    async def delete_leftovers(self) -> None:
        """Close what no deputy answered in time, and delete rows that have served."""
        await close_lapsed(self._clock())
        await purging.delete_leftovers(self._settings.purge, self._clock())

    @property
    def steps(self) -> list[Callable[..., object]]:
        """Every activity, for the worker to register."""
        return [self.purge_applications, self.purge_companies, self.delete_leftovers]

    async def _forget_in_temporal(self, processes: Iterable[str]) -> None:
        """Delete the workflows of these processes with their histories, late mails included."""
        for process in processes:
            query = f"WorkflowId = '{process}' OR WorkflowId STARTS_WITH '{process}-'"
            async for run in self._client.list_workflows(query, rpc_timeout=PATIENCE):
                await forget_run(self._client, run.id, run.run_id)
