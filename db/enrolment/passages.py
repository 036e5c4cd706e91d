"""When applications pass from stage to stage, for the map of the process."""

from collections.abc import Mapping
from datetime import datetime

from db.tables.enrolment import Passage
from domain.enrolment.facts import Facts
from domain.enrolment.stages import Stage

_FORM = "SELECT max(submitted_at) FROM form_revision WHERE application = application_number"
_DECISION = "SELECT max(decided_at) FROM decision WHERE application = application_number"
_VERDICT = """
    SELECT max(decided_at) FROM review_decision JOIN review ON review.id = review
    WHERE application = application_number
"""
_REFUSED_MAIL = """
    SELECT max(finished_at) FROM mail
    WHERE application = application_number AND state IN ('refused', 'bounced')
"""
_DISPUTE = "SELECT max(disputed_at) FROM dispute WHERE application = application_number"
_WITHDRAWAL = "SELECT withdrawn_at FROM withdrawal WHERE application = application_number"

_SEEN_SINCE: Mapping[Stage, str] = {
    Stage.SUBMITTED: _FORM,
    Stage.CLEARED: _VERDICT,
    Stage.SENT_BACK: _VERDICT,
    Stage.TURNED_DOWN: _VERDICT,
    Stage.APPROVED: _DECISION,
    Stage.REFUSED: _DECISION,
    Stage.DISOWNED: _DECISION,
    Stage.UNDELIVERABLE: _REFUSED_MAIL,
    Stage.DISPUTED: _DISPUTE,
    Stage.WITHDRAWING: _WITHDRAWAL,
}
"""When the fact came that shows the stage; of several of a kind the newest does."""

# Clocks of several machines may differ a little; nothing ends before it began.
_STRAIGHT = """
    INSERT INTO passage (application, before, after, began_at, ended_at)
    SELECT application_number, {}, {}, least(stage_since, {}), {} FROM application
    WHERE application_number = {}
"""
_PAST_A_FACT = """
    WITH seen AS (
        SELECT application_number, least(stage_since, {{}}) AS since,
            least(greatest(({seen_since}), stage_since), {{}}) AS at
        FROM application WHERE application_number = {{}}
    )
    INSERT INTO passage (application, before, after, began_at, ended_at)
    SELECT application_number, {{}}, {{}}, since, at FROM seen
    UNION ALL SELECT application_number, {{}}, {{}}, at, {{}} FROM seen
"""


async def note_passages(facts: Facts, after: Stage, now: datetime) -> None:
    """Note what leads to the stage that is about to be written, in the caller's transaction.

    That is one passage where nobody did anything, else two: to what the facts show, and on.
    """
    number, before, seen = facts.application_number, facts.recorded.value, facts.stage
    if seen is facts.recorded:
        await Passage.raw(_STRAIGHT, before, after.value, now, now, number)
        return
    sql = _PAST_A_FACT.format(seen_since=_SEEN_SINCE[seen])
    arrows = (before, seen.value, seen.value, after.value)
    await Passage.raw(sql, now, now, number, *arrows, now)
