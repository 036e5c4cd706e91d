"""What mails say about an application, read when a mail is rendered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.enrolment.deadlines import NEXT_REMINDER
from db.enrolment.same_mailbox import OfSameMailbox, others_of_mailbox
from db.enrolment.usual_times import usual_answer, usual_review
from db.tables.enrolment import Application
from domain.enrolment.stages import Choice, Part, Stage
from domain.enrolment.usual_times import UsualTime


@dataclass(frozen=True)
class Colleague:
    """The other one of a hand-over, and when it was; UTC."""

    department: str
    name: str
    mail_address: str
    at: datetime


@dataclass(frozen=True)
class LastDone:
    """What somebody did about an application last, UTC; `tag` as in the audit log.

    `by`: the mail address; empty for the applicant, and for what nobody did.
    """

    tag: str
    by: str
    at: datetime


@dataclass(frozen=True)
class MailFacts:
    """Everything any mail about one application may need; empty or None where there is none.

    It is apart from `Facts`, which are about the newest revision, because a mail tells of the one
    that it was queued for, whatever came after.

    `stage`: as the workflow last wrote it. `deadline`: of the wait that this revision is in.
    `return_reason`, `return_parts`: of the notice that sent this revision back to the applicant.
    `decided_on_behalf`: by an administrator in the contact's place. `verdict_reason`: of an
    administrator. `findings`: the reasons of domain/screening.py. `applied_at`: when the first form
    came. `next_reminder`: when the contact is mailed again; it, `usual_answer` and `usual_review`
    are read for the receipt alone. `predecessor`: who handed the request over to this contact,
    `successor`: to whom this contact handed it over. `others`: what the
    mailbox has besides, while the form is still to come. `language`: of
    the mails to the applicant. `missed_wholesaler`: the name that the applicant asked about;
    `named_wholesaler`: the one of the form that the answer names, if any. `last_done`: read for
    the mail that tells of the end of a case alone.
    """

    application_number: str
    mail_address: str
    stage: Stage
    deadline: datetime | None
    submitted_at: datetime | None
    applied_at: datetime | None
    company_name: str
    company_name_kana: str
    corporate_number: str
    postal_code: str
    head_office: str
    address: str
    telephone: str
    jan_maker_code: str
    wholesaler_name: str
    contact_department: str
    contact_name: str
    contact_mail_address: str
    manager_department: str
    manager_name: str
    manager_name_kana: str
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
    last_done: LastDone | None = None
    decided_on_behalf: bool = False
    next_reminder: datetime | None = None
    usual_answer: UsualTime | None = None
    usual_review: UsualTime | None = None
    predecessor: Colleague | None = None
    successor: Colleague | None = None
    others: tuple[OfSameMailbox, ...] = ()


async def load_mail_facts(
    application_number: str,
    revision: int,
    *,
    with_times: bool = False,
    with_last_done: bool = False,
) -> MailFacts:
    """Read what is true of one revision of the form, 0 before the first.

    `with_times`: how long things usually take, and when the contact is reminded, as well.
    `with_last_done`: what somebody did last, as well.
    Raises `LookupError` when there is no such application.
    """
    rows = await Application.raw(
        """
        SELECT application_number, application.language, application.mail_address,
            application.stage,
            CASE WHEN form.revision = application.revision_in_hand
                THEN application.deadline END AS deadline,
            form.submitted_at, (
                SELECT first.submitted_at FROM form_revision AS first
                WHERE first.application = application_number AND first.revision = 1
            ) AS applied_at, form.company_name, form.company_name_kana, form.corporate_number,
            form.postal_code, form.head_office, form.address, form.telephone, form.jan_maker_code,
            form.wholesaler, certifying_wholesaler.name AS wholesaler_name, form.contact_department,
            form.contact_name, form.contact_mail_address, form.manager_department,
            form.manager_name, form.manager_name_kana,
            decision.choice, decision.reason, decision.decided_at,
            coalesce(decision.mail_address = '', false) AS decided_on_behalf,
            notice.reason AS return_reason, notice.parts AS return_parts,
            verdict.reason AS verdict_reason, array(
                SELECT finding.reason FROM screening_finding AS finding
                WHERE finding.application = application_number
                    AND finding.revision = form.revision ORDER BY finding.id
            ) AS findings,
            company.company_id, account.account_id,
            before.contact_department AS before_department, before.contact_name AS before_name,
            before.contact_mail_address AS before_address,
            after.contact_department AS after_department, after.contact_name AS after_name,
            after.contact_mail_address AS after_address, after.submitted_at AS after_at,
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
        LEFT JOIN form_revision AS before ON form.made_by = 'contact'
            AND before.application = form.application AND before.revision = form.revision - 1
        LEFT JOIN form_revision AS after ON after.made_by = 'contact'
            AND after.application = form.application AND after.revision = form.revision + 1
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
    times: dict[str, Any] = (
        await _times(application_number, row["wholesaler"]) if with_times else {}
    )
    texts: dict[str, Any] = {
        name: row[name] or "" for name, kind in MailFacts.__annotations__.items() if kind is str
    }
    return MailFacts(
        **texts,
        **times,
        last_done=await _last_done(application_number) if with_last_done else None,
        stage=Stage(row["stage"]),
        deadline=row["deadline"],
        applied_at=row["applied_at"],
        submitted_at=row["submitted_at"],
        choice=Choice(row["choice"]) if row["choice"] else None,
        decided_at=row["decided_at"],
        return_parts=tuple(Part(part) for part in row["return_parts"] or ()),
        findings=tuple(row["findings"]),
        decided_on_behalf=row["decided_on_behalf"],
        predecessor=_colleague(row, "before", row["submitted_at"]),
        successor=_colleague(row, "after", row["after_at"]),
        others=() if revision else await others_of_mailbox(application_number),
    )


async def _times(application_number: str, wholesaler_id: int | None) -> dict[str, Any]:
    rows = await Application.raw(
        f"SELECT {NEXT_REMINDER} AS at FROM application WHERE application_number = {{}}",  # noqa: S608 -- a constant of the product
        application_number,
    )
    return {
        "next_reminder": rows[0]["at"],
        "usual_answer": await usual_answer(wholesaler_id),
        "usual_review": await usual_review(),
    }


def _colleague(row: dict[str, Any], which: str, at: datetime) -> Colleague | None:
    if row[f"{which}_name"] is None:
        return None
    return Colleague(row[f"{which}_department"], row[f"{which}_name"], row[f"{which}_address"], at)


async def _last_done(application_number: str) -> LastDone | None:
    rows = await Application.raw(
        """
        SELECT * FROM (
            SELECT tag, done_by AS by, at FROM console_act WHERE application = {}
            UNION ALL
            SELECT 'wholesaler:application:' || choice, mail_address, decided_at
            FROM decision WHERE application = {}
            UNION ALL
            SELECT 'applicant:application:withdraw', '', withdrawn_at
            FROM withdrawal WHERE application = {}
            UNION ALL
            SELECT CASE revision WHEN 1 THEN 'applicant:form:submit'
                ELSE 'applicant:form:correct' END, '', submitted_at
            FROM form_revision WHERE application = {} AND made_by = 'applicant'
            UNION ALL
            SELECT 'workflow:application:lapsed', '', closed_at
            FROM application WHERE application_number = {} AND stage = 'lapsed'
        ) AS done ORDER BY at DESC LIMIT 1
        """,
        *[application_number] * 5,
    )
    return LastDone(**rows[0]) if rows else None
