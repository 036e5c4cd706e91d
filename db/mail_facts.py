"""What mails say about an application, read when a mail is rendered."""

from dataclasses import dataclass
from datetime import datetime

from db.tables.enrolment import Application
from domain.stages import Choice


@dataclass(frozen=True)
class MailFacts:
    """Everything any mail about one application may need; empty or None where not known yet."""

    application_number: str
    mail_address: str
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
    company_id: str
    account_id: str


async def load_mail_facts(application_number: str) -> MailFacts:
    """Read them all at once; raises `LookupError` when there is no such application."""
    rows = await Application.raw(
        """
        SELECT application_number, application.mail_address, application.deadline,
            form.submitted_at, form.company_name, form.head_office, form.jan_maker_code,
            certifying_wholesaler.name AS wholesaler_name, form.contact_department,
            form.contact_name, form.contact_mail_address, form.manager_name,
            decision.choice, decision.reason, decision.decided_at,
            company.company_id, account.account_id
        FROM application
        LEFT JOIN LATERAL (
            SELECT * FROM form_revision WHERE form_revision.application = application_number
            ORDER BY revision DESC LIMIT 1
        ) AS form ON true
        LEFT JOIN certifying_wholesaler ON certifying_wholesaler.id = form.wholesaler
        LEFT JOIN decision ON decision.application = application_number
            AND decision.revision = form.revision
        LEFT JOIN company USING (application_number)
        LEFT JOIN account ON account.company = company.company_id
            AND account.role = 'id_manager'
        WHERE application_number = {}
        """,
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
        deadline=row["deadline"],
        submitted_at=row["submitted_at"],
        choice=Choice(row["choice"]) if row["choice"] else None,
        decided_at=row["decided_at"],
    )
