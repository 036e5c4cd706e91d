"""An ID manager asks a colleague to be a deputy, who consents or not; and how that ends (S39).

Each act locks the company, then the account. Whoever acts is looked at again under that lock, so
that nobody appoints or dismisses who lost the role a moment ago. What is over cannot be done.
"""

from dataclasses import dataclass
from datetime import datetime

from db.company_data import lock_company, lock_member_company
from db.engine import transaction
from db.identity.sessions import end_sessions_of, rotate
from db.mailing.letters import send_letters
from db.members.account_facts import (
    AccountMovedOnError,
    LockedAccount,
    lock_account,
    lock_account_for,
    refuse_unless_manages,
)
from db.members.deputy_endings import (
    close,
    close_if_lapsed,
    letter,
    record,
    step_down,
    to_managers,
)
from db.members.deputy_facts import Appointment, open_appointment
from db.members.own_login import Renewal
from db.members.sessions import Member
from db.tables.companies import Account
from db.tables.members import DeputyAppointment
from domain.audit_tags import AuditTag
from domain.companies.deputies import MANAGING, Ending
from domain.durations import Duration
from domain.logins import MEMBERS
from domain.mail_kinds import MailKind
from domain.refusals import RefusalError


class TooManyManagersError(RefusalError):
    """The company has as many ID managers as it may have, those who were asked included."""


class AppointmentOverError(RefusalError):
    """What was asked for was answered, taken back, or is too old to be answered."""


@dataclass(frozen=True)
class Bounds:
    """How many ID managers a company may have, and how long somebody may think about it."""

    most: int
    lifetime: Duration


async def appoint(by: Member, account_id: str, bounds: Bounds, now: datetime) -> str:
    """Ask a colleague to be a deputy, by mail, and tell the ID managers; gives the process.

    Raises `NoSuchAccountError`, `AccountMovedOnError` for an account that is not a user's in use
    or was asked before, `NotTheIdManagerError`, `TooManyManagersError` and `CompanyLeftError`.
    """
    async with transaction():
        await lock_member_company(by.company_id)
        person = await lock_account(by.company_id, account_id)
        await refuse_unless_manages(by.account)
        await close_if_lapsed(person, now)
        if (person.role, person.state) != ("user", "active") or await open_appointment(
            person.account
        ):
            raise AccountMovedOnError
        if await managers_and_asked(by.company_id, now) >= bounds.most:
            raise TooManyManagersError
        number = await _insert(by, person, bounds.lifetime.after(now), now)
        await record(AuditTag.ID_MANAGER_DEPUTY_ASK, person, now, by=by.account_id)
        asked = letter(MailKind.DEPUTY_ASKED, person, number)
        told = await to_managers(MailKind.DEPUTY_ASKING, by.company_id, number)
        return await send_letters([asked, *told], now)


async def accept(member: Member, most: int, *, session: str, now: datetime) -> Renewal:
    """Consent: the member is a deputy from now on, and all ID managers are told.

    `most`: so many ID managers a company may have. The member's `session` goes on under a new
    identifier, the others end (S16). Raises `AppointmentOverError`, `TooManyManagersError` and
    `CompanyLeftError`.
    """
    async with transaction():
        await lock_member_company(member.company_id)
        person = await lock_account(member.company_id, member.account_id)
        number = (await _to_answer(person, now)).appointment_id
        # Without this one, who is among those who were asked.
        if await managers_and_asked(member.company_id, now) > most:
            raise TooManyManagersError
        await DeputyAppointment.update({DeputyAppointment.accepted_at: now}).where(
            DeputyAppointment.id == number
        )
        await Account.update({Account.role: "deputy"}).where(Account.id == person.account)
        await end_sessions_of(MEMBERS, person.account, but=session)
        await record(AuditTag.MEMBER_DEPUTY_ACCEPT, person, now)
        letters = await to_managers(MailKind.DEPUTY_BEGUN, person.company_id, number)
        return Renewal(await rotate(MEMBERS, session), await send_letters(letters, now))


async def decline(member: Member, now: datetime) -> str:
    """Decline to be a deputy; gives the process that tells. Raises `AppointmentOverError`."""
    async with transaction():
        await lock_company(member.company_id)
        person = await lock_account(member.company_id, member.account_id)
        appointment = await _to_answer(person, now)
        await record(AuditTag.MEMBER_DEPUTY_DECLINE, person, now)
        return await close(appointment, person, Ending.DECLINED, now, by=person.account_id)


async def withdraw(by: Member, account_id: str, now: datetime) -> str:
    """Take back what a colleague was asked; gives the process that tells.

    Raises `NoSuchAccountError`, `NotTheIdManagerError` and `AppointmentOverError`.
    """
    async with transaction():
        await lock_company(by.company_id)
        person = await lock_account(by.company_id, account_id)
        await refuse_unless_manages(by.account)
        appointment = await _to_answer(person, now)
        await record(AuditTag.ID_MANAGER_DEPUTY_WITHDRAW, person, now, by=by.account_id)
        return await close(appointment, person, Ending.WITHDRAWN, now, by=by.account_id)


async def dismiss(by: Member, account_id: str, now: datetime) -> str:
    """End the role of a deputy, who is a user from now on; gives the process that tells.

    Raises `NoSuchAccountError`, `PrincipalOnlyError` for whoever is not 主担当, and
    `AccountMovedOnError` for an account that is no deputy's.
    """
    async with transaction():
        await lock_company(by.company_id)
        person = await lock_account_for(by.company_id, account_id, by.account_id)
        _refuse_no_deputy(person)
        await record(AuditTag.ID_MANAGER_DEPUTY_DISMISS, person, now, by=by.account_id)
        await end_sessions_of(MEMBERS, person.account)
        return await step_down(person, Ending.DISMISSED, now, by=by.account_id)


async def resign(member: Member, *, session: str, now: datetime) -> Renewal:
    """Give the own role back; the session goes on under a new identifier, the others end (S16).

    Raises `AccountMovedOnError` for who is no deputy.
    """
    async with transaction():
        await lock_company(member.company_id)
        person = await lock_account(member.company_id, member.account_id)
        _refuse_no_deputy(person)
        await record(AuditTag.MEMBER_DEPUTY_RESIGN, person, now)
        await end_sessions_of(MEMBERS, person.account, but=session)
        process = await step_down(person, Ending.RESIGNED, now, by=person.account_id)
        return Renewal(await rotate(MEMBERS, session), process)


async def managers_and_asked(company_id: str, now: datetime) -> int:
    """How many ID managers a company has, or will have if all who were asked consent."""
    rows = await Account.raw(
        """
        SELECT count(*) FROM account WHERE company = {} AND (role = ANY({}) OR EXISTS (
            SELECT FROM deputy_appointment AS asked
            WHERE asked.account = account.id AND closed_at IS NULL AND expires_at > {}
        ))
        """,
        company_id,
        list(MANAGING),
        now,
    )
    return int(rows[0]["count"])


async def _insert(by: Member, person: LockedAccount, until: datetime, now: datetime) -> int:
    rows = await DeputyAppointment.insert(
        DeputyAppointment(
            company=by.company_id,
            account=person.account,
            account_id=person.account_id,
            asked_by=by.account_id,
            asked_at=now,
            expires_at=until,
        )
    )
    return int(rows[0]["id"])


async def _to_answer(person: LockedAccount, now: datetime) -> Appointment:
    appointment = await open_appointment(person.account)
    if appointment is None or not appointment.may_be_answered(now) or person.state != "active":
        raise AppointmentOverError
    return appointment


def _refuse_no_deputy(person: LockedAccount) -> None:
    if person.role != "deputy":
        raise AccountMovedOnError
