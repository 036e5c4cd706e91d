"""What can be done about an application as it is now, and what follows from every act."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import outbox
from db.audit import ActReason, ActSubject, Values, record_act
from db.console.past_mails import PastMail, failed_mails, past_mails
from db.enrolment.applicant_acts import CorrectionNotice, newest_notice
from db.enrolment.facts import load_facts
from db.tables.enrolment import Application
from domain.audit_tags import AuditTag
from domain.enrolment.acts import ApplicationAct
from domain.enrolment.facts import Facts
from domain.enrolment.stages import Part, ReturnCause, Stage


@dataclass(frozen=True)
class Circumstances:
    """The facts, and what else counts for what an administrator may do.

    It is apart from `Facts`, which every page and step reads, because it costs all mails, and the
    company that the application led to, if it did. `disputed_at`: the first 「心当たりがない」 that
    nobody has dealt with. `notice`: why it last went back. `failed`: of
    the mails those that reached nobody and are still true. All times UTC.
    """

    facts: Facts
    stage_since: datetime
    closed_at: datetime | None
    verified_at: datetime | None
    company_id: str | None
    suspended_at: datetime | None
    ended_at: datetime | None
    disputed_at: datetime | None
    revocation_asked: bool
    notice: CorrectionNotice | None
    mails: tuple[PastMail, ...]
    failed: tuple[PastMail, ...]

    @property
    def suspended(self) -> bool | None:
        """Whether the company is suspended; None where there is none, or it has left."""
        if self.company_id is None or self.ended_at is not None:
            return None
        return self.suspended_at is not None


async def load_circumstances(application_number: str) -> Circumstances:
    """Read them; raises `LookupError` when there is no such application."""
    facts = await load_facts(application_number)
    mails = await past_mails(application_number)
    return Circumstances(
        facts=facts,
        **await _row(application_number),
        notice=await newest_notice(application_number),
        mails=mails,
        failed=failed_mails(facts, mails),
    )


async def _row(application_number: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = await Application.raw(
        """
        SELECT stage_since, closed_at, verified_at,
            company.company_id, company.suspended_at, company.ended_at, (
                SELECT min(disputed_at) FROM dispute
                WHERE dispute.application = application_number AND settled_at IS NULL
                    AND NOT EXISTS (
                        SELECT FROM review WHERE review.application = dispute.application
                            AND review.revision = dispute.revision AND review.cause = 'dispute'
                    )
            ) AS disputed_at, EXISTS (
                SELECT FROM revocation WHERE company = company_id AND closed_at IS NULL
            ) AS revocation_asked
        FROM application LEFT JOIN company USING (application_number)
        WHERE application_number = {}
        """,
        application_number,
    )
    return rows[0]


async def finish_act(  # noqa: PLR0913 -- the columns of one row
    tag: AuditTag,
    why: ActReason,
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
    act = await record_act(tag, why, ActSubject(number), now, before=before, after=after)
    await outbox.tell(number, "administrator_acted", now, act=act)
    return act


def possible_acts(around: Circumstances, now: datetime) -> tuple[ApplicationAct, ...]:
    """What can be done about an application at this moment; each act looks again under its lock."""
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
        ApplicationAct.REVOKE: suspended is True and not around.revocation_asked,
        ApplicationAct.SETTLE: around.disputed_at is not None
        and not suspended
        and facts.stage is not Stage.DISPUTED,
    }
    return tuple(act for act in ApplicationAct if possible.get(act))


def may_change_contact(facts: Facts, notice: CorrectionNotice | None, now: datetime) -> bool:
    """Whether another contact may be named: one is asked, or nothing else is to be corrected.

    Not while administrators look: it would undo what froze the application (S26).
    """
    if facts.awaits_decision(facts.revision, now):
        return True
    in_time = facts.deadline is not None and now < facts.deadline
    only_contact = notice is not None and notice.parts == (Part.WHOLESALER,)
    return facts.stage is Stage.RETURNED and in_time and only_contact


def contact_is_unreachable(facts: Facts, notice: CorrectionNotice | None) -> bool:
    """Whether the application is stuck because no mail reached the contact."""
    if facts.stage is Stage.RETURNED:
        return notice is not None and notice.cause is ReturnCause.UNDELIVERABLE
    return facts.stage is Stage.UNDELIVERABLE
