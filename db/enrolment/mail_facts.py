"""What mails say about an application, read when a mail is rendered."""

from dataclasses import dataclass
from datetime import datetime

from db.tables.enrolment import Application
from domain.enrolment.stages import Choice, Part, Stage


@dataclass(frozen=True)
class MailFacts:
    """Everything any mail about one application may need; empty or None where there is none.

    It is apart from `Facts`, which are about the newest revision, because a mail tells of the one
    that it was queued for, whatever came after.

    `stage`: as the workflow last wrote it. `deadline`: of the wait that this revision is in.
    `return_reason`, `return_parts`: of the notice that sent this revision back to the applicant.
    `decided_on_behalf`: by an administrator in the contact's place. `verdict_reason`: of an
    administrator. `findings`: the reasons of domain/screening.py. `language`: of the mails to the
    applicant. `missed_wholesaler`: the name that the applicant asked about; `named_wholesaler`: the
    one of the form that the answer names, if any.
    """

    application_number: str
    mail_address: str
    stage: Stage
    deadline: datetime | None
    submitted_at: datetime | None
    company_name: str
    head_office: str
    jan_maker_code: str
    wholesaler_name: str
    contact_department: str
    contact_name: str
    contact_mail_address: str
    manager_name: str
    choice: Choice | None
    reason: str
    decided_at: datetime | None
    return_reason: str
    return_parts: tuple[Part, ...]
    verdict_reason: str
    findings: tuple[str, ...]
    company_id: str
    account_id: str
    language: str = "ja"
    missed_wholesaler: str = ""
    named_wholesaler: str = ""
    wholesaler_answer: str = ""
    decided_on_behalf: bool = False


async def load_mail_facts(application_number: str, revision: int) -> MailFacts:
    """Read what is true of one revision of the form, 0 before the first.

    Raises `LookupError` when there is no such application.
    """
    rows = await Application.raw(
        """
        SELECT application_number, application.language, application.mail_address,
            application.stage,
            CASE WHEN form.revision = application.revision_in_hand
                THEN application.deadline END AS deadline,
            form.submitted_at, form.company_name, form.head_office, form.jan_maker_code,
            certifying_wholesaler.name AS wholesaler_name, form.contact_department,
            form.contact_name, form.contact_mail_address, form.manager_name,
            decision.choice, decision.reason, decision.decided_at,
            coalesce(decision.mail_address = '', false) AS decided_on_behalf,
            notice.reason AS return_reason, notice.parts AS return_parts,
            verdict.reason AS verdict_reason, array(
                SELECT finding.reason FROM screening_finding AS finding
                WHERE finding.application = application_number
                    AND finding.revision = form.revision ORDER BY finding.id
            ) AS findings,
            company.company_id, account.account_id,
            question.missed_wholesaler, question.named_wholesaler, question.wholesaler_answer
        FROM application
        LEFT JOIN form_revision AS form ON form.application = application_number
            AND form.revision = {}
        LEFT JOIN certifying_wholesaler ON certifying_wholesaler.id = form.wholesaler
        LEFT JOIN decision ON decision.application = application_number
            AND decision.revision = form.revision
        LEFT JOIN LATERAL (
            SELECT return_notice.reason, return_notice.parts FROM return_notice
            WHERE return_notice.application = application_number
                AND return_notice.revision = form.revision
            ORDER BY return_notice.id DESC LIMIT 1
        ) AS notice ON true
        LEFT JOIN LATERAL (
            SELECT review_decision.reason FROM review JOIN review_decision
                ON review_decision.review = review.id
            WHERE review.application = application_number AND review.revision = form.revision
            ORDER BY review.id DESC LIMIT 1
        ) AS verdict ON true
        LEFT JOIN LATERAL (
            SELECT wholesaler_question.name AS missed_wholesaler,
                coalesce(certifying_wholesaler.name, '') AS named_wholesaler,
                answer AS wholesaler_answer
            FROM wholesaler_question LEFT JOIN certifying_wholesaler
                ON certifying_wholesaler.id = wholesaler_question.wholesaler
            WHERE wholesaler_question.application = application_number
                AND answered_at IS NOT NULL
            ORDER BY answered_at DESC LIMIT 1
        ) AS question ON true
        LEFT JOIN company USING (application_number)
        LEFT JOIN account ON account.company = company.company_id
            AND account.role = 'id_manager'
        WHERE application_number = {}
        """,
        revision,
        application_number,
    )
    if not rows:
        raise LookupError(f"there is no application {application_number}")
    row = rows[0]
    texts = {
        name: row[name] or "" for name, kind in MailFacts.__annotations__.items() if kind is str
    }
    return MailFacts(
        **texts,
        stage=Stage(row["stage"]),
        deadline=row["deadline"],
        submitted_at=row["submitted_at"],
        choice=Choice(row["choice"]) if row["choice"] else None,
        decided_at=row["decided_at"],
        return_parts=tuple(Part(part) for part in row["return_parts"] or ()),
        findings=tuple(row["findings"]),
        decided_on_behalf=row["decided_on_behalf"],
    )
