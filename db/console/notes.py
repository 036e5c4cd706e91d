"""What administrators write down about an application or a company, for each other."""

from dataclasses import dataclass
from datetime import datetime

from db import audit
from db.console_acts import Concern
from db.engine import transaction
from db.tables.administration import Note

LONGEST_NOTE = 4000
"""Characters."""


@dataclass(frozen=True)
class WrittenNote:
    """One note, as pages show it."""

    text: str
    written_by: str
    written_at: datetime


async def add_note(
    concern: Concern, text: str, *, written_by: str, administrator: int, now: datetime
) -> None:
    """Add a note about an application, or else a company, which exists; twice in a row is once."""
    async with transaction():
        newest = (await notes_about(concern))[-1:]
        if any((note.text, note.written_by) == (text, written_by) for note in newest):
            return
        await Note.insert(
            Note(
                application=concern.application_number,
                company=None if concern.application_number else concern.company_id,
                text=text,
                written_by=written_by,
                written_at=now,
            )
        )
        await audit.record(
            "administrator:note:add",
            now,
            application_number=concern.application_number,
            company_id=concern.company_id,
            administrator=administrator,
        )


async def notes_about(concern: Concern) -> tuple[WrittenNote, ...]:
    """The notes about an application, or else a company, the oldest first."""
    about = (
        Note.application == concern.application_number
        if concern.application_number
        else Note.company == concern.company_id
    )
    rows = (
        await Note.select(Note.text, Note.written_by, Note.written_at)
        .where(about)
        .order_by(Note.id)
    )
    return tuple(WrittenNote(**row) for row in rows)
