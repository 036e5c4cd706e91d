"""Versions of the terms of use (product.md, step 3): in force, published, called back."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from db.audit import ActReason, ActSubject, record_act
from db.engine import transaction
from db.tables.enrolment import TermsVersion
from domain.audit_tags import AuditTag
from domain.business_calendar import JST
from domain.refusals import RefusalError

ConsentBy = Literal["nobody", "id_managers", "everyone"]


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
    consent_by: ConsentBy


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


class TooEarlyError(RefusalError):
    """A version takes effect in the future, and after every other; `after` says after when.

    The first version of all, without which nobody can apply, may begin on the day it is
    published; there `after` is None.
    """

    def __init__(self, after: datetime | None) -> None:
        super().__init__(after)
        self.after = after


class InForceError(RefusalError):
    """The version took effect, or was called back before."""


@dataclass(frozen=True)
class NewTerms:
    """A version to be; `consent_by`: `nobody`, `id_managers` or `everyone` must consent again.

    `body` binds, `body_english` is a translation for reference; blank lines part paragraphs.
    """

    body: str
    body_english: str
    effective_from: datetime
    consent_by: str


@dataclass(frozen=True)
class VersionRow:
    """One version; `applicants`, `members`: how many of them consented to it."""

    version: int
    effective_from: datetime
    consent_by: ConsentBy
    applicants: int
    members: int


async def versions() -> tuple[VersionRow, ...]:
    """Every version, the newest first."""
    rows = await TermsVersion.raw(
        """
        SELECT version, effective_from, consent_by,
            (SELECT count(*) FROM consent WHERE terms_version = version) AS applicants,
            (SELECT count(*) FROM member_consent WHERE terms_version = version) AS members
        FROM terms_version ORDER BY version DESC
        """
    )
    return tuple(VersionRow(**row) for row in rows)


async def load_version(version: int) -> Terms:
    """Read one version; raises `LookupError` when there is none of this number."""
    row = await TermsVersion.select().where(TermsVersion.version == version).first()
    if row is None:
        raise LookupError(f"there is no version {version} of the terms")
    return Terms(**row)


async def next_version() -> int:
    """The number that the next version gets."""
    rows = await TermsVersion.raw("SELECT coalesce(max(version), 0) + 1 AS n FROM terms_version")
    return int(rows[0]["n"])


async def publish(new: NewTerms, why: ActReason, now: datetime) -> int:
    """Publish a version, and give its number; raises `TooEarlyError`."""
    async with transaction():
        # One at a time; consents, which only share rows of the table, do not wait.
        await TermsVersion.raw("LOCK TABLE terms_version IN SHARE ROW EXCLUSIVE MODE")
        await refuse_too_early(new.effective_from, now)
        version = await next_version()
        digest = hashlib.sha256(new.body.encode()).hexdigest()
        await TermsVersion.insert(TermsVersion(version=version, text_sha256=digest, **asdict(new)))
        await record_act(
            AuditTag.ADMINISTRATOR_TERMS_PUBLISH,
            why,
            ActSubject(),
            now,
            after={
                "version": version,
                "effective_from": new.effective_from.isoformat(),
                "consent_by": new.consent_by,
                "text_sha256": digest,
            },
        )
    return version


async def call_back(version: int, why: ActReason, now: datetime) -> None:
    """Delete a version that has not taken effect, so that it never does; raises `InForceError`."""
    async with transaction():
        rows = (
            await TermsVersion.delete()
            .where(TermsVersion.version == version, TermsVersion.effective_from > now)
            .returning(TermsVersion.effective_from, TermsVersion.text_sha256)
        )
        if not rows:
            raise InForceError
        await record_act(
            AuditTag.ADMINISTRATOR_TERMS_CALL_BACK,
            why,
            ActSubject(),
            now,
            before={
                "version": version,
                "effective_from": rows[0]["effective_from"].isoformat(),
                "text_sha256": rows[0]["text_sha256"],
            },
        )


async def refuse_too_early(effective_from: datetime, now: datetime) -> None:
    """Raise `TooEarlyError` unless a version can take effect then."""
    rows = await TermsVersion.raw("SELECT max(effective_from) AS latest FROM terms_version")
    latest = rows[0]["latest"]
    if latest is None:
        if effective_from.astimezone(JST).date() < now.astimezone(JST).date():
            raise TooEarlyError(None)
    elif effective_from <= max(now, latest):
        raise TooEarlyError(max(now, latest))
