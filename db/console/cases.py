"""Who has taken a case in hand, and the notes that administrators write for each other."""

from dataclasses import dataclass
from datetime import datetime

from db import audit
from db.audit import ActSubject
from db.company_data import lock_company
from db.engine import transaction
from db.enrolment.facts import lock_application
from db.tables.administration import Administrator, CaseInHand, Note
from domain.audit_tags import AuditTag
from domain.console_roles import Permission, Role, may
from domain.enrolment.facts import Facts
from domain.enrolment.stages import Stage
from domain.refusals import RefusalError


class TakenError(RefusalError):
    """Somebody else took the case in the meantime."""


@dataclass(frozen=True)
class InHand:
    """Who has a case in hand, and since when; `administrator` is the key of the person's row."""

    administrator: int
    person_name: str
    taken_at: datetime


def subject_of(facts: Facts) -> str:
    """What a case about an application is known by: its review while it lasts, else its number."""
    if facts.stage is Stage.UNDER_REVIEW:
        return f"review:{facts.review}"
    return facts.application_number


async def in_hand(subject: str) -> InHand | None:
    """Who has a case in hand; None when nobody has."""
    rows = await CaseInHand.raw(
        """
        SELECT administrator.id AS administrator, administrator.person_name, taken_at
        FROM case_in_hand JOIN administrator ON administrator.id = case_in_hand.administrator
        WHERE subject = {}
        """,
        subject,
    )
    return InHand(**rows[0]) if rows else None


async def take(
    subject: str, administrator: int, now: datetime, *, instead_of: int | None = None
) -> None:
    """Take a case in hand; from a colleague only if it is `instead_of` that very one.

    Raises `TakenError` when somebody else has it.
    """
    async with transaction():
        rows = await CaseInHand.raw(
            """
            INSERT INTO case_in_hand (subject, administrator, taken_at) VALUES ({}, {}, {})
            ON CONFLICT (subject) DO UPDATE
                SET administrator = excluded.administrator, taken_at = excluded.taken_at
                WHERE case_in_hand.administrator IN (excluded.administrator, {}::bigint)
            RETURNING subject
            """,
            subject,
            administrator,
            now,
            instead_of,
        )
        if not rows:
            raise TakenError
        await audit.record(
            AuditTag.ADMINISTRATOR_CASE_TAKE, now, subject=subject, administrator=administrator
        )


class NotAColleagueError(RefusalError):
    """The person may not work on cases: stopped, or only allowed to see."""


async def assign(
    subject: str, to: int, administrator: int, now: datetime, *, instead_of: int | None
) -> None:
    """Give a case to a colleague; `administrator`: who does so.

    `instead_of`: who was shown to have it, None for nobody. It stays with a colleague who has it
    already, such as at a second click. Raises `TakenError` when somebody else has it by now, and
    `NotAColleagueError`.
    """
    async with transaction():
        if to not in [each.administrator for each in await colleagues()]:
            raise NotAColleagueError
        rows = await CaseInHand.raw(
            """
            INSERT INTO case_in_hand (subject, administrator, taken_at) VALUES ({}, {}, {})
            ON CONFLICT (subject) DO UPDATE
                SET administrator = excluded.administrator, taken_at = excluded.taken_at
                WHERE case_in_hand.administrator = {}::bigint
            RETURNING subject
            """,
            subject,
            to,
            now,
            instead_of,
        )
        if not rows:
            has_it = await in_hand(subject)
            if has_it is not None and has_it.administrator == to:
                return
            raise TakenError
        await audit.record(
            AuditTag.ADMINISTRATOR_CASE_ASSIGN,
            now,
            subject=subject,
            to=to,
            administrator=administrator,
        )


@dataclass(frozen=True)
class Colleague:
    """Somebody who may work on cases; `cases`: how many they have in hand."""

    administrator: int
    person_name: str
    cases: int


async def colleagues() -> tuple[Colleague, ...]:
    """Everybody who may work on cases, by name."""
    rows = await Administrator.raw(
        """
        SELECT id AS administrator, person_name, (
            SELECT count(*) FROM case_in_hand WHERE case_in_hand.administrator = administrator.id
        ) AS cases
        FROM administrator WHERE state = 'active' AND role = ANY({}) ORDER BY person_name, id
        """,
        [role.value for role in Role if may(role, Permission.HELP)],
    )
    return tuple(Colleague(**row) for row in rows)


async def release(subject: str, administrator: int, now: datetime) -> None:
    """Let go of a case that one has in hand; nothing changes if one has not."""
    async with transaction():
        rows = (
            await CaseInHand.delete()
            .where(CaseInHand.subject == subject, CaseInHand.administrator == administrator)
            .returning(CaseInHand.subject)
        )
        if rows:
            await audit.record(
                AuditTag.ADMINISTRATOR_CASE_RELEASE,
                now,
                subject=subject,
                administrator=administrator,
            )


@dataclass(frozen=True)
class WrittenNote:
    """One note, as pages show it."""

    text: str
    written_by: str
    written_at: datetime


async def add_note(
    subject: ActSubject, text: str, *, written_by: str, administrator: int, now: datetime
) -> None:
    """Add a note about an application, or else a company, which exists; twice in a row is once."""
    async with transaction():
        if subject.application_number:
            await lock_application(subject.application_number)
        elif subject.company_id:
            await lock_company(subject.company_id)
        newest = (await notes_about(subject))[-1:]
        if any((note.text, note.written_by) == (text, written_by) for note in newest):
            return
        await Note.insert(
            Note(
                application=subject.application_number,
                company=None if subject.application_number else subject.company_id,
                text=text,
                written_by=written_by,
                written_at=now,
            )
        )
        await audit.record(
            AuditTag.ADMINISTRATOR_NOTE_ADD,
            now,
            application_number=subject.application_number,
            company_id=subject.company_id,
            administrator=administrator,
        )


async def notes_about(subject: ActSubject) -> tuple[WrittenNote, ...]:
    """The notes about an application, or else a company, the oldest first."""
    about = (
        Note.application == subject.application_number
        if subject.application_number
        else Note.company == subject.company_id
    )
    rows = (
        await Note.select(Note.text, Note.written_by, Note.written_at)
        .where(about)
        .order_by(Note.id)
    )
    return tuple(WrittenNote(**row) for row in rows)
