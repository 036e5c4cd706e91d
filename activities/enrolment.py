"""The steps of an application that are records: each acts on the facts and tells where they stand.

Every one holds the application and acts only if the facts call for it, so twice is once.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from temporalio import activity

from activities.orders import StepOrder, TimeOrder
from db.enrolment import asking, closing, dues, issue, returning, standing
from db.enrolment.asking import Asking
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
        return await standing.where_the_facts_stand(order.application_number)

    @activity.defn
    async def screen(self, order: StepOrder) -> Standing:
        """Screen the newest form: ask the wholesaler, or have an administrator look."""
        await asking.screen(order.application_number, self._asking(order))
        return await self.where_the_facts_stand(order)

    @activity.defn
    async def ask_wholesaler(self, order: StepOrder) -> Standing:
        """Ask the wholesaler about an application that an administrator cleared."""
        await asking.ask_wholesaler(order.application_number, self._asking(order))
        return await self.where_the_facts_stand(order)

    @activity.defn
    async def issue_ids(self, order: StepOrder) -> Standing:
        """Issue the company ID and the account ID of an approved application."""
        issuing = issue.Issuing(
            self._settings.link_keys,
            self._settings.access_change_wait,
            self._settings.alert_mail_address,
        )
        await issue.issue_ids(order.application_number, issuing, self._clock())
        return await self.where_the_facts_stand(order)

    @activity.defn
    async def return_refused(self, order: StepOrder) -> Standing:
        """Let the applicant name another wholesaler after a refusal."""
        await returning.return_refused(order.application_number, self._asking(order))
        return await self.where_the_facts_stand(order)

    @activity.defn
    async def return_undeliverable(self, order: StepOrder) -> Standing:
        """Let the applicant correct a contact whom no mail reaches."""
        await returning.return_undeliverable(order.application_number, self._asking(order))
        return await self.where_the_facts_stand(order)

    @activity.defn
    async def send_back(self, order: StepOrder) -> Standing:
        """Let the applicant correct what an administrator returned."""
        await returning.send_back(order.application_number, self._asking(order))
        return await self.where_the_facts_stand(order)

    @activity.defn
    async def freeze_disowned(self, order: StepOrder) -> Standing:
        """Have an administrator look after 「取引がない」."""
        await returning.freeze_disowned(order.application_number, self._asking(order))
        return await self.where_the_facts_stand(order)

    @activity.defn
    async def freeze_disputed(self, order: StepOrder) -> Standing:
        """Have an administrator look after 「心当たりがない」."""
        await returning.freeze_disputed(order.application_number, self._asking(order))
        return await self.where_the_facts_stand(order)

    @activity.defn
    async def close_turned_down(self, order: StepOrder) -> Standing:
        """Close an application that an administrator declined."""
        await closing.close_turned_down(order.application_number, self._clock())
        return await self.where_the_facts_stand(order)

    @activity.defn
    async def close_withdrawn(self, order: StepOrder) -> Standing:
        """Close an application that its applicant withdrew."""
        keys = self._settings.link_keys
        await closing.close_withdrawn(order.application_number, keys, self._clock())
        return await self.where_the_facts_stand(order)

    @activity.defn
    async def do_what_is_due(self, order: TimeOrder) -> Standing:
        """Queue the reminders, resends and alerts that fell due."""
        alert_to = self._settings.alert_mail_address
        await dues.do_what_is_due(order.application_number, order.until, alert_to, self._clock())
        return await standing.where_the_facts_stand(order.application_number)

    @activity.defn
    async def end_wait(self, order: TimeOrder) -> Standing:
        """Close an application whose deadline passed while it waited for somebody."""
        policy = self._settings.policy
        await closing.end_wait(order.application_number, order.until, policy, self._clock())
        return await standing.where_the_facts_stand(order.application_number)

    @property
    def steps(self) -> list[Callable[..., object]]:
        """Every activity, for the worker to register."""
        return [
            self.where_the_facts_stand,
            self.screen,
            self.ask_wholesaler,
            self.issue_ids,
            self.return_refused,
            self.return_undeliverable,
            self.send_back,
            self.freeze_disowned,
            self.freeze_disputed,
            self.close_turned_down,
            self.close_withdrawn,
            self.do_what_is_due,
            self.end_wait,
        ]

    def _asking(self, order: StepOrder) -> Asking:
        return Asking(
            keys=self._settings.link_keys,
            policy=order.policy,
            alert_to=self._settings.alert_mail_address,
            now=self._clock(),
        )
