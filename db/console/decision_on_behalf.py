"""An administrator approves in the place of a contact who cannot use the link."""

from datetime import datetime

from db import outbox
from db.console_acts import Concern, Why, record_act
from db.engine import transaction
from db.enrolment.approvals import hold_undecided
from db.tables.administration import ConsoleAct
from db.tables.enrolment import Decision
from domain.enrolment.stages import Choice
from domain.refusals import RefusalError

MOST_EVIDENCE = 2000
"""Characters of what proves that the wholesaler vouches."""


class SamePersonError(RefusalError):
    """Who chose the contact, or the applicant's address, does not also answer for the contact."""


async def approve_on_behalf(
    application_number: str, evidence: str, *, revision: int, why: Why, now: datetime
) -> None:
    """Record an approval of this revision; the contact gets the receipt, and may dispute it (S27).

    The decision names no mailbox, since none was used; the act says who decided, why, and on what
    evidence. Raises `AlreadyDecidedError` when there is a decision, at a second click for
    instance, `NothingToDecideError` when the application waits for none, or has changed, and
    `SamePersonError` for whoever named the contact that is to get the receipt (S48).
    """
    async with transaction():
        facts = await hold_undecided(application_number, revision, now)
        if await _has_chosen_who_hears_of_it(application_number, why):
            raise SamePersonError
        await Decision.insert(
            Decision(
                application=application_number,
                revision=revision,
                choice=Choice.APPROVE.value,
                mail_address="",
                decided_at=now,
            )
        )
        await outbox.tell(
            application_number,
            "decision_made",
            now,
            revision=revision,
            choice=Choice.APPROVE.value,
        )
        await record_act(
            "administrator:application:approve",
            why,
            Concern(application_number),
            now,
            before={"stage": facts.stage.value, "revision": revision},
            after={"choice": Choice.APPROVE.value, "evidence": evidence},
        )


async def _has_chosen_who_hears_of_it(application_number: str, why: Why) -> bool:
    return await ConsoleAct.exists().where(
        ConsoleAct.application == application_number,
        ConsoleAct.done_by == why.done_by,
        ConsoleAct.tag.is_in(["administrator:contact:change", "administrator:address:correct"]),
    )
