"""The second factor of a member, as the member turns it on and off; the owner is told by mail."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from db import audit
from db.engine import transaction
from db.mailing.letters import NewLetter, send_letters
from db.members import second_factors
from db.members.own_data import OwnData, hold_own_data
from db.members.second_factors import account_owner
from db.members.session_rotation import rotate
from db.members.sessions import Member, end_sessions_of


@dataclass(frozen=True)
class NewCodes:
    """Recovery codes, shown this once; `process` sends the mail."""

    recovery_codes: tuple[str, ...] = field(repr=False)
    process: str


@dataclass(frozen=True)
class TurnedOn(NewCodes):
    """The first recovery codes, and the new identifier of the session that goes on."""

    identifier: str = field(repr=False)


async def turn_on(
    member: Member, code: str, identifier: str, keys: Sequence[bytes], now: datetime
) -> TurnedOn | None:
    """Turn on what is on offer by a first code; None when the code is wrong.

    Sessions that began without a code end, but for that of this identifier. Raises
    `AccountNotInUseError`.
    """
    async with transaction():
        own = await hold_own_data(member.account)
        codes = await second_factors.confirm(account_owner(member.account), code, keys, now)
        if codes is None:
            return None
        await end_sessions_of(member.account, but=identifier)
        process = await _tell("member:second_factor:on", member, own, now)
        return TurnedOn(codes, process, await rotate(identifier))


async def turn_off(member: Member, now: datetime) -> str | None:
    """Ask for no code any more, and give the process that sends the mail.

    None, and nothing changed, when none is asked for. Raises `AccountNotInUseError`.
    """
    async with transaction():
        own = await hold_own_data(member.account)
        if not await second_factors.remove(account_owner(member.account)):
            return None
        return await _tell("member:second_factor:off", member, own, now)


async def renew_recovery_codes(member: Member, now: datetime) -> NewCodes | None:
    """Give new recovery codes and void the former; None when no factor is on.

    Raises `AccountNotInUseError`.
    """
    async with transaction():
        own = await hold_own_data(member.account)
        codes = await second_factors.new_recovery_codes(account_owner(member.account))
        if codes is None:
            return None
        return NewCodes(codes, await _tell("member:recovery_codes:renew", member, own, now))


async def _tell(tag: str, member: Member, own: OwnData, now: datetime) -> str:
    """Record the change, and tell the account's mailbox (ASVS 6.3.7); gives who sends it."""
    await audit.record(tag, now, company_id=member.company_id, account_id=member.account_id)
    letter = NewLetter("second_factor_changed", member.company_id, member.account, own.mail_address)
    return await send_letters([letter], now)
