"""Who runs the service: people of the console, seen, added and changed by administrators."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from db.audit import ActReason, ActSubject, Values, record_act
from db.engine import transaction
from db.identity import second_factors
from db.identity.sessions import end_sessions_of
from db.tables.administration import Administrator
from domain.audit_tags import AuditTag
from domain.console_roles import Role
from domain.logins import ADMINISTRATORS
from domain.refusals import RefusalError


class AlreadyAdministratorError(RefusalError):
    """Somebody of the console has this mail address already, in use or stopped."""


class LastAdministratorError(RefusalError):
    """Nobody would be left who may administer."""


class AlreadySoError(RefusalError):
    """It is so already: this or another person did it before."""


@dataclass(frozen=True)
class NewPerson:
    """Somebody to be added; `mail_address` as `domain.mail_addresses.mailbox_key` gives it."""

    mail_address: str
    person_name: str
    role: Role


@dataclass(frozen=True)
class Person:
    """A person of the console; `administrator` is the key of the row, `role` one of `Role`."""

    administrator: int
    mail_address: str
    person_name: str
    role: str
    state: Literal["active", "stopped"]
    password_is_first: bool
    has_second_factor: bool
    created_at: datetime
    last_login_at: datetime | None

    @property
    def is_active(self) -> bool:
        """Whether the person may log in."""
        return self.state == "active"


_PEOPLE = """
    SELECT person.id AS administrator, person.mail_address, person.person_name, person.role,
        person.state, person.password_is_first, factor.owner IS NOT NULL AS has_second_factor,
        person.created_at, person.last_login_at
    FROM administrator AS person LEFT JOIN second_factor AS factor
        ON factor.owner = 'administrator:' || person.id AND factor.confirmed_at IS NOT NULL
"""


async def people() -> Sequence[Person]:
    """Everybody of the console, those who may log in first, by name."""
    rows = await Administrator.raw(_PEOPLE + "ORDER BY person.state, person.person_name, person.id")
    return [Person(**row) for row in rows]


async def load_person(administrator: int) -> Person:
    """Read one person; raises `LookupError` when there is none."""
    rows = await Administrator.raw(_PEOPLE + "WHERE person.id = {}", administrator)
    return Person(**rows[0])


async def add_person(new: NewPerson, first_hash: str, why: ActReason, now: datetime) -> int:
    """Add a person who logs in by a first password, and give the key of the row.

    Raises `AlreadyAdministratorError`.
    """
    async with transaction():
        rows = (
            await Administrator.insert(
                Administrator(**asdict(new), password_hash=first_hash, created_at=now)
            )
            .on_conflict(target=Administrator.mail_address, action="DO NOTHING")
            .returning(Administrator.id)
        )
        if not rows:
            raise AlreadyAdministratorError
        administrator = int(rows[0]["id"])
        about: Values = {"administrator": administrator, **asdict(new)}
        await record_act(
            AuditTag.ADMINISTRATOR_ADMINISTRATOR_ADD, why, ActSubject(), now, after=about
        )
    return administrator


async def change_role(administrator: int, role: Role, why: ActReason, now: datetime) -> None:
    """Give a person another role, and end their sessions (S16).

    Raises `AlreadySoError`, `LastAdministratorError` or `LookupError`.
    """
    async with transaction():
        person = await _lock_person(administrator)
        if person.role == role:
            raise AlreadySoError
        if role != Role.ADMINISTRATOR:
            await _keep_one_besides(person)
        await Administrator.update({Administrator.role: role}).where(
            Administrator.id == administrator
        )
        await _conclude(
            AuditTag.ADMINISTRATOR_ADMINISTRATOR_ROLE,
            person,
            why,
            now,
            before={"role": person.role},
            after={"role": role},
        )


async def stop(administrator: int, why: ActReason, now: datetime) -> None:
    """Let a person log in no more, and end their sessions.

    Raises `AlreadySoError`, `LastAdministratorError` or `LookupError`.
    """
    async with transaction():
        person = await _lock_person(administrator)
        if not person.is_active:
            raise AlreadySoError
        await _keep_one_besides(person)
        await _set_state(person, "stopped", why, now)


async def restart(administrator: int, why: ActReason, now: datetime) -> None:
    """Let a stopped person log in again; raises `AlreadySoError` or `LookupError`."""
    async with transaction():
        person = await _lock_person(administrator)
        if person.is_active:
            raise AlreadySoError
        await _set_state(person, "active", why, now)


async def reset_password(
    administrator: int, first_hash: str, why: ActReason, now: datetime
) -> None:
    """Give a person a new first password, and end their sessions; raises `LookupError`."""
    async with transaction():
        person = await _lock_person(administrator)
        await Administrator.update(
            {Administrator.password_hash: first_hash, Administrator.password_is_first: True}
        ).where(Administrator.id == administrator)
        await _conclude(AuditTag.ADMINISTRATOR_ADMINISTRATOR_RESET_PASSWORD, person, why, now)


async def remove_second_factor(administrator: int, why: ActReason, now: datetime) -> None:
    """Have a person set up a new second factor at the next login, and end their sessions.

    Raises `AlreadySoError` when none is on, or `LookupError`.
    """
    async with transaction():
        person = await _lock_person(administrator)
        if not await second_factors.remove(ADMINISTRATORS.owner(administrator)):
            raise AlreadySoError
        await _conclude(AuditTag.ADMINISTRATOR_ADMINISTRATOR_REMOVE_SECOND_FACTOR, person, why, now)


async def _lock_person(administrator: int) -> Person:
    """Lock the person, and all who may administer, so that none of them changes meanwhile."""
    await Administrator.raw(
        "SELECT FROM administrator WHERE id = {} OR role = 'administrator' ORDER BY id FOR UPDATE",
        administrator,
    )
    return await load_person(administrator)


async def _keep_one_besides(person: Person) -> None:
    others = await Administrator.exists().where(
        Administrator.id != person.administrator,
        Administrator.role == Role.ADMINISTRATOR,
        Administrator.state == "active",
    )
    if person.role == Role.ADMINISTRATOR and person.is_active and not others:
        raise LastAdministratorError


async def _set_state(person: Person, state: str, why: ActReason, now: datetime) -> None:
    await Administrator.update({Administrator.state: state}).where(
        Administrator.id == person.administrator
    )
    restarted = state == "active"
    await _conclude(
        AuditTag.ADMINISTRATOR_ADMINISTRATOR_RESTART
        if restarted
        else AuditTag.ADMINISTRATOR_ADMINISTRATOR_STOP,
        person,
        why,
        now,
        before={"state": person.state},
        after={"state": state},
    )


async def _conclude(  # noqa: PLR0913 -- what happened, to whom, why, when, from what to what
    tag: AuditTag,
    person: Person,
    why: ActReason,
    now: datetime,
    *,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    """End the sessions and waiting logins of a person who was changed (S17), and record the act."""
    await end_sessions_of(ADMINISTRATORS, person.administrator)
    about = {"administrator": person.administrator}
    await record_act(
        tag,
        why,
        ActSubject(),
        now,
        before=about | dict(before or {}),
        after=about | dict(after or {}),
    )
