"""How a deputy's appointment ends, and who is told; in a transaction that locked the company."""

from datetime import datetime

from db import audit
from db.company_data import lock_company
from db.engine import transaction
from db.mailing.letters import NewLetter, id_managers_of, send_letters
from db.members.account_facts import LockedAccount, NoSuchAccountError, lock_account
from db.members.deputy_facts import Appointment, lapsed_appointments, open_appointment
from db.tables.companies import Account
from db.tables.members import DeputyAppointment
from domain.audit_tags import AuditTag
from domain.companies.deputies import UNANSWERED, Ending
from domain.mail_kinds import MailKind

LAPSED_AT_ONCE = 200


async def step_down(person: LockedAccount, ending: Ending, now: datetime, *, by: str = "") -> str:
    """Make a deputy a user; gives the process that tells.

    `by`: アカウントID; empty for nobody of the company.
    """
    appointment = await open_appointment(person.account)
    if appointment is None:
        raise LookupError(f"account {person.account} is a deputy without an appointment")
    await Account.update({Account.role: "user"}).where(Account.id == person.account)
    return await close(appointment, person, ending, now, by=by)


async def end_with_account(person: LockedAccount, now: datetime, *, by: str = "") -> str | None:
    """End what somebody is, or was asked for, whose account is stopped or deleted.

    Gives the process that tells; None when there is nothing to end.
    """
    appointment = await open_appointment(person.account)
    if appointment is None:
        return None
    await record(AuditTag.WORKFLOW_DEPUTY_END, person, now)
    if person.role == "deputy":
        return await step_down(person, Ending.STOPPED, now, by=by)
    return await close(appointment, person, Ending.VOID, now, by=by)


async def promote(account: int, now: datetime) -> None:
    """Close the appointment of who becomes 主担当; other mails tell of that.

    `account`: the key of the account's row.
    """
    appointment = await open_appointment(account)
    if appointment is not None:
        ending = Ending.VOID if appointment.accepted_at is None else Ending.PROMOTED
        await _note(appointment, ending, now, by="")


async def close_lapsed(now: datetime) -> None:
    """Close what nobody answered in time, and tell of it; twice is once."""
    for found in await lapsed_appointments(now, LAPSED_AT_ONCE):
        async with transaction():
            await lock_company(found.company_id)
            try:
                person = await lock_account(found.company_id, found.account_id)
            except NoSuchAccountError:
                await _note(found, Ending.VOID, now, by="")
            else:
                await close_if_lapsed(person, now)


async def close_if_lapsed(person: LockedAccount, now: datetime) -> None:
    """Close what a person was asked for, if it is too old to be answered, and tell of it."""
    appointment = await open_appointment(person.account)
    if appointment is not None and appointment.is_lapsed(now):
        await record(AuditTag.WORKFLOW_DEPUTY_LAPSE, person, now)
        await close(appointment, person, Ending.LAPSED, now)


async def close(
    appointment: Appointment,
    person: LockedAccount,
    ending: Ending,
    now: datetime,
    *,
    by: str = "",
) -> str:
    """Note how an appointment ended, and tell the person and the ID managers; gives the process."""
    await _note(appointment, ending, now, by=by)
    kind = MailKind.DEPUTY_OFF if ending in UNANSWERED else MailKind.DEPUTY_ENDED
    number = appointment.appointment_id
    told = [letter(kind, person, number), *await to_managers(kind, person.company_id, number)]
    # Where the person is an ID manager too, one mail is enough.
    return await send_letters(list({each.account: each for each in told}.values()), now)


async def _note(appointment: Appointment, ending: Ending, now: datetime, *, by: str) -> None:
    await DeputyAppointment.update(
        {
            DeputyAppointment.ending: ending.value,
            DeputyAppointment.ended_by: by,
            DeputyAppointment.closed_at: now,
        }
    ).where(
        DeputyAppointment.id == appointment.appointment_id, DeputyAppointment.closed_at.is_null()
    )


async def to_managers(kind: MailKind, company_id: str, number: int) -> list[NewLetter]:
    """A mail about an appointment to each ID manager of the company."""
    return [
        NewLetter(kind, company_id, account, mail_address, number)
        for account, mail_address in await id_managers_of(company_id)
    ]


def letter(kind: MailKind, person: LockedAccount, number: int) -> NewLetter:
    """A mail about an appointment to the person whom it is about."""
    return NewLetter(kind, person.company_id, person.account, person.mail_address, number)


async def record(tag: AuditTag, person: LockedAccount, now: datetime, *, by: str = "") -> None:
    """Note in the audit log what was done about the person; `by`: アカウントID, if another's."""
    await audit.record(
        tag,
        now,
        company_id=person.company_id,
        account_id=person.account_id,
        **({"by": by} if by else {}),
    )
