"""An administrator answers an applicant who misses a wholesaler, or a contact there."""

from collections.abc import Sequence
from datetime import datetime

from db.audit import ActReason
from db.console.possible_acts import finish_act
from db.engine import transaction
from db.enrolment.facts import lock_application
from db.enrolment.invitations import send_link
from db.tables.enrolment import Application, WholesalerQuestion
from domain.audit_tags import AuditTag
from domain.enrolment.policy import Policy
from domain.enrolment.stages import Stage
from domain.mail_kinds import MailKind
from domain.refusals import MovedOnError


async def answer_question(  # noqa: PLR0913 -- which one, what is said, by which rules
    application_number: str,
    wholesaler: int | None,
    why: ActReason,
    *,
    keys: Sequence[bytes],
    policy: Policy,
    now: datetime,
) -> None:
    """Record the answer, and mail it with a new link to the draft, which has its full time again.

    `wholesaler`: the one to choose in the form, if there is one; the reason is what the mail says.
    Raises `MovedOnError` when nothing is asked any more, or the form has been submitted.
    """
    async with transaction():
        facts = await lock_application(application_number)
        question = WholesalerQuestion.answered_at.is_null()
        of_this = WholesalerQuestion.application == application_number
        if facts.stage is not Stage.INVITED or not await WholesalerQuestion.exists().where(
            of_this, question
        ):
            raise MovedOnError(facts.stage)
        deadline = policy.link_lifetime.after(now)
        generation = await send_link(
            application_number,
            facts.mail_address,
            deadline,
            keys=keys,
            policy=policy,
            now=now,
            kind=MailKind.WHOLESALER_ANSWER,
        )
        await Application.update({Application.deadline: deadline}).where(
            Application.application_number == application_number
        )
        await WholesalerQuestion.update(
            {
                WholesalerQuestion.answered_at: now,
                WholesalerQuestion.wholesaler: wholesaler,
                WholesalerQuestion.answer: why.reason,
                WholesalerQuestion.generation: generation,
            }
        ).where(of_this, question)
        await finish_act(
            AuditTag.ADMINISTRATOR_WHOLESALER_ANSWER,
            why,
            facts,
            now,
            after={"wholesaler": wholesaler or "", "deadline": deadline.isoformat()},
        )
