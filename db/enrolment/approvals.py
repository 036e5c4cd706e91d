"""The wholesaler's contact sees who asks and decides; the mailbox's owner may dispute it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import audit, outbox
from db.engine import transaction
from db.enrolment.deadlines import NEXT_REMINDER
from db.enrolment.facts import load_facts, lock_application
from db.enrolment.links import FoundLink, use_link
from db.mailing import mails
from db.mailing.suspension_letters import tell_of_suspension
from db.members.sessions import end_sessions_of_company
from db.tables.companies import Company
from db.tables.enrolment import Application, Decision
from db.tables.review import Dispute
from domain.audit_tags import AuditTag
from domain.enrolment.disclosure import NOT_GIVEN, Disclosed
from domain.enrolment.facts import Facts
from domain.enrolment.stages import Author, Choice, Stage
from domain.mail_kinds import MailKind
from domain.refusals import AlreadyDecidedError, AlreadyDisputedError, NothingToDecideError
from domain.tokens import Purpose


@dataclass(frozen=True)
class RecordedDecision:
    choice: Choice
    reason: str
    mail_address: str
    decided_at: datetime


@dataclass(frozen=True)
class Acquaintance:
    """What is new about those who ask (S25).

    `approvals_by_contact`: how often this mailbox approved anybody before.
    `applications_from_domain`: how many other applications came from the applicant's mail domain.
    `same_name_in`: where companies of the same name that have their IDs are at home.
    """

    approvals_by_contact: int
    applications_from_domain: int
    same_name_in: tuple[str, ...]


@dataclass(frozen=True)
class HandOver:
    """Who named this contact as a colleague, and when; UTC."""

    department: str
    name: str
    mail_address: str
    at: datetime


@dataclass(frozen=True)
class ApprovalRequest:
    """What the approval page shows of one revision, and what was decided about it, if it was.

    It is apart from `Facts`, which are about the newest revision: a contact sees the one that the
    link was mailed for, and of the applicant no more than is needed to decide: `disclosed`.

    `handed_over`: how this contact came to be asked, where a colleague named it. `disputed`: the
    mailbox knows nothing of the decision (S27).
    `registered_domains`: the mail domains on the wholesaler's register.
    """

    application_number: str
    revision: int
    stage: Stage
    deadline: datetime | None
    next_reminder: datetime | None
    company_name: str
    head_office: str
    jan_maker_code: str
    applicant_mail_domain: str
    disclosed: Disclosed
    wholesaler_id: int
    wholesaler_name: str
    contact_department: str
    contact_name: str
    contact_mail_address: str
    acquaintance: Acquaintance
    decision: RecordedDecision | None
    newest_revision: int
    registered_domains: tuple[str, ...]
    handed_over: HandOver | None
    disputed: bool


async def load_approval_request(application_number: str, revision: int) -> ApprovalRequest:
    """Read what the approval page shows of one revision, which exists."""
    rows = await Application.raw(
        f"""
        SELECT application.mail_address AS applicant, form_revision.*,
            {NEXT_REMINDER} AS next_reminder,
            certifying_wholesaler.name AS wholesaler_name,
            decision.choice, decision.reason, decision.mail_address AS decided_by,
            decision.decided_at, EXISTS (
                SELECT FROM dispute WHERE dispute.application = application_number
                    AND dispute.revision = form_revision.revision
            ) AS disputed, (
                SELECT min(first.submitted_at) FROM form_revision AS first
                WHERE first.application = application_number AND first.revision = 1
            ) AS applied_at,
            before.contact_department AS handed_department, before.contact_name AS handed_name,
            before.contact_mail_address AS handed_mail_address,
            (
                SELECT count(*) FROM decision AS earlier
                WHERE lower(earlier.mail_address) = lower(form_revision.contact_mail_address)
                    AND earlier.choice = 'approve' AND earlier.application <> application_number
            ) AS approvals_by_contact,
            (
                SELECT count(*) FROM application AS other
                WHERE split_part(other.mail_address, '@', 2)
                        = split_part(application.mail_address, '@', 2)
                    AND other.application_number <> application.application_number
            ) AS applications_from_domain,
            array(
                SELECT DISTINCT company.head_office FROM company
                WHERE company.loose_search_key = form_revision.loose_search_key
                    AND company.ended_at IS NULL
                    AND company.application_number IS DISTINCT FROM application.application_number
                ORDER BY company.head_office LIMIT 10
            ) AS same_name_in,
            array(
                SELECT domain FROM wholesaler_mail_domain
                WHERE wholesaler = form_revision.wholesaler ORDER BY id
            ) AS registered_domains
        FROM application
        JOIN form_revision ON form_revision.application = application_number
        JOIN certifying_wholesaler ON certifying_wholesaler.id = form_revision.wholesaler
        LEFT JOIN decision ON decision.application = application_number
            AND decision.revision = form_revision.revision
        LEFT JOIN form_revision AS before ON form_revision.made_by = {{}}
            AND before.application = application_number
            AND before.revision = form_revision.revision - 1
        WHERE application_number = {{}} AND form_revision.revision = {{}}
        """,  # noqa: S608 -- a constant of the product
        Author.CONTACT.value,
        application_number,
        revision,
    )
    return _request(rows[0], await load_facts(application_number))


def _request(row: dict[str, Any], facts: Facts) -> ApprovalRequest:
    domain = row["applicant"].rpartition("@")[2]
    shown_alike = (
        "company_name",
        "head_office",
        "jan_maker_code",
        "contact_department",
        "contact_name",
        "contact_mail_address",
    )
    return ApprovalRequest(
        application_number=facts.application_number,
        revision=row["revision"],
        stage=facts.stage,
        deadline=facts.deadline,
        next_reminder=row["next_reminder"],
        applicant_mail_domain=domain,
        disclosed=Disclosed(
            company_name=row["company_name"],
            company_name_kana=row["company_name_kana"],
            corporate_number=row["corporate_number"] or NOT_GIVEN,
            head_office=row["head_office"],
            jan_maker_code=row["jan_maker_code"],
            applicant=f"{row['manager_department']} {row['manager_name']}",
            mail_domain=f"@{domain}",
            application_number=facts.application_number,
            submitted_at=row["applied_at"],
        ),
        wholesaler_id=row["wholesaler"],
        wholesaler_name=row["wholesaler_name"],
        acquaintance=Acquaintance(
            row["approvals_by_contact"],
            row["applications_from_domain"],
            tuple(row["same_name_in"]),
        ),
        decision=_decision(row),
        newest_revision=facts.revision,
        registered_domains=tuple(row["registered_domains"]),
        handed_over=_hand_over(row),
        disputed=row["disputed"],
        **{name: row[name] for name in shown_alike},
    )


def _hand_over(row: dict[str, Any]) -> HandOver | None:
    if row["handed_name"] is None:
        return None
    return HandOver(
        row["handed_department"],
        row["handed_name"],
        row["handed_mail_address"],
        row["submitted_at"],
    )


def _decision(row: dict[str, object]) -> RecordedDecision | None:
    if row["choice"] is None or not isinstance(row["decided_at"], datetime):
        return None
    return RecordedDecision(
        choice=Choice(str(row["choice"])),
        reason=str(row["reason"]),
        mail_address=str(row["decided_by"]),
        decided_at=row["decided_at"],
    )


async def record_decision(  # noqa: PLR0913 -- who decided what, by which link, on which form, when
    application_number: str,
    choice: Choice,
    reason: str,
    *,
    revision: int,
    link_generation: int,
    now: datetime,
) -> None:
    """Record the decision on one revision of the form; the first one stands.

    Raises `AlreadyDecidedError` with the first decision, or `NothingToDecideError` when the
    application no longer waits for one, or its form has changed since the page was shown.
    """
    async with transaction():
        await lock_undecided(application_number, revision, now)
        await Decision.raw(
            """
            INSERT INTO decision
                (application, revision, choice, reason, mail_address, decided_at)
            SELECT application, revision, {}, {}, contact_mail_address, {}
            FROM form_revision WHERE application = {} AND revision = {}
            """,
            choice.value,
            reason,
            now,
            application_number,
            revision,
        )
        await use_link(Purpose.APPROVAL, application_number, link_generation, now)
        await outbox.tell(
            application_number, "decision_made", now, revision=revision, choice=choice.value
        )
        await audit.record(
            AuditTag.of("wholesaler", "application", choice),
            now,
            application_number=application_number,
            revision=revision,
        )


async def lock_undecided(application_number: str, revision: int, now: datetime) -> Facts:
    """Lock an application whose revision nobody decided yet; raises as `record_decision` does."""
    facts = await lock_application(application_number)
    if facts.revision == revision and facts.choice and facts.decided_at:
        raise AlreadyDecidedError(facts.choice, facts.decided_at)
    if not facts.awaits_decision(revision, now):
        raise NothingToDecideError
    return facts


async def dispute_decision(link: FoundLink, alert_to: str, now: datetime) -> None:
    """Record the dispute and suspend at once what was issued; nobody of the company may log in.

    Raises `AlreadyDisputedError` at a second click.
    """
    number, revision = link.application_number, link.revision
    async with transaction():
        await lock_application(number)
        if await Dispute.exists().where(
            Dispute.application == number, Dispute.revision == revision
        ):
            raise AlreadyDisputedError
        await Dispute.insert(Dispute(application=number, revision=revision, disputed_at=now))
        await use_link(Purpose.DISPUTE, number, link.generation, now)
        suspended = await _suspend(number, revision, now)
        alert = MailKind.ALERT_DISPUTE if suspended is None else MailKind.ALERT_SUSPENDED
        await mails.queue(number, alert, revision, alert_to, now, revision=revision)
        await outbox.tell(number, "disputed", now, revision=revision)
        await audit.record(
            AuditTag.WHOLESALER_DECISION_DISPUTE,
            now,
            application_number=number,
            company_id=suspended,
            revision=revision,
        )


async def _suspend(application_number: str, revision: int, now: datetime) -> str | None:
    """Suspend the company that the approval of this revision led to, and tell its ID managers."""
    if not await _was_approved(application_number, revision):
        return None
    rows = (
        await Company.update({Company.suspended_at: now})
        .where(Company.application_number == application_number, Company.suspended_at.is_null())
        .returning(Company.company_id)
    )
    if not rows:
        return None
    company_id = str(rows[0]["company_id"])
    await end_sessions_of_company(company_id)
    await tell_of_suspension(company_id, MailKind.COMPANY_DISPUTED, now)
    return company_id


async def _was_approved(application_number: str, revision: int) -> bool:
    return await Decision.exists().where(
        Decision.application == application_number,
        Decision.revision == revision,
        Decision.choice == Choice.APPROVE.value,
    )
