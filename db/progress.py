"""How an application moves on: each step is guarded by the stage it leaves, so twice is once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from db import audit, mails
from db.engine import transaction
from db.links import make_link
from db.tables.enrolment import Application, Decision, FormRevision
from domain.durations import Duration
from domain.stages import Choice, Stage
from domain.tokens import Purpose


async def leave_stage(
    application_number: str, leaves: Stage, to: Stage, now: datetime, deadline: datetime | None
) -> bool:
    """Move an application on, in the caller's transaction; False when it has left already."""
    closed_at = now if to.closed else None
    moved = (
        await Application.update(
            {
                Application.stage: to.value,
                Application.stage_since: now,
                Application.deadline: deadline,
                Application.closed_at: closed_at,
            }
        )
        .where(
            Application.application_number == application_number,
            Application.stage == leaves.value,
        )
        .returning(Application.application_number)
    )
    if moved:
        await audit.record(
            f"workflow:application:{to.value}", now, application_number=application_number
        )
    return bool(moved)


async def remind_of_invitation(application_number: str, now: datetime) -> None:
    """Record that the reminder of the newest link is due, if the form is still awaited."""
    async with transaction():
        rows = await Application.raw(
            """
            SELECT mail_address, (
                SELECT max(generation) FROM link
                WHERE link.application = application_number AND link.purpose = 'apply'
            ) AS generation
            FROM application WHERE application_number = {} AND stage = 'invited' FOR UPDATE
            """,
            application_number,
        )
        if rows and not await _newest_form(application_number):
            await mails.queue(
                application_number,
                "invitation_reminder",
                rows[0]["generation"],
                rows[0]["mail_address"],
                now,
            )


async def expire_invitation(application_number: str, deadline: datetime, now: datetime) -> None:
    """Close an application whose form did not come by the deadline that was waited for.

    Nothing changes when a form was acknowledged in time, or a newer link moved the deadline.
    """
    async with transaction():
        still_waiting = await _hold_until(application_number, deadline)
        if still_waiting and not await _newest_form(application_number):
            await leave_stage(application_number, Stage.INVITED, Stage.EXPIRED, now, None)


async def _hold_until(application_number: str, deadline: datetime) -> bool:
    """Lock an application; whether the deadline that was waited for is still its deadline."""
    rows = await Application.raw(
        """
        SELECT deadline FROM application
        WHERE application_number = {} AND closed_at IS NULL FOR UPDATE
        """,
        application_number,
    )
    return bool(rows) and rows[0]["deadline"] <= deadline


async def ask_wholesaler(
    application_number: str, *, keys: Sequence[bytes], lifetime: Duration, now: datetime
) -> None:
    """Begin the wait for the wholesaler: links, and the mails to applicant and contact."""
    deadline = lifetime.after(now)
    async with transaction():
        form = await _newest_form(application_number)
        moved = form is not None and await leave_stage(
            application_number, Stage.INVITED, Stage.AWAITING_APPROVAL, now, deadline
        )
        if not moved or form is None:
            return
        await make_link(keys, Purpose.STATUS, application_number, now=now)
        generation = await make_link(
            keys, Purpose.APPROVAL, application_number, now=now, expires_at=deadline
        )
        applicant = await applicant_address(application_number)
        await mails.queue(application_number, "receipt", form["revision"], applicant, now)
        await mails.queue(
            application_number, "approval_request", generation, form["contact_mail_address"], now
        )


async def close_declined(application_number: str, now: datetime) -> None:
    """Close an application that the wholesaler declined, with mails to both."""
    async with transaction():
        if await decided(application_number, Choice.DECLINE) and await leave_stage(
            application_number, Stage.AWAITING_APPROVAL, Stage.DECLINED, now, None
        ):
            await tell_both(application_number, "declined", "decision_receipt", now)


async def close_lapsed(application_number: str, deadline: datetime, now: datetime) -> None:
    """Close an application that no wholesaler decided by the deadline that was waited for."""
    async with transaction():
        still_waiting = await _hold_until(application_number, deadline)
        unanswered = not await Decision.exists().where(Decision.application == application_number)
        if (
            still_waiting
            and unanswered
            and await leave_stage(
                application_number, Stage.AWAITING_APPROVAL, Stage.LAPSED, now, None
            )
        ):
            await tell_both(application_number, "lapsed", "approval_lapsed", now)


async def tell_both(
    application_number: str, applicant_mail: str, contact_mail: str, now: datetime
) -> None:
    """Queue one mail to the applicant and one to the wholesaler's contact."""
    form = await _newest_form(application_number)
    if form is None:
        raise LookupError(f"application {application_number} has no form")
    applicant = await applicant_address(application_number)
    revision = form["revision"]
    await mails.queue(application_number, applicant_mail, revision, applicant, now)
    await mails.queue(application_number, contact_mail, revision, form["contact_mail_address"], now)


async def applicant_address(application_number: str) -> str:
    """The address that the applicant proved to own."""
    row = await (
        Application.select(Application.mail_address)
        .where(Application.application_number == application_number)
        .first()
    )
    if row is None:
        raise LookupError(f"there is no application {application_number}")
    return str(row["mail_address"])


async def _newest_form(application_number: str) -> dict[str, Any] | None:
    form: dict[str, Any] | None = await (
        FormRevision.select()
        .where(FormRevision.application == application_number)
        .order_by(FormRevision.revision, ascending=False)
        .first()
    )
    return form


async def decided(application_number: str, choice: Choice) -> bool:
    """Whether a wholesaler decided so about the newest revision of the form."""
    rows = await Application.raw(
        """
        SELECT 1 FROM decision WHERE application = {} AND choice = {} AND revision = (
            SELECT max(revision) FROM form_revision WHERE form_revision.application = {}
        )
        """,
        application_number,
        choice.value,
        application_number,
    )
    return bool(rows)
