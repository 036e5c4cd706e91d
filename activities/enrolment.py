"""The steps of an application that are records: each acts on the facts and tells where they stand.

Every one holds the application and acts only if the facts call for it, so twice is once.
"""

from collections.abc import Callable
from datetime import datetime

from temporalio import activity

from activities.orders import StepOrder, TimeOrder
from clock import utc_now
from db.enrolment import steps
from db.enrolment.outcomes import StepSettings
from db.enrolment.standing import load_application_state
from domain.enrolment.stages import Stage
from domain.enrolment.state import EnrolmentState
from settings import Settings


class EnrolmentActivities:
    """What the enrolment workflow asks to be recorded."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = utc_now) -> None:
        self._settings = settings
        self._clock = clock
        self._recording = StepSettings(
            settings.link_keys, settings.access_change_wait, settings.alert_mail_address
        )

    @activity.defn
    async def where_the_facts_stand(self, order: StepOrder) -> EnrolmentState:
        """Read the facts; nothing of the application changes."""
        return await self._standing(order.application_number)

    @activity.defn
    async def screen(self, order: StepOrder) -> EnrolmentState:
        """Screen the newest form: ask the wholesaler, or have an administrator look."""
        return await self._go_on(order, Stage.SUBMITTED)

    @activity.defn
    async def ask_wholesaler(self, order: StepOrder) -> EnrolmentState:
        """Ask the wholesaler about an application that an administrator cleared."""
        return await self._go_on(order, Stage.CLEARED)

    @activity.defn
    async def issue_ids(self, order: StepOrder) -> EnrolmentState:
        """Issue the company ID and the account ID of an approved application."""
        return await self._go_on(order, Stage.APPROVED)

    @activity.defn
    async def return_refused(self, order: StepOrder) -> EnrolmentState:
        """Let the applicant name another wholesaler after a refusal."""
        return await self._go_on(order, Stage.REFUSED)

    @activity.defn
    async def return_undeliverable(self, order: StepOrder) -> EnrolmentState:
        """Let the applicant correct a contact whom no mail reaches."""
        return await self._go_on(order, Stage.UNDELIVERABLE)

    @activity.defn
    async def send_back(self, order: StepOrder) -> EnrolmentState:
        """Let the applicant correct what an administrator returned."""
        return await self._go_on(order, Stage.SENT_BACK)

    @activity.defn
    async def freeze_disowned(self, order: StepOrder) -> EnrolmentState:
        """Have an administrator look after 「取引がない」."""
        return await self._go_on(order, Stage.DISOWNED)

    @activity.defn
    async def freeze_disputed(self, order: StepOrder) -> EnrolmentState:
        """Have an administrator look after 「心当たりがない」."""
        return await self._go_on(order, Stage.DISPUTED)

    @activity.defn
    async def close_turned_down(self, order: StepOrder) -> EnrolmentState:
        """Close an application that an administrator declined."""
        return await self._go_on(order, Stage.TURNED_DOWN)

    @activity.defn
    async def close_withdrawn(self, order: StepOrder) -> EnrolmentState:
        """Close an application that its applicant withdrew."""
        return await self._go_on(order, Stage.WITHDRAWING)

    @activity.defn
    async def do_what_is_due(self, order: TimeOrder) -> EnrolmentState:
        """Queue the reminders, resends and alerts that fell due."""
        number = order.application_number
        await steps.do_what_is_due(number, order.until, self._recording, self._clock())
        return await self._standing(number)

    @activity.defn
    async def end_wait(self, order: TimeOrder) -> EnrolmentState:
        """Close an application whose deadline passed while it waited for somebody."""
        number, policy = order.application_number, self._settings.policy
        await steps.end_wait(number, order.until, self._recording, policy, self._clock())
        return await self._standing(number)

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

    async def _go_on(self, order: StepOrder, stage: Stage) -> EnrolmentState:
        number, policy = order.application_number, order.policy
        await steps.advance_application(number, stage, self._recording, policy, self._clock())
        return await self._standing(number)

    async def _standing(self, number: str) -> EnrolmentState:
        alert_to = self._settings.alert_mail_address
        return await load_application_state(number, alert_to, self._clock())
