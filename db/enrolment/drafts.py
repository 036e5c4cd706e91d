"""The form while the applicant fills it in (product.md, step 7)."""

import json
from dataclasses import dataclass
from datetime import datetime

from db import audit, outbox
from db.engine import transaction
from db.enrolment.facts import hold
from db.tables.enrolment import Application, FormDraft
from domain.enrolment.facts import Facts
from domain.enrolment.stages import Stage
from domain.refusals import AlreadySubmittedError, DeadlinePassedError


@dataclass(frozen=True)
class Draft:
    """What a form page shows: the verified address, the deadline, and what was typed so far.

    It is apart from `Facts`, which know nothing that was not submitted.

    `password_kept`: a password was accepted before, so that it need not be typed again.
    """

    application_number: str
    mail_address: str
    deadline: datetime
    verified: bool
    typed: dict[str, str]
    password_kept: bool


async def verify_address(application_number: str, now: datetime) -> None:
    """Record that the owner of the address pressed 「加入申請を始める」; once, however often.

    Raises `DeadlinePassedError` or `AlreadySubmittedError`.
    """
    async with transaction():
        await hold_open_invitation(application_number, now)
        changed = (
            await Application.update({Application.verified_at: now})
            .where(
                Application.application_number == application_number,
                Application.verified_at.is_null(),
            )
            .returning(Application.application_number)
        )
        if changed:
            await outbox.tell(application_number, "address_verified", now)
            await audit.record(
                "applicant:address:verify", now, application_number=application_number
            )


async def hold_open_invitation(application_number: str, now: datetime) -> Facts:
    """Lock an application that still waits for its form, until the transaction ends.

    Raises `AlreadySubmittedError` when it has one, `DeadlinePassedError` when it is too late.
    """
    facts = await hold(application_number)
    if facts.revision > 0:
        raise AlreadySubmittedError(application_number)
    if facts.stage is not Stage.INVITED or facts.deadline is None or facts.deadline <= now:
        raise DeadlinePassedError
    return facts


async def load_draft(application_number: str) -> Draft:
    """Read what a form page shows; the application exists."""
    rows = await Application.raw(
        """
        SELECT mail_address, deadline, verified_at, manager_password_hash, typed
        FROM application LEFT JOIN form_draft ON form_draft.application = application_number
        WHERE application_number = {}
        """,
        application_number,
    )
    row = rows[0]
    return Draft(
        application_number=application_number,
        mail_address=row["mail_address"],
        deadline=row["deadline"],
        verified=row["verified_at"] is not None,
        typed=json.loads(row["typed"] or "{}"),
        password_kept=row["manager_password_hash"] is not None,
    )


async def save_draft(
    application_number: str, typed: dict[str, str], password_hash: str | None, now: datetime
) -> None:
    """Keep what was typed, right or wrong, and the hash of a password that was accepted.

    `typed` never holds a password. Raises as `hold_open_invitation` does.
    """
    async with transaction():
        await hold_open_invitation(application_number, now)
        await FormDraft.insert(
            FormDraft(application=application_number, typed=json.dumps(typed), saved_at=now)
        ).on_conflict(
            target=FormDraft.application,
            action="DO UPDATE",
            values=[FormDraft.typed, FormDraft.saved_at],
        )
        if password_hash is not None:
            await Application.update({Application.manager_password_hash: password_hash}).where(
                Application.application_number == application_number
            )
