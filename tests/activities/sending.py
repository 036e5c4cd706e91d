"""The mail activity at work, and where its mails arrive."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from temporalio.testing import ActivityEnvironment

from activities.mails import MailActivities
from activities.orders import MailOrder, MailReport
from db.mailing import mails
from rig.mail_reading import text_of
from settings import Settings, SmtpServer
from tests.mail.receiving import Inbox, open_inbox


@dataclass(frozen=True)
class Sending:
    settings: Settings
    inbox: Inbox

    async def send(self, *keys: str, server: SmtpServer | None = None) -> MailReport:
        settings = replace(self.settings, smtp=server or self.inbox.server)
        order = MailOrder(keys[0].partition("/")[0], keys)
        activities = MailActivities(settings)
        report: MailReport = await ActivityEnvironment().run(activities.send_mails, order)
        return report

    async def send_due(self, number: str) -> MailReport:
        return await self.send(*await mails.due(number))

    def arrived(self) -> list[tuple[str, str]]:
        """The recipient and subject of each mail, oldest first."""
        return [(mail["To"], mail["Subject"]) for mail in self.inbox.mails()]

    def text(self) -> str:
        """The newest mail's text."""
        return text_of(self.inbox.mails()[-1])


@asynccontextmanager
async def open_sending(settings: Settings, directory: Path) -> AsyncIterator[Sending]:
    async with open_inbox(directory) as inbox:
        yield Sending(settings, inbox)
