"""What people of the console do about their own login: password, second factor, recovery codes."""

from collections.abc import Sequence
from datetime import datetime

from db.engine import transaction
from db.identity.credentials import Credentials, lock_credentials
from db.identity.own_login import (
    TurnedOn,
    replace_password,
    replace_recovery_codes,
    turn_on_factor,
)
from domain.logins import Principal


async def change_password(
    credentials: Credentials, new_hash: str, *, session: str, now: datetime
) -> str | None:
    """Change the password, and give the new identifier of `session`; all other sessions end (S17).

    None, and nothing changed, when the person or the password changed since they were read.
    """
    async with transaction():
        if not await lock_credentials(credentials):
            return None
        return await replace_password(credentials, new_hash, session=session, now=now)


async def turn_on(
    credentials: Credentials, code: str, *, session: str, keys: Sequence[bytes], now: datetime
) -> TurnedOn | None:
    """Turn on the second factor that is on offer by a first code; None when the code is wrong."""
    async with transaction():
        # Whoever logs in by the password alone is held up here, and then asked for a code.
        if not await lock_credentials(credentials):
            return None
        return await turn_on_factor(credentials, code, session=session, keys=keys, now=now)


async def renew_recovery_codes(who: Principal, now: datetime) -> tuple[str, ...] | None:
    """Give new recovery codes, this once, and void the former; None when no factor is on."""
    async with transaction():
        return await replace_recovery_codes(who, now)
