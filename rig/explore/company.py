"""A world of one company, its people, and the administrators."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from db.access.answers import second
from db.access.facts import open_changes_of
from db.access.steps import advance_access_change
from db.audit import ActReason
from db.companies.cancellations import waiting_cancellation
from db.companies.company_changes import newest_change
from db.companies.steps import close_change, end_company, remind_of_cancellation
from db.company_data import load_company
from db.mailing import mails
from db.mailing.bounces import record_bounced
from db.mailing.sending import claim_while_true
from db.members.account_issue import issue_accounts
from db.members.deputy_endings import close_lapsed
from db.purging import companies_to_forget, forget_company, processes_of
from db.tables.companies import Account
from db.tables.operation import Mail
from rig.applications import Applications, now
from rig.companies import ADMINISTRATORS
from rig.explore.applications import MANY_DAYS
from rig.explore.choices import Choices
from rig.explore.staff import two_administrators
from rig.explore.worlds import Clock
from rig.lives.company import ALERTS, MANAGER, CompanyLife, NothingThereError
from rig.members import colleague, id_manager
from settings import Settings

MOST_ACCOUNTS = 4
A_YEAR = timedelta(days=400)

TELLING = ("access_change_asked", "access_change_notice", "account_invitation")
"""The kinds of mails of which each is lost on its own."""


@dataclass
class CompanyWorld(CompanyLife):
    """Acts by one after the other; the company has an ID manager and a colleague at first."""

    chance: Choices = field(default_factory=Choices)
    clock: Clock = field(default_factory=Clock)
    again: Callable[[], Awaitable[object]] | None = None
    staff: tuple[ActReason, ...] = ()
    machine = frozenset(
        {
            "settle_change",
            "letters_go",
            "name_change_goes_on",
            "cancellation_goes_on",
            "note_what_lapsed",
        }
    )
    left_out = frozenset(
        {
            "log_in_by_code",
            "turn_second_factor_off",
            "renew_recovery_codes",
            "ask_to_remove_second_factor",
            "send_mails",
            "bounce",
            "remind_of_leaving",
        }
    )
    ways = (
        "ask_a_deputy:0,1 consent_to_be_a_deputy:1 stop:1",
        "issue_accounts letters_go accept_invitation hand_over:1",
        "ask_to_leave time_passes cancellation_goes_on time_passes",
        "ask_for_address:1,1 letters_go time_passes settle_change",
    )

    @classmethod
    async def made(cls, settings: Settings) -> "CompanyWorld":
        """Found the company."""
        manager = await id_manager(Applications(settings))
        await colleague(manager)
        await Mail.update({Mail.state: "sent", Mail.finished_at: now()}).where(
            Mail.state == "queued"
        )
        return cls(manager.company_id, settings)

    async def make(self) -> None:
        """Two administrators."""
        self.staff = await two_administrators()

    @property
    def kept(self) -> Any:
        return None

    def restore(self, kept: Any) -> None:
        """Nothing stands outside of the database."""

    async def do_issue_accounts(self) -> None:
        if await Account.count().where(Account.company == self.company_id) >= MOST_ACCOUNTS:
            raise NothingThereError
        await issue_accounts(self.company_id, MANAGER, [self._person()], self.keys, now())

    async def do_second(self) -> None:
        await second((await self._change()).change_id, self.chance.choice(self.staff), now())

    # The machine.

    async def do_settle_change(self) -> None:
        changes = await open_changes_of(self.company_id)
        if not changes:
            raise NothingThereError
        change, at = self.chance.choice(changes), now()
        await self._step(
            lambda: advance_access_change(change.change_id, at, self.keys, ALERTS, now())
        )

    async def do_note_what_lapsed(self) -> None:
        await self._step(lambda: close_lapsed(now()))

    async def do_name_change_goes_on(self) -> None:
        change = await newest_change(self.company_id)
        if change is None:
            raise NothingThereError
        await self._step(lambda: close_change(change.change_id, ADMINISTRATORS, now()))

    async def do_cancellation_goes_on(self) -> None:
        request = await waiting_cancellation(self.company_id)
        if request is None:
            raise NothingThereError
        number, at = request.cancellation_id, now()
        await self._step(lambda: remind_of_cancellation(number, at, now()))
        await self._step(lambda: end_company(number, at, ALERTS, now()))

    async def _step(self, step: Callable[[], Awaitable[object]]) -> None:
        self.again = step
        await step()

    async def do_letters_go(self) -> None:
        rows = await (
            Mail.select(Mail.key)
            .where(Mail.company == self.company_id, Mail.state == "queued")
            .order_by(Mail.key)
        )
        for row in rows:
            if await claim_while_true(row["key"], self.settings.policy, now()):
                await mails.record_sent(row["key"], "250 ok", now())

    # What goes wrong.

    async def do_letter_is_refused(self) -> None:
        key = await self._key(self.chance.choice(TELLING), "queued")
        if await claim_while_true(key, self.settings.policy, now()):
            await mails.record_refused(key, "550 no such user", now())

    async def do_letter_comes_back(self) -> None:
        key = await self._key(self.chance.choice(TELLING), "sent")
        await record_bounced(key, "550 no such user", now())

    # Time.

    async def do_time_passes(self) -> None:
        """The clock passes the next deadline, or whatever else is waited for."""
        if self.clock.next_moment is None:
            raise NothingThereError
        self.clock.now = max(self.clock.next_moment, self.clock.now) + timedelta(seconds=1)

    async def do_days_pass(self) -> None:
        self.clock.now += MANY_DAYS

    async def do_a_year_passes(self) -> None:
        """What is over is forgotten."""
        if (await load_company(self.company_id)).ended_at is None:
            raise NothingThereError
        self.clock.now += A_YEAR
        for company in await companies_to_forget(self.settings.purge, now(), 10):
            await forget_company(company, await processes_of(company), now())

    async def _key(self, kind: str, state: str) -> str:
        row = (
            await Mail.select(Mail.key)
            .where(Mail.company == self.company_id, Mail.kind == kind, Mail.state == state)
            .order_by(Mail.key, ascending=False)
            .first()
        )
        if row is None:
            raise NothingThereError
        return str(row["key"])
