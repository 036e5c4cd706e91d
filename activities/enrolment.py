"""The steps of an application that are records: each acts on the facts and tells where they stand.

Every one is guarded in SQL by the stage that it leaves, so running it twice changes nothing.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from temporalio import activity

from activities.orders import StepOrder, WaitOver
from db import issue, progress, standing
from domain.standing import Standing
from settings import Settings


def utc_now() -> datetime:
    return datetime.now(UTC)


class EnrolmentActivities:
    """What the enrolment workflow asks to be recorded."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = utc_now) -> None:
        self._settings = settings
        self._clock = clock

    @activity.defn
    async def where_the_facts_stand(self, order: StepOrder) -> Standing:
        """Read the facts, change nothing."""
        return await standing.where_the_facts_stand(
            order.application_number, order.policy.link_reminder_before
        )

    @activity.defn
    async def remind_of_invitation(self, order: StepOrder) -> Standing:
        """Queue the reminder that the link's deadline is near."""
        await progress.remind_of_invitation(order.application_number, self._clock())
        return await self.where_the_facts_stand(order)

    @activity.defn
    async def expire_invitation(self, over: WaitOver) -> Standing:
        """Close the application, unless its form was acknowledged in time."""
        await progress.expire_invitation(
            over.order.application_number, over.deadline, self._clock()
        )
        return await self.where_the_facts_stand(over.order)

    @activity.defn
    async def ask_wholesaler(self, order: StepOrder) -> Standing:
        """Begin the wait for the wholesaler's decision."""
        await progress.ask_wholesaler(
            order.application_number,
            keys=self._settings.link_keys,
            lifetime=order.policy.approval_lifetime,
            now=self._clock(),
        )
        return await self.where_the_facts_stand(order)

    @activity.defn
    async def issue_ids(self, order: StepOrder) -> Standing:
        """Issue the company ID and the account ID of an approved application."""
        await issue.issue_ids(order.application_number, self._clock())
        return await self.where_the_facts_stand(order)

    @activity.defn
    async def close_declined(self, order: StepOrder) -> Standing:
        """Close an application that the wholesaler declined."""
        await progress.close_declined(order.application_number, self._clock())
        return await self.where_the_facts_stand(order)

    @activity.defn
    async def close_lapsed(self, over: WaitOver) -> Standing:
        """Close an application that nobody decided in time."""
        await progress.close_lapsed(over.order.application_number, over.deadline, self._clock())
        return await self.where_the_facts_stand(over.order)
