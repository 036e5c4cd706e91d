"""A person's own data, as the person may have it: nothing of other people, and no secrets.

Each part is a list of rows of plain values; `web/own_data.py` makes a file of them, and
`web/templates/own_data.html` has their names.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from db import audit
from db.audit import ActReason, ActSubject, record_act
from db.engine import transaction
from db.members.sessions import Member
from db.tables.operation import AuditEvent
from domain.audit_tags import AuditTag
from domain.mail_kinds import Audience, MailKind

Row: TypeAlias = Mapping[str, Any]
Parts: TypeAlias = Mapping[str, Sequence[Row]]

# A number of a deleted account is given again, so that all that names it counts from its issue on.
_OF_A_MEMBER = {
    "account": """
        SELECT company.company_id, company.name AS company_name, account_id, role, state,
            department, person_name, person_name_kana, mail_address, created_at, last_login_at
        FROM account JOIN company ON company.company_id = account.company WHERE account.id = {}
    """,
    "second_factor": """
        SELECT offered_at, confirmed_at FROM second_factor WHERE owner = 'account:' || {}::bigint
    """,
    "sessions": """
        SELECT created_at, last_seen_at, browser, network FROM login_session
        WHERE account = {} ORDER BY created_at
    """,
    "logins": """
        SELECT at, outcome, browser, network FROM login_record WHERE account = {} ORDER BY id
    """,
    "consents": """
        SELECT terms_version, consented_at FROM member_consent
        JOIN account USING (company, account_id)
        WHERE account.id = {} AND consented_at >= account.created_at ORDER BY consented_at
    """,
    "mails": """
        SELECT kind, recipient, queued_at, finished_at, mail.state FROM mail
        JOIN account ON account.id = mail.account
        WHERE account.id = {} AND mail.recipient = account.mail_address ORDER BY queued_at
    """,
    "events": """
        SELECT at, tag FROM audit_event JOIN account
            ON audit_event.company_id = account.company
            AND audit_event.account_id = account.account_id
        WHERE account.id = {} AND at >= account.created_at ORDER BY audit_event.id
    """,
}
_OF_AN_APPLICANT = {
    "application": """
        SELECT application_number, stage, stage_since, mail_address, searched_name, language,
            requested_at, verified_at, deadline, closed_at
        FROM application WHERE application_number = {}
    """,
    "forms": """
        SELECT revision, submitted_at, company_name, company_name_kana, corporate_number,
            postal_code, head_office, address, form.telephone, jan_maker_code,
            certifying_wholesaler.name AS wholesaler_name,
            manager_department, manager_name, manager_name_kana
        FROM form_revision AS form
            JOIN certifying_wholesaler ON certifying_wholesaler.id = form.wholesaler
        WHERE application = {} ORDER BY revision
    """,
    "draft": """
        SELECT saved_at, key AS field, coalesce(certifying_wholesaler.name, value) AS typed
        FROM form_draft, jsonb_each_text(form_draft.typed)
            LEFT JOIN certifying_wholesaler
                ON key = 'wholesaler_id' AND value = certifying_wholesaler.id::text
        WHERE application = {} AND key NOT LIKE 'contact%' ORDER BY key
    """,
    "questions": """
        SELECT asked_at, missing, name AS asked_for, answered_at, answer FROM wholesaler_question
        WHERE application = {} ORDER BY id
    """,
    "reviews": """
        SELECT choice, review_decision.reason, decided_at
        FROM review_decision JOIN review ON review.id = review_decision.review
        WHERE application = {} AND choice <> 'clear' ORDER BY decided_at
    """,
    "consents": """
        SELECT terms_version, consented_at FROM consent WHERE application = {} ORDER BY consented_at
    """,
    "decisions": """
        SELECT revision, choice, reason, decided_at FROM decision
        WHERE application = {} ORDER BY decided_at
    """,
    "mails": """
        SELECT kind, recipient, queued_at, finished_at, state FROM mail
        WHERE application = {} AND kind = ANY({}) ORDER BY queued_at
    """,
    "events": """
        SELECT at, tag FROM audit_event WHERE application_number = {} ORDER BY id
    """,
}
_TO_APPLICANTS = [kind.value for kind in MailKind if kind.audience is Audience.APPLICANT]


async def own_data_of_member(member: Member, now: datetime) -> Parts:
    """Read a member's own data, which is recorded."""
    async with transaction():
        await audit.record(
            AuditTag.MEMBER_OWN_DATA_DOWNLOAD,
            now,
            company_id=member.company_id,
            account_id=member.account_id,
        )
        return {part: await _rows(sql, member.account) for part, sql in _OF_A_MEMBER.items()}


async def own_data_of_applicant(
    application_number: str, evidence: str, why: ActReason, now: datetime
) -> Parts:
    """Read an applicant's own data, for whom an administrator does it; that is recorded.

    `evidence`: what proves that the applicant asks.
    """
    async with transaction():
        await record_act(
            AuditTag.ADMINISTRATOR_OWN_DATA_EXPORT,
            why,
            ActSubject(application_number),
            now,
            after={"evidence": evidence},
        )
        return {
            part: await _rows(
                sql, application_number, *([_TO_APPLICANTS] if part == "mails" else [])
            )
            for part, sql in _OF_AN_APPLICANT.items()
        }


async def _rows(statement: str, *values: Any) -> Sequence[Row]:
    rows: Sequence[Row] = await AuditEvent.raw(statement, *values)
    return rows


def as_json(parts: Parts, made_at: datetime) -> str:
    """The same for programs; moments are written as ISO 8601, in UTC."""
    written = {"made_at": made_at, **parts}
    return json.dumps(written, ensure_ascii=False, indent=2, default=_written)


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
