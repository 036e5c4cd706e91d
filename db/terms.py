"""Versions of the terms of use (product.md, step 3)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from db.tables.enrolment import TermsVersion


@dataclass(frozen=True)
class Terms:
    """One version; `body_english` is a translation for reference, `body` binds.

    `consent_by`: which members must consent again: `nobody`, `id_managers` or `everyone`.
    """

    version: int
    body: str
    body_english: str
    text_sha256: str
    effective_from: datetime
    consent_by: str


class NoTermsError(LookupError):
    """No version is in force: nobody can apply before administrators have published one."""


async def current_terms(now: datetime) -> Terms:
    """The version in force; raises `NoTermsError` when none is."""
    row = await (
        TermsVersion.select()
        .where(TermsVersion.effective_from <= now)
        .order_by(TermsVersion.version, ascending=False)
        .first()
    )
    if row is None:
        raise NoTermsError("no version of the terms is in force; publish one in the console")
    return Terms(**row)


async def add_terms(version: int, body: str, body_english: str, effective_from: datetime) -> None:
    """Add a version; one that exists is left as it is, because consents refer to it."""
    await TermsVersion.insert(
        TermsVersion(
            version=version,
            body=body,
            body_english=body_english,
            text_sha256=hashlib.sha256(body.encode()).hexdigest(),
            effective_from=effective_from,
        )
    ).on_conflict(target=TermsVersion.version, action="DO NOTHING")
