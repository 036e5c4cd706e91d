"""One test's world of applications, workflows and mails."""

from dataclasses import dataclass, field
from datetime import timedelta

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import TimeSkipper

from activities.orders import MailOrder, MailReport
from db import mails
from db.status import load_status
from domain.stages import Stage
from relay.delivery import Relay
from tests.applications import Applications, now
from tests.waiting import until
from workflows import display
from workflows.enrolment import Enrolment

SEARCH_ATTRIBUTES = (
    display.STAGE,
    display.NEEDS_ATTENTION,
    display.COMPANY_NAME,
    display.CERTIFYING_WHOLESALER,
    display.DEADLINE,
)


@dataclass
class Postman:
    """Takes every mail at once, and notes it as sent; refuses the kinds that it is told to."""

    sent: list[str] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)

    @activity.defn
    async def send_mails(self, order: MailOrder) -> MailReport:
        refused = tuple(key for key in order.keys if key.split("/")[1] in self.refuses)
        for key in order.keys:
            if await mails.claim(key, now()) is None:
                continue
            if key in refused:
                await mails.record_refused(key, "550 no such user", now())
            else:
                await mails.record_sent(key, "250 ok", now())
                self.sent.append(key.partition("/")[2])
        return MailReport(tuple(key for key in order.keys if key not in refused), refused)


@dataclass
class Life:
    """One test's world: applications in the database, their workflows, and a clock to move."""

    applications: Applications
    skipper: TimeSkipper
    relay: Relay
    postman: Postman

    def workflow(self, number: str) -> WorkflowHandle[Enrolment, Stage]:
        return self.skipper.client.get_workflow_handle_for(Enrolment.run, number)

    async def hear(self) -> None:
        """Bring what the pages recorded to the workflows."""
        await self.relay.one_round()

    async def after(self, number: str, time: timedelta) -> None:
        """Move the clock of one application, and let what falls due happen."""
        await self.skipper.fast_forward(self.workflow(number), time)

    async def reaches(self, number: str, stage: Stage) -> None:
        """Wait until an application's workflow has brought it to a stage."""

        async def there() -> bool:
            return (await load_status(number)).stage is stage

        await until(there, f"{number} at {stage}")

    async def mails_sent(self, *expected: str) -> None:
        """Wait until just these mails went out, in this order."""

        async def sent() -> bool:
            return self.postman.sent == list(expected)

        await until(sent, f"mails {expected}, not {self.postman.sent}")

    async def reaches_at_least_approval(self, number: str) -> None:
        """Wait until the wholesaler was asked, whatever came after."""

        async def there() -> bool:
            return (await load_status(number)).stage is not Stage.INVITED

        await until(there, f"{number} to leave the invitation")

    async def refused(self, key: str) -> None:
        """Wait until a mail was refused for good."""

        async def there() -> bool:
            return (await mails.states([key])).get(key) == "refused"

        await until(there, f"{key} to be refused")

    async def ends(self, number: str) -> Stage:
        return await self.workflow(number).result()
