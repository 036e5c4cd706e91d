"""What people do about their own login: password, second factor, recovery codes.

All of it runs in the caller's transaction, which has locked the person's row by then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from db.identity import second_factors
from db.identity.credentials import Credentials, record_event, store_own_password
from db.identity.sessions import end_sessions_of, rotate
from domain.logins import Principal


@dataclass(frozen=True)
class TurnedOn:
    """The recovery codes, shown this once, and the new identifier of the session that goes on."""

    recovery_codes: tuple[str, ...] = field(repr=False)
    identifier: str = field(repr=False)


async def replace_password(
    credentials: Credentials, new_hash: str, *, session: str, now: datetime
) -> str | None:
    """Change the password, and give the new identifier of `session`; all other sessions end (S17).

    None, and nothing changed, when the password changed since it was verified.
    """
    if not await store_own_password(credentials, new_hash):
        return None
    await end_sessions_of(credentials.kind, credentials.key, but=session)
    await record_event("password", "change", credentials, now)
    return await rotate(credentials.kind, session)


async def turn_on_factor(
    who: Principal, code: str, *, session: str, keys: Sequence[bytes], now: datetime
) -> TurnedOn | None:
    """Turn on the second factor that is on offer by a first code; None when the code is wrong.

    All sessions but `session` end: they began without a code.
    """
    codes = await second_factors.confirm(who.owner, code, keys, now)
    if codes is None:
        return None
    await end_sessions_of(who.kind, who.key, but=session)
    await record_event("second_factor", "on", who, now)
    return TurnedOn(codes, await rotate(who.kind, session))


async def turn_off_factor(who: Principal, now: datetime) -> bool:
    """Ask for no code any more; False, and nothing changed, when none is asked for."""
    if not await second_factors.remove(who.owner):
        return False
    await record_event("second_factor", "off", who, now)
    return True


async def replace_recovery_codes(who: Principal, now: datetime) -> tuple[str, ...] | None:
    """Give new recovery codes, this once, and void the former; None when no factor is on."""
    codes = await second_factors.new_recovery_codes(who.owner)
    if codes is not None:
        await record_event("recovery_codes", "renew", who, now)
    return codes
