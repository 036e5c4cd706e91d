"""The person of the console who is logged in, and what people do about their own login."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db.engine import transaction
from db.identity.credentials import Credentials, lock_credentials
from db.identity.own_login import (
    TurnedOn,
    replace_password,
    replace_recovery_codes,
    turn_on_factor,
)
from db.identity.sessions import note_seen
from domain.console_roles import Permission, may
from domain.logins import ADMINISTRATORS, Principal


class FirstStep(StrEnum):
    """What a person is still to do before anything of the console opens (S21)."""

    PASSWORD = "password"  # noqa: S105 -- the name of a step
    SECOND_FACTOR = "second-factor"


@dataclass(frozen=True)
class Staff:
    """Who is logged in to the console; `administrator` is the key of the person's row.

    `session_ends_at`: when the session ends if nothing more is asked for, UTC. `first_step`: what
    comes first; None for a login that is set up.
    """

    administrator: int
    mail_address: str
    person_name: str
    role: str
    session_ends_at: datetime
    first_step: FirstStep | None = None

    @property
    def principal(self) -> Principal:
        """Whose login it is."""
        return Principal(ADMINISTRATORS, self.administrator, (self.mail_address,))

    @property
    def known_to_others(self) -> tuple[str, ...]:
        """What a password must not be made of (S19)."""
        return (self.mail_address, self.person_name)

    def may(self, permission: Permission) -> bool:
        """Whether the person's role has a permission."""
        return may(self.role, permission)


async def find(identifier: str, now: datetime) -> Staff | None:
    """Find who is logged in, and note that they were seen.

    None for an identifier that was never given out; and one whose time is over, or whose person
    was stopped, is removed, so that it never works again.
    """
    row = await note_seen(
        ADMINISTRATORS,
        identifier,
        now,
        people="administrator AS person LEFT JOIN second_factor AS factor"
        " ON factor.owner = 'administrator:' || person.id AND factor.confirmed_at IS NOT NULL",
        columns="person.id, person.mail_address, person.person_name, person.role,"
        " person.password_is_first, factor.owner IS NULL AS has_no_factor",
    )
    if row is None:
        return None
    return Staff(
        administrator=row["id"],
        mail_address=row["mail_address"],
        person_name=row["person_name"],
        role=row["role"],
        session_ends_at=row["session_ends_at"],
        first_step=_first_step(
            password_is_first=row["password_is_first"], has_no_factor=row["has_no_factor"]
        ),
    )


def _first_step(*, password_is_first: bool, has_no_factor: bool) -> FirstStep | None:
    if password_is_first:
        return FirstStep.PASSWORD
    needed = ADMINISTRATORS.second_factor_needed and has_no_factor
    return FirstStep.SECOND_FACTOR if needed else None


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
        # Whoever logs in by the password alone waits here, and is then asked for a code.
        if not await lock_credentials(credentials):
            return None
        return await turn_on_factor(credentials, code, session=session, keys=keys, now=now)


async def renew_recovery_codes(who: Principal, now: datetime) -> tuple[str, ...] | None:
    """Give new recovery codes, this once, and void the former; None when no factor is on."""
    async with transaction():
        return await replace_recovery_codes(who, now)
