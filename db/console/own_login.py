"""What people of the console do about their own login: password, second factor, recovery codes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from db import audit
from db.console.login import Credentials, hold
from db.console.owners import administrator_owner
from db.console.sessions import end_sessions_of, rotate
from db.engine import transaction
from db.members import second_factors
from db.members.login_challenges import end_challenges_of
from db.tables.administration import Administrator


@dataclass(frozen=True)
class TurnedOn:
    """The recovery codes, shown this once, and the new identifier of the session that goes on."""

    recovery_codes: tuple[str, ...] = field(repr=False)
    identifier: str = field(repr=False)


async def change_password(
    credentials: Credentials, new_hash: str, *, session: str, now: datetime
) -> str | None:
    """Change the password, and give the new identifier of `session`; all other sessions end (S17).

    None, and nothing changed, when the person or the password changed since they were read.
    """
    async with transaction():
        if await hold(credentials):
            await Administrator.update(
                {Administrator.password_hash: new_hash, Administrator.password_is_first: False}
            ).where(Administrator.id == credentials.administrator)
            await _end_other_logins(credentials.administrator, session)
            await _record("administrator:password:change", credentials.administrator, now)
            return await rotate(session)
    return None


async def turn_on(
    credentials: Credentials, code: str, *, session: str, keys: Sequence[bytes], now: datetime
) -> TurnedOn | None:
    """Turn on the second factor that is on offer by a first code; None when the code is wrong.

    All sessions but `session` end: they began without a code.
    """
    owner = administrator_owner(credentials.administrator)
    async with transaction():
        # Whoever logs in by the password alone is held up here, and then asked for a code.
        held = await hold(credentials)
        codes = await second_factors.confirm(owner, code, keys, now) if held else None
        if codes is not None:
            await _end_other_logins(credentials.administrator, session)
            await _record("administrator:second_factor:on", credentials.administrator, now)
            return TurnedOn(codes, await rotate(session))
    return None


async def renew_recovery_codes(administrator: int, now: datetime) -> tuple[str, ...] | None:
    """Give new recovery codes, this once, and void the former; None when no factor is on."""
    async with transaction():
        codes = await second_factors.new_recovery_codes(administrator_owner(administrator))
        if codes is not None:
            await _record("administrator:recovery_codes:renew", administrator, now)
    return codes


async def _end_other_logins(administrator: int, session: str) -> None:
    await end_sessions_of(administrator, but=session)
    await end_challenges_of(administrator_owner(administrator))


async def _record(tag: str, administrator: int, now: datetime) -> None:
    await audit.record(tag, now, administrator=administrator)
