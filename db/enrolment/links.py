"""Secret links: made by generation, found by their hash, replaced by the next generation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from db.tables.enrolment import Link
from domain.enrolment.outcome import NewLink
from domain.tokens import Purpose, derive_token, token_hash


@dataclass(frozen=True)
class FoundLink:
    """A link that exists; whether it still works is for its page to say.

    `revision`: of the form it is about, 0 for links that are about none in particular.
    `made_at`, `expires_at`, `used_at`: UTC.
    `replaced`: a newer link of the same purpose voids it. The link by which an applicant proved
    the address lives on beside newer ones: anybody who knows the address can ask for those.
    """

    application_number: str
    generation: int
    revision: int
    made_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    replaced: bool


async def make_link(  # noqa: PLR0913 -- the columns of one row
    keys: Sequence[bytes],
    purpose: Purpose,
    application_number: str,
    *,
    now: datetime,
    revision: int = 0,
    expires_at: datetime | None = None,
) -> int:
    """Make the next generation of a link, which voids the older ones; gives the generation.

    The caller has locked the application's row, so that two generations never cross.
    """
    generation = await _newest_generation(purpose, application_number) + 1
    link = NewLink(purpose, generation, revision, expires_at)
    await add_links(keys, application_number, [link], now)
    return generation


async def add_links(
    keys: Sequence[bytes], application_number: str, links: Sequence[NewLink], now: datetime
) -> None:
    """Add links of generations that are known; the caller has locked the application's row."""
    if links:
        await Link.insert(*(_row(keys[0], application_number, link, now) for link in links))


def _row(key: bytes, application_number: str, link: NewLink, now: datetime) -> Link:
    salt = uuid4()
    token = derive_token(key, link.purpose, application_number, link.generation, salt)
    return Link(
        token_hash=token_hash(token),
        salt=salt,
        purpose=link.purpose.value,
        application=application_number,
        generation=link.generation,
        revision=link.revision,
        made_at=now,
        expires_at=link.expires_at,
    )


_FOUND = """
    SELECT application AS application_number, generation, revision, made_at, expires_at, used_at,
        EXISTS (
            SELECT FROM link AS newer
            WHERE newer.application = link.application AND newer.purpose = link.purpose
              AND newer.generation > link.generation AND NOT EXISTS (
                SELECT FROM application
                WHERE application_number = link.application AND link.purpose = 'apply'
                    AND verified_at >= link.made_at AND verified_at < newer.made_at
            )
        ) AS replaced
    FROM link
"""


async def find_link(token: str, purpose: Purpose) -> FoundLink | None:
    """Find what a token opens; None when it was never made, or for another purpose (S06)."""
    rows = await Link.raw(
        f"{_FOUND} WHERE token_hash = {{}} AND purpose = {{}}", token_hash(token), purpose.value
    )
    return FoundLink(**rows[0]) if rows else None


async def newest_link_to(contact_mail_address: str, application_number: str) -> FoundLink | None:
    """The newest link by which this contact was asked about an application; None when it wasn't."""
    rows = await Link.raw(
        f"""{_FOUND}
        WHERE purpose = {{}} AND application = {{}} AND EXISTS (
            SELECT FROM form_revision AS form WHERE form.application = link.application
                AND form.revision = link.revision
                AND lower(form.contact_mail_address) = lower({{}})
        ) ORDER BY generation DESC LIMIT 1
        """,
        Purpose.APPROVAL.value,
        application_number,
        contact_mail_address,
    )
    return FoundLink(**rows[0]) if rows else None


async def prolong_begun_form(application_number: str, expires_at: datetime) -> None:
    """Let the link by which the applicant proved the address work as long as a newer one."""
    await Link.raw(
        """
        UPDATE link SET expires_at = {} WHERE purpose = 'apply' AND application = {}
            AND used_at IS NULL AND made_at <= (
                SELECT verified_at FROM application WHERE application_number = link.application
            )
        """,
        expires_at,
        application_number,
    )


async def token_for(
    keys: Sequence[bytes], purpose: Purpose, application_number: str, generation: int | None = None
) -> str:
    """Derive a link's token again, the newest one's unless a generation is named.

    Raises `LookupError` when there is no such link, or none of the keys made it.
    """
    links = Link.select(Link.generation, Link.salt, Link.token_hash).where(
        Link.purpose == purpose.value, Link.application == application_number
    )
    if generation is not None:
        links = links.where(Link.generation == generation)
    row = await links.order_by(Link.generation, ascending=False).first()
    if row is not None:
        for key in keys:
            token = derive_token(key, purpose, application_number, row["generation"], row["salt"])
            if token_hash(token) == row["token_hash"]:
                return token
    raise LookupError(f"no {purpose} link of {application_number} by any of the keys")


async def _newest_generation(purpose: Purpose, application_number: str) -> int:
    """The generation of the newest link of a purpose; 0 when there is none."""
    made = await Link.count().where(
        Link.purpose == purpose.value, Link.application == application_number
    )
    return int(made)


async def end_links_made_by(key: bytes, now: datetime) -> int:
    """End those that work and were made with this key, in the caller's transaction."""
    rows = await Link.select(
        Link.token_hash, Link.purpose, Link.application, Link.generation, Link.salt
    ).where(Link.expires_at.is_null() | (Link.expires_at > now))
    made = [
        row["token_hash"]
        for row in rows
        if row["token_hash"]
        == token_hash(
            derive_token(
                key, Purpose(row["purpose"]), row["application"], row["generation"], row["salt"]
            )
        )
    ]
    await Link.raw(
        "UPDATE link SET expires_at = greatest({}, used_at) WHERE token_hash = ANY({}::text[])",
        now,
        made,
    )
    return len(made)


async def use_link(
    purpose: Purpose, application_number: str, generation: int, now: datetime
) -> None:
    """Note that a link has done the one thing it is for."""
    await Link.update({Link.used_at: now}).where(
        Link.purpose == purpose.value,
        Link.application == application_number,
        Link.generation == generation,
        Link.used_at.is_null(),
    )
