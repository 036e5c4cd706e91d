"""What helpdesk and administrators do to a member's account; never do they see a password (S20).

Each is one transaction, and raises `NoSuchAccountError` for an account that is not there.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from db.console.acts import Concern, Values, Why, record_act
from db.engine import transaction
from db.mailing.letters import NewLetter, send_letters
from db.members import account_acts, second_factors
from db.members.account_invitations import new_invitation
from db.members.account_links import make_account_link
from db.members.held_account import HeldAccount, hold_account
from db.members.own_password import LINK_LIFETIME
from db.tables.members import LoginRecord
from db.throttle import forget
from domain.login_limits import of_owner
from domain.refusals import RefusalError
from domain.tokens import Purpose


class NoSecondFactorError(RefusalError):
    """The account asks for no code, so there is nothing to remove."""


class SameAddressError(RefusalError):
    """The account's mails go to this address already."""


async def send_password_link(
    company_id: str, account_id: str, why: Why, keys: Sequence[bytes], now: datetime
) -> str:
    """Let the owner set a new password by a link; an invited person is invited again.

    Gives the process that sends the mail. Raises `AccountMovedOnError` for a stopped account.
    """
    async with transaction():
        held = await hold_account(company_id, account_id)
        held.require("active", "invited")
        letter = await _password_letter(held, keys, now)
        process = await send_letters([letter], now)
        await _record("send_password_link", held, why, now)
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
    """Let a stopped account be used again; raises `AccountMovedOnError`."""
    async with transaction():
        held = await hold_account(company_id, account_id)
        held.require("stopped")
        after = {"state": await account_acts.restart(held)}
        await _record("restart", held, why, now, before={"state": held.state}, after=after)


async def remove_second_factor(company_id: str, account_id: str, why: Why, now: datetime) -> str:
    """Ask for no code any more, and tell the owner; gives the process that sends the mail.

    Raises `NoSecondFactorError`.
    """
    async with transaction():
        held = await hold_account(company_id, account_id)
        if not await second_factors.remove(second_factors.account_owner(held.account)):
            raise NoSecondFactorError
        process = await send_letters([_letter("second_factor_removed", held)], now)
        await _record("remove_second_factor", held, why, now)
    return process


async def correct_address(  # noqa: PLR0913 -- which account, and who changes what when
    company_id: str,
    account_id: str,
    mail_address: str,
    why: Why,
    *,
    keys: Sequence[bytes],
    now: datetime,
) -> str:
    """Send an account's mails to another address from now on, and tell both.

    An invited person gets the invitation there instead. Gives the process that sends the mails.
    Raises `SameAddressError`.
    """
    async with transaction():
        held = await hold_account(company_id, account_id)
        if mail_address == held.mail_address:
            raise SameAddressError
        await account_acts.move(held, mail_address, now)
        process = await send_letters(await _of_the_move(held, mail_address, keys, now), now)
        before, after = {"mail_address": held.mail_address}, {"mail_address": mail_address}
        await _record("correct_address", held, why, now, before=before, after=after)
    return process


async def _password_letter(held: HeldAccount, keys: Sequence[bytes], now: datetime) -> NewLetter:
    if held.state == "invited":
        return await _invitation(held, held.mail_address, keys, now)
    generation = await make_account_link(
        keys, Purpose.PASSWORD, held.account, now=now, expires_at=now + LINK_LIFETIME
    )
    return NewLetter("password_link", held.company_id, held.account, held.mail_address, generation)


async def _of_the_move(
    held: HeldAccount, mail_address: str, keys: Sequence[bytes], now: datetime
) -> list[NewLetter]:
    if held.state == "invited":
        return [await _invitation(held, mail_address, keys, now)]
    registered = NewLetter("address_put_right", held.company_id, held.account, mail_address)
    return [_letter("address_changed", held), registered]


async def _invitation(
    held: HeldAccount, mail_address: str, keys: Sequence[bytes], now: datetime
) -> NewLetter:
    letter = await new_invitation(held.company_id, held.account, mail_address, keys, now)
    # Whom the helpdesk appointed has no other ID manager to ask.
    return replace(letter, kind="manager_invited") if held.role == "id_manager" else letter


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


def _letter(kind: str, held: HeldAccount) -> NewLetter:
    return NewLetter(kind, held.company_id, held.account, held.mail_address)


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
