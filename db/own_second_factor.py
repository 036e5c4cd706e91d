"""The second factor of a member, as the member turns it on and off."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from db import audit, second_factors
from db.engine import transaction
from db.second_factors import account_owner
from db.session_rotation import rotate
from db.sessions import Member, end_sessions_of


@dataclass(frozen=True)
class TurnedOn:
    """The recovery codes, shown this once, and the new identifier of the session that goes on."""

    recovery_codes: tuple[str, ...] = field(repr=False)
    identifier: str = field(repr=False)


async def turn_on(
    member: Member, code: str, identifier: str, keys: Sequence[bytes], now: datetime
) -> TurnedOn | None:
    """Turn on what is on offer by a first code; None when the code is wrong.

    Sessions that began without a code end, but for that of this identifier.
    """
    async with transaction():
        codes = await second_factors.confirm(account_owner(member.account), code, keys, now)
        if codes is not None:
            await end_sessions_of(member.account, but=identifier)
            await _record("member:second_factor:on", member, now)
            return TurnedOn(codes, await rotate(identifier))
    return None


async def turn_off(member: Member, now: datetime) -> None:
    """Ask for no code any more; nothing changes if none is asked for."""
    async with transaction():
        if await second_factors.remove(account_owner(member.account)):
            await _record("member:second_factor:off", member, now)


async def renew_recovery_codes(member: Member, now: datetime) -> tuple[str, ...] | None:
    """Give new recovery codes, this once, and void the former; None when no factor is on."""
    async with transaction():
        codes = await second_factors.new_recovery_codes(account_owner(member.account))
        if codes is not None:
            await _record("member:recovery_codes:renew", member, now)
    return codes


async def _record(tag: str, member: Member, now: datetime) -> None:
    await audit.record(tag, now, company_id=member.company_id, account_id=member.account_id)
