"""The steps of what members ask for in their company's name: another name or code, and 解約.

Every one holds the company and acts only if the facts call for it, so twice is once.
"""

from collections.abc import Callable
from datetime import datetime

from temporalio import activity

from activities.orders import CompanyOrder
from clock import utc_now
from db.companies import steps
from domain.companies.cancellation import CancellationState
from domain.companies.company_change import CompanyChangeState
from settings import Settings


class CompanyActivities:
    """What the workflows about a company ask to be recorded."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = utc_now) -> None:
        self._settings = settings
        self._clock = clock

    @activity.defn
    async def where_change_stands(self, order: CompanyOrder) -> CompanyChangeState:
        """Read where a request for another name or code stands, change nothing."""
        return await steps.load_company_change_state(order.number)

    @activity.defn
    async def alert_again(self, order: CompanyOrder) -> CompanyChangeState:
        """Alert the administrators again of a request that nobody decided."""
        alert_to = self._settings.alert_mail_address
        await steps.alert_again(order.number, order.at, alert_to, self._clock())
        return await self.where_change_stands(order)

    @activity.defn
    async def close_change(self, order: CompanyOrder) -> CompanyChangeState:
        """Do what was decided about a request."""
        alert_to = self._settings.alert_mail_address
        await steps.close_change(order.number, alert_to, self._clock())
        return await self.where_change_stands(order)

    @activity.defn
    async def where_cancellation_stands(self, order: CompanyOrder) -> CancellationState:
        """Read where a 解約 stands, change nothing."""
        return await steps.load_cancellation_state(order.number)

    @activity.defn
    async def remind_of_cancellation(self, order: CompanyOrder) -> CancellationState:
        """Remind the ID managers that the accounts are about to end."""
        await steps.remind_of_cancellation(order.number, order.at, self._clock())
        return await self.where_cancellation_stands(order)

    @activity.defn
    async def end_company(self, order: CompanyOrder) -> CancellationState:
        """End the accounts of a company whose time to think is over."""
        alert_to = self._settings.alert_mail_address
        await steps.end_company(order.number, order.at, alert_to, self._clock())
        return await self.where_cancellation_stands(order)

    @property
    def steps(self) -> list[Callable[..., object]]:
        """Every activity, for the worker to register."""
        return [
            self.where_change_stands,
            self.alert_again,
            self.close_change,
            self.where_cancellation_stands,
            self.remind_of_cancellation,
            self.end_company,
        ]
