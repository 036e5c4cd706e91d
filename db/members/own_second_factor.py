"""The second factor of a member, as the member turns it on and off; the owner is told by mail."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from db.engine import transaction
from db.identity.own_login import replace_recovery_codes, turn_off_factor, turn_on_factor
from db.mailing.letters import NewLetter, send_letters
from db.members.own_data import OwnData, hold_own_data
from db.members.sessions import Member


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
        new = await turn_on_factor(member.principal, code, session=identifier, keys=keys, now=now)
        return TurnedOn(new.recovery_codes, await _tell(own, now), new.identifier) if new else None


async def turn_off(member: Member, now: datetime) -> str | None:
    """Ask for no code any more, and give the process that sends the mail.

    None, and nothing changed, when none is asked for. Raises `AccountNotInUseError`.
    """
    async with transaction():
        own = await hold_own_data(member.account)
        return await _tell(own, now) if await turn_off_factor(member.principal, now) else None


async def renew_recovery_codes(member: Member, now: datetime) -> NewCodes | None:
    """Give new recovery codes and void the former; None when no factor is on.

    Raises `AccountNotInUseError`.
    """
    async with transaction():
        own = await hold_own_data(member.account)
        codes = await replace_recovery_codes(member.principal, now)
        return NewCodes(codes, await _tell(own, now)) if codes else None


async def _tell(own: OwnData, now: datetime) -> str:
    """Tell the account's mailbox of the change (ASVS 6.3.7); gives who sends the mail."""
    letter = NewLetter("second_factor_changed", own.company_id, own.account, own.mail_address)
    return await send_letters([letter], now)
