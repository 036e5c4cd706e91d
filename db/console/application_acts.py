"""What every act about an application has in common: when it is possible, and who hears of it."""

from datetime import datetime

from db import outbox
from db.console.circumstances import Circumstances
from db.console_acts import Concern, Values, Why, record_act
from db.enrolment.corrections import Notice
from domain.enrolment.acts import ApplicationAct
from domain.enrolment.facts import Facts
from domain.enrolment.stages import Part, ReturnCause, Stage


async def finish_act(  # noqa: PLR0913 -- the columns of one row
    tag: str,
    why: Why,
    facts: Facts,
    now: datetime,
    *,
    before: Values | None = None,
    after: Values | None = None,
) -> int:
    """Record an act in the caller's transaction and have the workflow read the facts again.

    Acts that the workflow hears of by a signal of their own need `record_act` alone. Gives the
    act's number.
    """
    number = facts.application_number
    act = await record_act(tag, why, Concern(number), now, before=before, after=after)
    await outbox.tell(number, "administrator_acted", now, act=act)
    return act


def possible_acts(around: Circumstances, now: datetime) -> tuple[ApplicationAct, ...]:
    """What can be done about an application at this moment; each act looks again, holding it."""
    facts, notice, suspended = around.facts, around.notice, around.suspended
    reviewed = facts.stage is Stage.UNDER_REVIEW
    possible = {
        ApplicationAct.CLEAR: reviewed,
        ApplicationAct.RETURN: reviewed,
        ApplicationAct.DECLINE: reviewed,
        ApplicationAct.APPROVE: facts.awaits_decision(facts.revision, now),
        ApplicationAct.CHANGE_CONTACT: may_change_contact(facts, notice, now),
        ApplicationAct.CORRECT_ADDRESS: facts.stage.waits,
        ApplicationAct.EXTEND_DEADLINE: facts.stage.waits,
        ApplicationAct.RETRY: bool(around.failed) or contact_is_unreachable(facts, notice),
        ApplicationAct.WITHDRAW: facts.may_be_withdrawn,
        ApplicationAct.SUSPEND: suspended is False,
        ApplicationAct.LIFT: suspended is True,
    }
    return tuple(act for act in ApplicationAct if possible.get(act))


def may_change_contact(facts: Facts, notice: Notice | None, now: datetime) -> bool:
    """Whether another contact may be named: one is asked, or nothing else is to be corrected.

    Not while administrators look: it would undo what froze the application (S26).
    """
    if facts.awaits_decision(facts.revision, now):
        return True
    in_time = facts.deadline is not None and now < facts.deadline
    only_contact = notice is not None and notice.parts == (Part.WHOLESALER,)
    return facts.stage is Stage.RETURNED and in_time and only_contact


def contact_is_unreachable(facts: Facts, notice: Notice | None) -> bool:
    """Whether the application does not go on because no mail reached the contact."""
    if facts.stage is Stage.RETURNED:
        return notice is not None and notice.cause is ReturnCause.UNDELIVERABLE
    return facts.stage is Stage.UNDELIVERABLE
