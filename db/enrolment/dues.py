"""What falls due while an application waits: reminders, and an alert to the administrators."""

from datetime import datetime
from typing import Any

from db.engine import transaction
from db.enrolment.beginnings import has_to_begin
from db.enrolment.facts import Facts, hold
from db.enrolment.plans import put_off
from db.mailing import mails
from db.tables.review import Due
from domain.stages import Stage
from domain.tokens import Purpose

_PURPOSES = {Stage.INVITED: Purpose.APPLY, Stage.AWAITING_APPROVAL: Purpose.APPROVAL}


async def do_what_is_due(
    application_number: str, until: datetime, alert_to: str, now: datetime
) -> None:
    """Queue the mails that fell due until then; of several reminders only the latest.

    Nobody is reminded of a mail that has not gone: when it goes, all is planned anew.
    """
    async with transaction():
        facts = await hold(application_number)
        if facts.stage in _PURPOSES and await has_to_begin(facts, now):
            purpose = _PURPOSES[facts.stage]
            await put_off(application_number, purpose, until, to=facts.deadline or now)
        elif facts.stage is Stage.INVITED:
            for row in await _take(application_number, Purpose.APPLY, until, now):
                key = ("invitation_reminder", row["generation"])
                await mails.queue(application_number, *key, facts.mail_address, now)
        elif facts.stage is Stage.AWAITING_APPROVAL:
            fallen = await _take(application_number, Purpose.APPROVAL, until, now)
            await _queue_newest(facts, fallen, "reminder", now)
            await _queue_newest(facts, fallen, "resend", now)
            for row in fallen:
                if row["kind"] == "alert":
                    key = ("alert_silence", row["generation"])
                    await mails.queue(
                        application_number, *key, alert_to, now, revision=facts.revision
                    )


async def _take(
    application_number: str, purpose: Purpose, until: datetime, now: datetime
) -> list[dict[str, Any]]:
    """Mark as done what is due of the newest link's wait; the earliest first."""
    rows: list[dict[str, Any]] = await Due.raw(
        """
        UPDATE due SET done_at = {}
        WHERE application = {} AND purpose = {} AND due_at <= {} AND done_at IS NULL
            AND generation = (
                SELECT max(link.generation) FROM link
                WHERE link.application = due.application AND link.purpose = due.purpose
            )
        RETURNING kind, nth, generation
        """,
        now,
        application_number,
        purpose.value,
        until,
    )
    return sorted(rows, key=lambda row: row["nth"])


async def _queue_newest(
    facts: Facts, fallen: list[dict[str, Any]], kind: str, now: datetime
) -> None:
    of_kind = [row for row in fallen if row["kind"] == kind]
    if of_kind:
        latest = of_kind[-1]
        await mails.queue(
            facts.application_number,
            f"approval_{kind}",
            latest["generation"],
            facts.contact_mail_address,
            now,
            revision=facts.revision,
            nth=latest["nth"],
        )
