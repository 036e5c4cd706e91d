"""What helpdesk and administrators do to a member's account; never do they see a password (S20).

Each is one transaction, and raises `NoSuchAccountError` for an account that is not there.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from db.access.facts import Change, is_under_way
from db.access.invitations import invitation_of
from db.console_acts import Concern, Values, Why, record_act
from db.engine import transaction
from db.mailing.letters import NewLetter, send_letters
from db.members import account_acts
from db.members.account_links import make_account_link
from db.members.held_account import HeldAccount, hold_account
from db.members.own_password import LINK_LIFETIME
from db.tables.members import LoginRecord
from db.tables.operation import AuditEvent
from db.throttle import forget
from domain.companies.access_acts import AccessAct, Ground
from domain.login_limits import of_owner
from domain.refusals import RefusalError
from domain.tokens import Purpose

_STOP = "administrator:account:stop"


class StoppedByTheCompanyError(RefusalError):
    """The company stopped the account itself, so its ID manager restarts it, and nobody else."""


class AddressToChangeError(RefusalError):
    """The account's address is about to change; `change` is that, after which a link may go."""

    def __init__(self, change: Change) -> None:
        super().__init__(change.change_id)
        self.change = change


async def send_password_link(  # noqa: PLR0913 -- which account, and who does it on what ground
    company_id: str,
    account_id: str,
    why: Why,
    ground: Ground,
    *,
    keys: Sequence[bytes],
    now: datetime,
) -> str:
    """Let the owner set a new password by a link; an invited person is invited again.

    Gives the process that sends the mail. Raises `AdministratorNeededError` where the ground is
    not enough, `AddressToChangeError` while somebody asked for another address of the account, and
    `AccountMovedOnError` for a stopped account.
    """
    async with transaction():
        held = await hold_account(company_id, account_id)
        ground.refuse_unless_enough(AccessAct.PASSWORD_LINK, held.role)
        held.require("active", "invited")
        change = await is_under_way(company_id, held.account, AccessAct.ADDRESS)
        if change is not None:
            raise AddressToChangeError(change)
        process = await send_letters([await _password_letter(held, keys, now)], now)
        evidence = {"evidence": ground.evidence} if ground.evidence else {}
        await _record("send_password_link", held, why, now, after=evidence)
    return process


async def unlock(
    company_id: str, account_id: str, why: Why, window: timedelta, now: datetime
) -> None:
    """Forget the tries that failed within `window`, so that the owner need not wait.

    What is counted of a whole network or company stays: it is not the account's alone.
    """
    async with transaction():
        held = await hold_account(company_id, account_id)
        networks = await _networks_that_failed(held.account, now - window)
        await forget(of_owner(company_id, account_id, networks))
        await _record("unlock", held, why, now)


async def stop(company_id: str, account_id: str, why: Why, now: datetime) -> None:
    """Let an account be used no more; raises `AccountMovedOnError` and `ManagerStaysError`."""
    async with transaction():
        held = await hold_account(company_id, account_id)
        held.require("active", "invited")
        await account_acts.stop(held, now)
        after = {"state": "stopped"}
        await _record("stop", held, why, now, before={"state": held.state}, after=after)


async def restart(company_id: str, account_id: str, why: Why, now: datetime) -> None:
    """Let an account be used again that the operator stopped (S48).

    Raises `AccountMovedOnError` and `StoppedByTheCompanyError`.
    """
    async with transaction():
        held = await hold_account(company_id, account_id)
        held.require("stopped")
        if not await _was_stopped_by_the_operator(held):
            raise StoppedByTheCompanyError
        after = {"state": await account_acts.restart(held)}
        await _record("restart", held, why, now, before={"state": held.state}, after=after)


async def _password_letter(held: HeldAccount, keys: Sequence[bytes], now: datetime) -> NewLetter:
    if held.state == "invited":
        return await invitation_of(held, held.mail_address, keys, now)
    generation = await make_account_link(
        keys, Purpose.PASSWORD, held.account, now=now, expires_at=now + LINK_LIFETIME
    )
    return NewLetter("password_link", held.company_id, held.account, held.mail_address, generation)


async def _was_stopped_by_the_operator(held: HeldAccount) -> bool:
    rows = await AuditEvent.raw(
        """
        SELECT tag FROM audit_event
        WHERE company_id = {} AND account_id = {} AND tag LIKE '%:account:stop'
        ORDER BY id DESC LIMIT 1
        """,
        held.company_id,
        held.account_id,
    )
    return bool(rows) and rows[0]["tag"] == _STOP


async def _networks_that_failed(account: int, since: datetime) -> list[str]:
    rows = await LoginRecord.raw(
        """
        SELECT DISTINCT network FROM login_record
        WHERE account = {} AND at > {} AND outcome <> 'succeeded'
        """,
        account,
        since,
    )
    return [row["network"] for row in rows]


async def _record(  # noqa: PLR0913 -- the columns of one row
    action: str,
    held: HeldAccount,
    why: Why,
    now: datetime,
    *,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    await record_act(
        f"administrator:account:{action}",
        why,
        Concern(company_id=held.company_id, account_id=held.account_id),
        now,
        before=before,
        after=after,
    )
