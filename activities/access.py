"""The steps of changes of who gets in, which the operator asked for.

Every one holds the company and acts only if the facts call for it, so twice is once.
"""

from collections.abc import Callable
from datetime import datetime

from temporalio import activity

from activities.orders import CompanyOrder
from clock import utc_now
from db.access import steps
from domain.companies.access_change import AccessChangeState
from settings import Settings


class AccessActivities:
    """What the workflow of a change asks to be recorded."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = utc_now) -> None:
        self._settings = settings
        self._clock = clock

    @activity.defn
    async def where_access_change_stands(self, order: CompanyOrder) -> AccessChangeState:
        """Read where a change stands, change nothing."""
        return await steps.load_access_change_state(order.number, order.at)

    @activity.defn
    async def settle_access_change(self, order: CompanyOrder) -> AccessChangeState:
        """Make a change whose time has come, or let it lapse."""
        await steps.advance_access_change(
            order.number,
            order.at,
            self._settings.link_keys,
            self._settings.alert_mail_address,
            self._clock(),
        )
        return await self.where_access_change_stands(order)

    @property
    def steps(self) -> list[Callable[..., object]]:
        """Every activity, for the worker to register."""
        return [self.where_access_change_stands, self.settle_access_change]
