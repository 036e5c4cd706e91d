"""Appointments of deputies: who was asked by whom, and how far it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.tables.members import DeputyAppointment
from domain.companies.deputies import Ending


@dataclass(frozen=True)
class Appointment:
    """One person asked to be a deputy.

    `account`: the key of the person's row, None once it was deleted; then the names are empty.
    `asked_by`, `ended_by`: アカウントID; the latter is empty for nobody of the company.
    `accepted_at`: when the person got the role. `ending`: None while it is open.
    """

    appointment_id: int
    company_id: str
    account: int | None
    account_id: str
    department: str
    person_name: str
    asked_by: str
    asked_by_name: str
    asked_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    ending: Ending | None
    ended_by: str

    def may_be_answered(self, now: datetime) -> bool:
        """Whether the person may consent or decline."""
        return self._is_unanswered and now < self.expires_at

    def is_lapsed(self, now: datetime) -> bool:
        """Whether the person may not answer any more, which nobody has noted yet."""
        return self._is_unanswered and now >= self.expires_at

    @property
    def _is_unanswered(self) -> bool:
        return self.ending is None and self.accepted_at is None


_APPOINTMENTS = """
    SELECT appointment.id AS appointment_id, appointment.company AS company_id,
        appointment.account, appointment.account_id,
        coalesce(account.department, '') AS department,
        coalesce(account.person_name, '') AS person_name,
        appointment.asked_by, coalesce(asker.person_name, '') AS asked_by_name,
        appointment.asked_at, appointment.expires_at, appointment.accepted_at,
        appointment.ending, appointment.ended_by
    FROM deputy_appointment AS appointment
    LEFT JOIN account ON account.id = appointment.account
    LEFT JOIN account AS asker ON asker.company = appointment.company
        AND asker.account_id = appointment.asked_by
    WHERE
"""


async def load_appointment(appointment_id: int) -> Appointment:
    """Read an appointment; raises `LookupError` when there is none of this number."""
    rows = await DeputyAppointment.raw(_APPOINTMENTS + "appointment.id = {}", appointment_id)
    if not rows:
        raise LookupError(f"there is no appointment {appointment_id}")
    return _appointment(rows[0])


async def open_appointment(account: int) -> Appointment | None:
    """The appointment of an account that is not over: unanswered, lapsed unnoticed, or in office.

    `account`: the key of the account's row.
    """
    rows = await DeputyAppointment.raw(
        _APPOINTMENTS + "appointment.account = {} AND appointment.closed_at IS NULL", account
    )
    return _appointment(rows[0]) if rows else None


async def lapsed_appointments(now: datetime, most: int) -> list[Appointment]:
    """What nobody answered in time in companies that live, and is not closed; the oldest first."""
    rows = await DeputyAppointment.raw(
        _APPOINTMENTS
        + """
        appointment.closed_at IS NULL AND appointment.accepted_at IS NULL
            AND appointment.expires_at <= {} AND EXISTS (
                SELECT FROM company WHERE company_id = appointment.company AND ended_at IS NULL
            )
        ORDER BY appointment.expires_at LIMIT {}
        """,
        now,
        most,
    )
    return [_appointment(row) for row in rows]


def _appointment(row: dict[str, Any]) -> Appointment:
    ending = Ending(row["ending"]) if row["ending"] else None
    return Appointment(**row | {"ending": ending})
