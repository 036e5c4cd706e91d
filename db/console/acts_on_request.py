"""What an administrator does because somebody asked: another contact, more time, an approval."""

from datetime import datetime, timedelta

from db import outbox
from db.audit import ActReason, ActSubject, record_act
from db.console.possible_acts import finish_act, may_change_contact
from db.engine import transaction
from db.enrolment.applicant_acts import newest_notice, record_withdrawal, revise
from db.enrolment.application_form import newest_form
from db.enrolment.approvals import lock_undecided
from db.enrolment.deadlines import move_deadline
from db.enrolment.dossier import changed_fields
from db.enrolment.facts import lock_application
from db.enrolment.wholesalers import named_wholesalers
from db.tables.administration import ConsoleAct
from db.tables.enrolment import Decision
from db.tables.review import Due
from domain.audit_tags import AuditTag
from domain.days import refuse_unless_later
from domain.enrolment.facts import Facts
from domain.enrolment.form import PARTS, ApplicationForm
from domain.enrolment.stages import Author, Choice, Part
from domain.refusals import MovedOnError, RefusalError
from domain.text import InvalidInput
from domain.tokens import Purpose


async def change_contact(
    application_number: str,
    changed: ApplicationForm,
    *,
    revision: int,
    why: ActReason,
    now: datetime,
) -> None:
    """Record another contact as a new revision, which is screened, and voids the old link (S29).

    Of `changed` only the wholesaler's part counts; `revision` is the one that was shown. Raises
    `MovedOnError` when nobody is asked any more, or the form has changed since; `InvalidInput`
    when nothing would change.
    """
    async with transaction():
        facts = await lock_application(application_number)
        notice = await newest_notice(application_number)
        if not may_change_contact(facts, notice, now) or facts.revision != revision:
            raise MovedOnError(facts.stage)
        form = await newest_form(application_number)
        names = [name for name in changed_fields(form, changed) if name in PARTS[Part.WHOLESALER]]
        if not names:
            raise InvalidInput("変更された項目がありません。変更する項目を入力してください。")
        await revise(facts, changed, (Part.WHOLESALER,), Author.ADMINISTRATOR, now)
        known = await named_wholesalers(application_number)

        def value(of: ApplicationForm, name: str) -> str:
            is_id = name == "wholesaler_id"
            return known[of.wholesaler_id].name if is_id else str(getattr(of, name))

        await record_act(
            AuditTag.ADMINISTRATOR_CONTACT_CHANGE,
            why,
            ActSubject(application_number),
            now,
            before={name: value(form, name) for name in names},
            after={name: value(changed, name) for name in names},
        )


async def extend_deadline(
    application_number: str, until: datetime, why: ActReason, now: datetime
) -> None:
    """Move the end of the present wait, and with it the link's and what is counted back from it.

    Raises `MovedOnError` when nothing is waited for any more, `InvalidInput` unless `until` is
    later than the present deadline and at most 60 days ahead.
    """
    async with transaction():
        facts = await lock_application(application_number)
        if not facts.stage.waits or facts.deadline is None:
            raise MovedOnError(facts.stage)
        refuse_unless_later(until, facts.deadline, now)
        await move_deadline(facts, until)
        await _move_reminder(facts, until - facts.deadline)
        await finish_act(
            AuditTag.ADMINISTRATOR_DEADLINE_EXTEND,
            why,
            facts,
            now,
            before={"stage": facts.stage.value, "deadline": facts.deadline.isoformat()},
            after={"deadline": until.isoformat()},
        )


async def _move_reminder(facts: Facts, by: timedelta) -> None:
    """The applicant's reminder is counted back from the deadline; a contact's, from the request."""
    await Due.update({Due.due_at: Due.due_at + by}).where(
        Due.application == facts.application_number,
        Due.purpose == Purpose.APPLY.value,
        Due.done_at.is_null(),
    )


class SamePersonError(RefusalError):
    """Who chose the contact, or the applicant's address, does not also answer for the contact."""


async def approve_on_behalf(
    application_number: str, evidence: str, *, revision: int, why: ActReason, now: datetime
) -> None:
    """Record an approval of this revision; the contact gets the receipt, and may dispute it (S27).

    The decision names no mailbox, since none was used; the act says who decided, why, and on what
    evidence. Raises `AlreadyDecidedError` when there is a decision, at a second click for
    instance, `NothingToDecideError` when the application waits for none, or has changed, and
    `SamePersonError` for whoever named the contact that is to get the receipt (S48).
    """
    async with transaction():
        facts = await lock_undecided(application_number, revision, now)
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
            AuditTag.ADMINISTRATOR_APPLICATION_APPROVE,
            why,
            ActSubject(application_number),
            now,
            before={"stage": facts.stage.value, "revision": revision},
            after={"choice": Choice.APPROVE.value, "evidence": evidence},
        )


async def _has_chosen_who_hears_of_it(application_number: str, why: ActReason) -> bool:
    return await ConsoleAct.exists().where(
        ConsoleAct.application == application_number,
        ConsoleAct.done_by == why.done_by,
        ConsoleAct.tag.is_in(
            [AuditTag.ADMINISTRATOR_CONTACT_CHANGE, AuditTag.ADMINISTRATOR_ADDRESS_CORRECT]
        ),
    )


async def withdraw_on_request(application_number: str, why: ActReason, now: datetime) -> None:
    """Record the withdrawal as the applicant's own; the applicant and the contact are told.

    Raises `MovedOnError` when the application is closed, withdrawn, or was never submitted.
    """
    async with transaction():
        facts = await lock_application(application_number)
        await record_withdrawal(facts, now)
        await record_act(
            AuditTag.ADMINISTRATOR_APPLICATION_WITHDRAW,
            why,
            ActSubject(application_number),
            now,
            before={"stage": facts.stage.value},
        )
