"""Whether a member must consent to the terms in force, and that they did; evidence for good."""

from datetime import datetime

from db import audit
from db.engine import transaction
from db.members.sessions import Member
from db.tables.members import MemberConsent
from db.terms import Terms
from domain.audit_tags import AuditTag

# A number that rests is given again, so an older consent is not this person's. Whoever applied for
# the company consented then, and has account 001 since the company got its IDs.
_MUST = """
    SELECT FROM terms_version
    WHERE effective_from <= {}
        AND (consent_by = 'everyone'
            OR (consent_by = 'id_managers' AND {} IN ('id_manager', 'deputy')))
        AND NOT EXISTS (
            SELECT FROM member_consent AS given
            JOIN account ON account.id = {} AND given.consented_at >= account.created_at
            WHERE given.company = account.company AND given.account_id = account.account_id
                AND given.terms_version >= terms_version.version
        )
        AND NOT EXISTS (
            SELECT FROM account JOIN company ON company_id = account.company
            JOIN consent ON consent.application = company.application_number
            WHERE account.id = {} AND account.created_at <= company.enrolled_at
                AND consent.terms_version >= terms_version.version
        )
    LIMIT 1
"""


async def must_consent(member: Member, now: datetime) -> bool:
    """Whether a version in force asks this member for a consent that they have not given.

    A consent to a later version counts for the earlier ones.
    """
    return bool(await MemberConsent.raw(_MUST, now, member.role, member.account, member.account))


async def give_consent(member: Member, terms: Terms, now: datetime) -> None:
    """Note a member's consent to a version; a second click notes nothing more."""
    async with transaction():
        rows = await MemberConsent.raw(
            """
            INSERT INTO member_consent AS given
                (company, account_id, terms_version, text_sha256, consented_at)
            VALUES ({}, {}, {}, {}, {})
            ON CONFLICT (company, account_id, terms_version) DO UPDATE
                SET text_sha256 = excluded.text_sha256, consented_at = excluded.consented_at
                WHERE given.consented_at < (SELECT created_at FROM account WHERE id = {})
            RETURNING given.id
            """,
            member.company_id,
            member.account_id,
            terms.version,
            terms.text_sha256,
            now,
            member.account,
        )
        if rows:
            await audit.record(
                AuditTag.MEMBER_TERMS_CONSENT,
                now,
                company_id=member.company_id,
                account_id=member.account_id,
                version=terms.version,
            )
