"""What members, their ID manager, administrators, mails and workflows do to one company.

Each public method of `CompanyLife` that starts with `do_` is one act, upon whatever it finds by
chance; what cannot be done at this moment is refused in the product's own words.
"""

import random
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from piccolo.columns.combination import Where

from db.access.answers import agree, call_off, confirm_new_mailbox, stop
from db.access.facts import AccessChangeRequest, open_changes_of
from db.access.requests import (
    ask_for_address,
    ask_to_appoint_account,
    ask_to_appoint_person,
    ask_to_remove_second_factor,
)
from db.access.steps import advance_access_change
from db.companies.cancellations import (
    CancellationOpenError,
    request_cancellation,
    undo_cancellation,
    waiting_cancellation,
)
from db.companies.company_changes import (
    decide_company_change,
    newest_change,
    request_company_change,
)
from db.companies.steps import close_change, end_company, remind_of_cancellation
from db.company_data import change_head_office, load_company
from db.console import accounts as by_administrators
from db.console.company_acts import lift_suspension, suspend
from db.identity import second_factors
from db.identity.credentials import Credentials, load_credentials
from db.identity.login import CodeAttempt, begin_by_code, waiting_login
from db.identity.login_records import Origin
from db.identity.sessions import begin, end
from db.mailing import mails
from db.mailing.bounces import record_bounced
from db.mailing.sending import claim_while_true
from db.members import deputies, own_login, sessions
from db.members.account_changes import (
    change_account,
    delete_account,
    restart_account,
    stop_account,
)
from db.members.account_invitations import (
    accept_invitation,
    invite_again,
    revoke_invitation,
    send_password_link,
)
from db.members.account_issue import issue_accounts
from db.members.account_links import FoundAccountLink, account_token, find_account_link
from db.members.deputies import Bounds
from db.members.deputy_endings import close_lapsed
from db.members.own_address import ask_to_confirm, confirm_address
from db.members.own_login import change_password, reset_password
from db.members.recovery import send_recovery
from db.members.role_handover import hand_over, load_successor
from db.members.sessions import Member, end_other_sessions
from db.tables.companies import Account, Company
from db.tables.members import AccountLink
from db.tables.operation import Mail
from domain.companies.company_change import ChangeChoice
from domain.durations import Duration
from domain.logins import MEMBERS
from domain.new_account import NewAccount
from domain.refusals import RefusalError
from domain.tokens import Purpose
from rig.access import asking
from rig.applications import HASH, now
from rig.companies import ADMINISTRATORS
from rig.console.acts import GROUND, WHY
from rig.members import PERSON
from rig.second_factors import STEP, App, ask_for_code
from settings import Settings

ALERTS = "alerts@inforex.example"
ADDRESSES = tuple(f"{name}@shinki-shokuhin.example" for name in ("a", "b", "c"))

HERE = Origin(browser="", network="192.0.2.1")
MANAGER = "001"


class NothingThereError(RefusalError):
    """Chance found nothing to act on."""


@dataclass
class CompanyLife:
    """One company, and chance."""

    company_id: str
    settings: Settings
    chance: random.Random

    async def do_log_in(self) -> None:
        await self._log_in()

    async def do_look_around(self) -> None:
        member, identifier = await self._log_in()
        await sessions.find(identifier, now())
        await end_other_sessions(member, identifier, now())
        await end(MEMBERS, identifier, now())

    async def do_log_in_by_code(self) -> None:
        who = await self._credentials()
        app = await self._app(MEMBERS.owner(who.key))
        token = await ask_for_code(who, now())
        attempt = CodeAttempt(
            token or "", app.code(now()), recovery=False, origin=HERE, replaces=""
        )
        await begin_by_code(
            attempt, await waiting_login(MEMBERS, token or "", now()), self.keys, now()
        )

    async def do_turn_second_factor_off(self) -> None:
        member, _ = await self._log_in()
        await own_login.turn_off(member, now())

    async def do_renew_recovery_codes(self) -> None:
        member, _ = await self._log_in()
        await own_login.renew_recovery_codes(member, now())

    async def do_change_password(self) -> None:
        who = await self._credentials()
        await change_password(who, who.password_hash or "", session="", now=now())

    async def do_reset_password(self) -> None:
        await reset_password(await self._link(Purpose.PASSWORD), HASH, now())

    async def do_forget_password(self) -> None:
        await send_recovery(self.company_id, self._address(), self.keys, now())

    async def do_ask_for_another_address(self) -> None:
        who = await self._credentials()
        await ask_to_confirm(who.key, self._address(), self.keys, now())

    async def do_confirm_address(self) -> None:
        await confirm_address(await self._link(Purpose.ADDRESS), now())

    async def do_accept_invitation(self) -> None:
        await accept_invitation(await self._link(Purpose.INVITATION), HASH, now())

    async def do_issue_accounts(self) -> None:
        people = [self._person() for _ in range(self.chance.randrange(1, 4))]
        await issue_accounts(self.company_id, MANAGER, people, self.keys, now())

    async def do_invite_again(self) -> None:
        await invite_again(self.company_id, await self._number(), MANAGER, self.keys, now())

    async def do_revoke_invitation(self) -> None:
        await revoke_invitation(self.company_id, await self._number(), MANAGER, now())

    async def do_change_account(self) -> None:
        number = await self._number()
        await change_account(
            self.company_id, number, MANAGER, self._person(), keys=self.keys, now=now()
        )

    async def do_send_password_link(self) -> None:
        await send_password_link(self.company_id, await self._number(), MANAGER, self.keys, now())

    async def do_stop(self) -> None:
        await stop_account(self.company_id, await self._number(), MANAGER, now())

    async def do_restart(self) -> None:
        await restart_account(self.company_id, await self._number(), MANAGER, now())

    async def do_delete(self) -> None:
        await delete_account(self.company_id, await self._number(), MANAGER, now())

    async def do_hand_over(self) -> None:
        number = (await self._manager()).account_id
        who = await load_credentials(MEMBERS, self.company_id, number)
        successor = await load_successor(self.company_id, await self._number())
        if who is None or successor is None:
            raise NothingThereError
        member, identifier = await self._begin(who)
        await hand_over(member, successor, session=identifier, now=now())

    async def do_ask_a_deputy(self) -> None:
        member, _ = await self._log_in()
        bounds = Bounds(3, Duration.parse("7d"))
        await deputies.appoint(member, await self._number(), bounds, now())

    async def do_consent_to_be_a_deputy(self) -> None:
        member, session = await self._log_in()
        await deputies.accept(member, 3, session=session, now=now())

    async def do_decline_to_be_a_deputy(self) -> None:
        await deputies.decline((await self._log_in())[0], now())

    async def do_take_the_question_back(self) -> None:
        await deputies.withdraw((await self._log_in())[0], await self._number(), now())

    async def do_dismiss_a_deputy(self) -> None:
        await deputies.dismiss((await self._log_in())[0], await self._number(), now())

    async def do_resign_as_a_deputy(self) -> None:
        member, session = await self._log_in()
        await deputies.resign(member, session=session, now=now())

    async def do_note_what_lapsed(self) -> None:
        await close_lapsed(now() + timedelta(days=8))

    async def do_end_a_deputy_for_them(self) -> None:
        await by_administrators.end_deputy(self.company_id, await self._number(), WHY, now())

    async def do_ask_to_appoint_account(self) -> None:
        await ask_to_appoint_account(self.company_id, await self._number(), asking(self.settings))

    async def do_ask_to_appoint_person(self) -> None:
        await ask_to_appoint_person(self.company_id, self._person(), asking(self.settings))

    async def do_stop_for_them(self) -> None:
        await by_administrators.stop(self.company_id, await self._number(), WHY, now())

    async def do_restart_for_them(self) -> None:
        await by_administrators.restart(self.company_id, await self._number(), WHY, now())

    async def do_send_password_link_for_them(self) -> None:
        number = await self._number()
        await by_administrators.send_password_link(
            self.company_id, number, WHY, GROUND, keys=self.keys, now=now()
        )

    async def do_ask_to_remove_second_factor(self) -> None:
        account = await self._account()
        number = str(account.account_id)
        with suppress(NothingThereError):
            await self._app(MEMBERS.owner(account.id))
        await ask_to_remove_second_factor(self.company_id, number, asking(self.settings))

    async def do_ask_for_address(self) -> None:
        number, address = await self._number(), self._address()
        await ask_for_address(self.company_id, number, address, asking(self.settings))

    async def do_confirm_asked_address(self) -> None:
        link = await self._link(Purpose.ADDRESS)
        if link.access_change is None:
            raise NothingThereError
        await confirm_new_mailbox(link, now())

    async def do_agree_to_change(self) -> None:
        await agree(await self._link(Purpose.ACCESS), now())

    async def do_stop_change(self) -> None:
        await stop((await self._change()).change_id, MANAGER, ALERTS, now())

    async def do_call_off_change(self) -> None:
        await call_off((await self._change()).change_id, WHY, now())

    async def do_settle_change(self) -> None:
        change = await self._change()
        at = now() + timedelta(days=self.chance.randrange(5))
        await advance_access_change(change.change_id, at, self.keys, ALERTS, now())

    async def do_suspend(self) -> None:
        await suspend(self.company_id, WHY, now())

    async def do_lift_suspension(self) -> None:
        await lift_suspension(self.company_id, WHY, now())

    async def do_change_head_office(self) -> None:
        office = (await load_company(self.company_id)).office
        moved = replace(office, address=f"{self.chance.randrange(99)}丁目")
        await change_head_office(self.company_id, MANAGER, moved, now())

    async def do_ask_for_another_name(self) -> None:
        identity = (await load_company(self.company_id)).identity
        wanted = replace(identity, name=f"株式会社新規{self.chance.randrange(99)}")
        await request_company_change(
            self.company_id, MANAGER, wanted, "商号変更", alert_to=ALERTS, now=now()
        )

    async def do_decide_about_the_name(self) -> None:
        change = await newest_change(self.company_id)
        if change is None:
            raise NothingThereError
        await decide_company_change(change.change_id, ChangeChoice.APPROVE, WHY, now())
        await close_change(change.change_id, ADMINISTRATORS, now())

    async def do_ask_to_leave(self) -> None:
        dates = self.settings.cancellation_dates(now())
        await request_cancellation(
            self.company_id, MANAGER, "統合", dates, alert_to=ALERTS, now=now()
        )

    async def do_stay(self) -> None:
        await undo_cancellation(self.company_id, MANAGER, now())

    async def do_remind_of_leaving(self) -> None:
        request = await waiting_cancellation(self.company_id)
        if request is None:
            raise NothingThereError
        await remind_of_cancellation(request.cancellation_id, request.ends_at, now())

    async def do_send_mails(self) -> None:
        for _ in range(5):
            mail = await self._mail(Mail.state == "queued")
            if await claim_while_true(str(mail.key), self.settings.policy, now()):
                await mails.record_sent(str(mail.key), "250 ok", now())

    async def do_bounce(self) -> None:
        mail = await self._mail(Mail.state == "sent")
        await record_bounced(str(mail.key), "550 no such user", now())

    async def end(self) -> None:
        """The company asked to leave, and its time to think is over."""
        with suppress(CancellationOpenError):
            await self.do_ask_to_leave()
        request = await waiting_cancellation(self.company_id)
        assert request is not None
        await end_company(request.cancellation_id, request.ends_at, ALERTS, now())

    async def go_on(self) -> None:
        """Let everybody act again: nobody is suspended, and most accounts are in use."""
        await Company.update({Company.suspended_at: None}).where(
            Company.company_id == self.company_id
        )
        await Account.raw(
            "UPDATE account SET state = 'active', password_hash = {}"
            " WHERE company = {} AND id % 4 <> {}",
            HASH,
            self.company_id,
            self.chance.randrange(4),
        )

    @property
    def keys(self) -> tuple[bytes, ...]:
        return self.settings.link_keys

    def _address(self) -> str:
        return self.chance.choice(ADDRESSES)

    def _person(self) -> NewAccount:
        return replace(PERSON, mail_address=self._address())

    async def _account(self) -> Account:
        own = Account.company == self.company_id
        accounts = await Account.objects().where(own).order_by(Account.id)
        if not accounts:
            raise NothingThereError
        return self.chance.choice(accounts)

    async def _number(self) -> str:
        return str((await self._account()).account_id)

    async def _manager(self) -> Account:
        manager = await Account.objects().get(
            (Account.company == self.company_id) & (Account.role == "id_manager")
        )
        if manager is None:
            raise NothingThereError
        return manager

    async def _credentials(self) -> Credentials:
        who = await load_credentials(MEMBERS, self.company_id, await self._number())
        if who is None:
            raise NothingThereError
        return who

    async def _log_in(self) -> tuple[Member, str]:
        return await self._begin(await self._credentials())

    async def _begin(self, who: Credentials) -> tuple[Member, str]:
        identifier = await begin(who, HERE, replaces=None, now=now())
        member = await sessions.find(identifier or "", now())
        if identifier is None or member is None:
            raise NothingThereError
        return member, identifier

    async def _app(self, owner: str) -> App:
        """Turn the second factor on, unless somebody else does."""
        before = now() - 2 * STEP
        await second_factors.offer(owner, self.keys, before)
        secret = await second_factors.offered_secret(owner, self.keys, before)
        if secret is None:
            raise NothingThereError
        app = App(owner, secret, ())
        if await second_factors.confirm(owner, app.code(before), self.keys, before) is None:
            raise NothingThereError
        return app

    async def _link(self, purpose: Purpose) -> FoundAccountLink:
        links = await (
            AccountLink.objects()
            .where(AccountLink.purpose == purpose.value)
            .order_by(AccountLink.generation, ascending=False)
            .order_by(AccountLink.account)
        )
        if not links:
            raise NothingThereError
        link = self.chance.choice(links)
        token, _ = await account_token(self.keys, purpose, int(link.account), link.generation)
        found = await find_account_link(token, purpose)
        if found is None:
            raise NothingThereError
        return found

    async def _change(self) -> AccessChangeRequest:
        changes = await open_changes_of(self.company_id)
        if not changes:
            raise NothingThereError
        return self.chance.choice(changes)

    async def _mail(self, which: Where) -> Mail:
        found = await (
            Mail.objects().where(Mail.company == self.company_id, which).order_by(Mail.key)
        )
        if not found:
            raise NothingThereError
        return self.chance.choice(found)
