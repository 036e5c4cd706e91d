"""The steps of an application: lock the facts, ask the procedure what follows, record it."""

from datetime import datetime

from db.engine import transaction
from db.enrolment import issue
from db.enrolment.deadlines import begin, claim_dues, has_to_begin, postpone_dues
from db.enrolment.facts import lock_application
from db.enrolment.outcomes import StepSettings, queue_mails, record_outcome
from db.enrolment.reviews import has_findings
from domain.enrolment.policy import Policy
from domain.enrolment.procedure import (
    REMINDED_OF,
    mails_that_fell_due,
    what_follows,
    what_follows_silence,
)
from domain.enrolment.stages import Stage


async def advance_application(
    application_number: str, stage: Stage, settings: StepSettings, policy: Policy, now: datetime
) -> None:
    """Record what follows from what people did; nothing unless the facts show this very stage.

    So twice is once, and of two at the same moment the second finds nothing to do.
    """
    async with transaction():
        facts = await lock_application(application_number)
        if facts.stage is not stage:
            return
        findings = stage is Stage.SUBMITTED and await has_findings(facts, now)
        outcome = what_follows(facts, policy, now, findings=findings)
        if outcome is None:
            return
        await record_outcome(facts, outcome, settings, now)
        if outcome.issues_ids:
            await issue.issue_ids(facts, settings, now)


async def do_what_is_due(
    application_number: str, until: datetime, settings: StepSettings, now: datetime
) -> None:
    """Queue the mails that fell due until then.

    Nobody is reminded of a mail that has not gone: when it goes, all is planned anew.
    """
    async with transaction():
        facts = await lock_application(application_number)
        purpose = REMINDED_OF.get(facts.stage)
        if purpose is None:
            return
        if await has_to_begin(facts, now):
            await postpone_dues(application_number, purpose, until, to=facts.deadline or now)
            return
        fallen = await claim_dues(application_number, purpose, until, now)
        await queue_mails(facts, mails_that_fell_due(facts.stage, fallen), settings, now)


async def end_wait(
    application_number: str,
    deadline: datetime,
    settings: StepSettings,
    policy: Policy,
    now: datetime,
) -> None:
    """Record what follows when nobody did anything until this deadline.

    Nothing changes when what was waited for was acknowledged in time, or the deadline moved. It
    moves on when nobody was told of it, for the mail that asks for it has not gone.
    """
    async with transaction():
        facts = await lock_application(application_number)
        passed = facts.deadline is not None and facts.deadline <= deadline
        outcome = what_follows_silence(facts)
        if outcome is None or not passed:
            return
        if await has_to_begin(facts, now):
            await begin(facts, policy, max(now, deadline), now)
        else:
            await record_outcome(facts, outcome, settings, now)
