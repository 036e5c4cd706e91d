"""What was typed before a link expired: whoever proves the mailbox again goes on with it."""

from datetime import datetime

from db.tables.enrolment import FormDraft

# The newest draft of the same mailbox whose application ended, or ends, without a form.
_EARLIER = """
    SELECT draft.typed, draft.saved_at
    FROM application AS present
        JOIN application AS earlier USING (mailbox_key)
        JOIN form_draft AS draft ON draft.application = earlier.application_number
    WHERE present.application_number = {}
        AND earlier.application_number <> present.application_number
        AND earlier.verified_at IS NOT NULL
        AND (earlier.stage = 'expired' OR earlier.stage = 'invited' AND earlier.deadline <= {})
        AND NOT EXISTS (
            SELECT FROM form_revision WHERE form_revision.application = earlier.application_number
        )
    ORDER BY draft.saved_at DESC LIMIT 1
"""


async def earlier_draft_of(application_number: str, now: datetime) -> datetime | None:
    """When the draft was saved that this application would go on with; None without one."""
    rows = await FormDraft.raw(_EARLIER, application_number, now)
    return rows[0]["saved_at"] if rows else None


async def carry_over_draft(application_number: str, now: datetime) -> None:
    """Begin with what was typed before, if there is such and nothing is typed yet.

    In the caller's transaction, for whoever proved the mailbox. The password is not carried over.
    """
    await FormDraft.raw(
        f"""
        INSERT INTO form_draft (application, typed, saved_at, carried_over)
        SELECT {{}}, typed, saved_at, true FROM ({_EARLIER}) AS found
        ON CONFLICT (application) DO NOTHING
        """,  # noqa: S608 -- a constant of this file
        application_number,
        application_number,
        now,
    )
