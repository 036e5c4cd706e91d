"""Mails that reached nobody, by the domain that refused them; those of one domain sent again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from db.audit import ActReason, ActSubject, record_act
from db.console.mails_again import NothingFailedError, goes_to, retry_failed
from db.console.past_mails import failed_mails, past_mails
from db.console.possible_acts import contact_is_unreachable
from db.engine import transaction
from db.enrolment.applicant_acts import newest_notice
from db.enrolment.facts import load_facts
from db.mailing.letters import NewLetter, send_letters
from db.members.account_facts import lock_accounts
from db.members.account_links import link_works
from db.members.link_lifetimes import CARRIED
from db.tables.operation import Mail
from domain.audit_tags import AuditTag
from domain.mail_kinds import MailKind

MOST_AT_ONCE = 300
"""So many applications are tried again by one act; those that are left come with the next."""

OF_LATE = timedelta(days=60)
"""A domain is shown for so long after it last refused a mail."""

# As the index says it, which has only those that were not sent.
_FAILED = "mail.state IN ('refused', 'bounced') AND mail.state <> 'sent'"
_DOMAIN = "lower(substring(mail.recipient FROM '[^@]*$'))"
_IS_LATEST = """NOT EXISTS (
    SELECT FROM mail AS later
    WHERE later.kind = mail.kind AND later.generation >= mail.generation
        AND (later.queued_at, later.key) > (mail.queued_at, mail.key)
        AND (later.application = mail.application OR later.account = mail.account)
)"""


@dataclass(frozen=True)
class RefusingDomain:
    """A domain of whose mails some reached nobody; `answer`: the latest that its server said."""

    domain: str
    mails: int
    latest_at: datetime
    answer: str


@dataclass(frozen=True)
class FailedApplication:
    """An application whose mails to the domain go again: their kinds.

    `asks_anew`: its contact gets a new request besides, which is screened as any other.
    """

    number: str
    company_name: str
    kinds: tuple[str, ...]
    asks_anew: bool


@dataclass(frozen=True)
class FailedLetter:
    """A mail to a member whose link still works; `account`: the key of the account's row."""

    key: str
    kind: str
    generation: int
    recipient: str
    account: int
    company_id: str
    account_id: str


@dataclass(frozen=True)
class DomainRetry:
    """What goes again to a domain at this moment; `left`: applications beyond `MOST_AT_ONCE`."""

    domain: str
    applications: tuple[FailedApplication, ...]
    letters: tuple[FailedLetter, ...]
    left: int

    @property
    def seen(self) -> str:
        """A word for what a page shows of it: another one where anything is different."""
        said = repr((self.domain, self.applications, self.letters))
        return sha256(said.encode()).hexdigest()[:32]


async def refusing_domains(now: datetime) -> tuple[RefusingDomain, ...]:
    """The domains whose mails of late reached nobody, the one with the most mails first."""
    rows = await Mail.raw(
        f"""
        SELECT {_DOMAIN} AS domain, count(*) AS mails, max(finished_at) AS latest_at,
            (array_agg(server_answer ORDER BY finished_at DESC))[1] AS answer
        FROM mail WHERE {_FAILED} AND {_IS_LATEST} AND finished_at > {{}}
        GROUP BY 1 ORDER BY mails DESC, domain LIMIT 100
        """,  # noqa: S608 -- constants of this file
        now - OF_LATE,
    )
    return tuple(RefusingDomain(**row) for row in rows)


async def load_domain_retry(domain: str, now: datetime) -> DomainRetry:
    """Read what would go again to a domain, which is in lower case."""
    rows = await Mail.raw(
        f"""
        SELECT DISTINCT application FROM mail
        WHERE {_FAILED} AND {_DOMAIN} = {{}} AND application IS NOT NULL AND {_IS_LATEST}
        ORDER BY application
        """,  # noqa: S608 -- constants of this file
        domain,
    )
    found = [each for row in rows if (each := await _application(row["application"], domain))]
    shown = tuple(found[:MOST_AT_ONCE])
    return DomainRetry(domain, shown, await _letters(domain, now), len(found) - len(shown))


async def retry_domain(domain: str, seen: str, why: ActReason, now: datetime) -> None:
    """Send again what a page showed, all of it or nothing; each has an event of its own.

    Raises `NothingFailedError` where there is nothing, or anything else than was seen.
    """
    async with transaction():
        await Mail.raw("SELECT pg_advisory_xact_lock(hashtextextended({}, 3))", domain)
        retry = await load_domain_retry(domain, now)
        if retry.seen != seen or not (retry.applications or retry.letters):
            raise NothingFailedError
        for application in retry.applications:
            await retry_failed(application.number, why, now, domain=domain)
        await _send_letters_again(retry.letters, why, now)


async def _application(number: str, domain: str) -> FailedApplication | None:
    facts = await load_facts(number)
    failed = [
        mail
        for mail in failed_mails(facts, await past_mails(number))
        if goes_to(mail.recipient, domain)
    ]
    asks_anew = contact_is_unreachable(facts, await newest_notice(number)) and goes_to(
        facts.contact_mail_address, domain
    )
    if not failed and not asks_anew:
        return None
    kinds = tuple(mail.kind for mail in failed)
    return FailedApplication(number, facts.company_name, kinds, asks_anew)


async def _letters(domain: str, now: datetime) -> tuple[FailedLetter, ...]:
    """Mails to members whose link still works, to where their mails go by now."""
    rows = await Mail.raw(
        f"""
        SELECT mail.key, mail.kind, mail.generation, mail.recipient, mail.account,
            mail.company AS company_id, account.account_id
        FROM mail JOIN account ON account.id = mail.account
            AND account.mail_address = mail.recipient
        WHERE {_FAILED} AND {_DOMAIN} = {{}}
            AND mail.kind = ANY({{}}) AND mail.process LIKE 'letters-%' AND {_IS_LATEST}
        ORDER BY mail.key
        """,  # noqa: S608 -- constants of this file
        domain,
        list(CARRIED),
    )
    found = [FailedLetter(**row) for row in rows]
    return tuple([each for each in found if await _still_works(each, now)])


async def _still_works(letter: FailedLetter, now: datetime) -> bool:
    purpose = CARRIED[MailKind(letter.kind)].purpose
    return await link_works(purpose, letter.account, letter.generation, now)


async def _send_letters_again(
    letters: Sequence[FailedLetter], why: ActReason, now: datetime
) -> None:
    if not letters:
        return
    await lock_accounts(letter.account for letter in letters)
    await send_letters(list(_again(letters)), now)
    for letter in letters:
        await record_act(
            AuditTag.ADMINISTRATOR_MAIL_SEND_AGAIN,
            why,
            ActSubject(company_id=letter.company_id, account_id=letter.account_id),
            now,
            before={"mail": letter.key, "recipient": letter.recipient},
        )


def _again(letters: Sequence[FailedLetter]) -> Iterator[NewLetter]:
    for letter in letters:
        yield NewLetter(
            MailKind(letter.kind),
            letter.company_id,
            letter.account,
            letter.recipient,
            letter.generation,
        )
