"""A mailbox has its share of mails that somebody else can cause; what is above it waits (S12).

What counts is what was really handed to the mail server, whoever asked for it, and however often.
Those who cause mails take turns: nobody's many go before the first of another.
"""

from datetime import datetime

from db.tables.companies import Account
from db.tables.operation import Mail
from domain.mail_addresses import counted_mailbox, domain_of, is_of_house, mailbox_key
from domain.mail_shares import DAY, Cap, Nearness, Share, caps, goes_at, kinds_of, share_of

_COUNTED = "mail.mailbox = {} AND mail.kind = ANY({}) AND (NOT {} OR mail.company = {})"


async def one_at_a_time(mailbox: str) -> None:
    """Let nobody else decide about this mailbox until the caller's transaction ends."""
    await Mail.raw("SELECT pg_advisory_xact_lock(hashtextextended({}, 2))", mailbox)


async def may_go_at(key: str, per_contact: int, now: datetime) -> datetime | None:
    """When a queued mail may go; None: now. `per_contact`: mails a day to a wholesaler's contact.

    Raises `LookupError` when there is no such mail.
    """
    rows = await Mail.raw("SELECT key, kind, recipient, company FROM mail WHERE key = {}", key)
    if not rows:
        raise LookupError(f"there is no mail {key}")
    return await _may_go_at(**rows[0], per_contact=per_contact, now=now)


async def _may_go_at(  # noqa: PLR0913 -- what counts of a mail
    *, key: str, kind: str, recipient: str, company: str | None, per_contact: int, now: datetime
) -> datetime | None:
    share = share_of(kind)
    if share is None:
        return None
    counted = _counted(share, recipient, company)
    nearness = await _nearness(recipient, company)
    ahead = await _ahead(key, counted, now)
    times = [
        goes_at(cap, await _taken(key, cap, counted, now), ahead, now)
        for cap in caps(share, nearness, per_contact)
    ]
    return max((time for time in times if time is not None), default=None)


async def mail_about_account_goes_at(
    account: int, per_contact: int, now: datetime
) -> datetime | None:
    """When the newest mail that another had sent about an account may go, if it has to wait."""
    rows = await Mail.raw(
        """
        SELECT key, kind, recipient, company FROM mail
        WHERE account = {} AND state = 'queued' AND kind = ANY({})
        ORDER BY queued_at DESC, key DESC LIMIT 1
        """,
        account,
        list(kinds_of(Share.OTHERS)),
    )
    return await _may_go_at(**rows[0], per_contact=per_contact, now=now) if rows else None


async def request_goes_at(
    application_number: str, per_contact: int, now: datetime
) -> datetime | None:
    """When the newest request to an application's contact may go, if it has to wait."""
    rows = await Mail.raw(
        """
        SELECT key, kind, recipient, company FROM mail WHERE application = {} AND state = 'queued'
            AND kind IN ('approval_request', 'approval_resend')
        ORDER BY queued_at DESC, key DESC LIMIT 1
        """,
        application_number,
    )
    return await _may_go_at(**rows[0], per_contact=per_contact, now=now) if rows else None


async def is_used_up(share: Share, mail_address: str, now: datetime) -> bool:
    """Whether a mailbox had its share of this day, or gets it as soon as the mail server answers.

    For shares of one figure for everybody.
    """
    (cap,) = caps(share, Nearness.ANYBODY, 1)
    rows = await Mail.raw(
        f"""
        SELECT count(*) FROM mail WHERE {_COUNTED}
            AND (state = 'queued' OR (state IN ('sent', 'bounced') AND finished_at > {{}}))
        """,  # noqa: S608 -- a constant of this file
        *_counted(share, mail_address, None),
        now - cap.window,
    )
    return int(rows[0]["count"]) >= cap.most


Counted = tuple[str, list[str], bool, str | None]


def _counted(share: Share, recipient: str, company: str | None) -> Counted:
    """The values of `_COUNTED`."""
    return counted_mailbox(recipient), list(kinds_of(share)), share.within_company, company


async def managers_addresses(company_id: str) -> tuple[str, ...]:
    """The address of a company's 主担当: whoever has one of its domain is of the house.

    Not of deputies, whose address an ID manager writes anew without the new mailbox's consent.
    """
    rows = await Account.select(Account.mail_address).where(
        Account.company == company_id, Account.role == "id_manager"
    )
    return tuple(row["mail_address"] for row in rows)


async def _taken(key: str, cap: Cap, counted: Counted, now: datetime) -> list[datetime]:
    """When the mails went out that are in the window; those that a sender has in hand go now."""
    rows = await Mail.raw(
        f"""
        SELECT CASE WHEN state = 'queued' THEN {{}} ELSE finished_at END AS at FROM mail
        WHERE {_COUNTED} AND key <> {{}} AND (
            (state IN ('sent', 'bounced') AND finished_at > {{}})
            OR (state = 'queued' AND claimed_until > {{}})
        )
        ORDER BY at DESC LIMIT {{}}
        """,  # noqa: S608 -- a constant of this file
        now,
        *counted,
        key,
        now - cap.window,
        now,
        cap.most,
    )
    return [row["at"] for row in reversed(rows)]


async def _ahead(key: str, counted: Counted, now: datetime) -> int:
    """How many mails wait that go before this one.

    Of each who causes mails the first of a day goes before anybody's second, and so on.
    """
    rows = await Mail.raw(
        f"""
        WITH counted AS (
            SELECT mail.key, mail.state = 'queued' AS waits, mail.queued_at, row_number() OVER (
                PARTITION BY coalesce(mail.company, split_part(application.mail_address, '@', 2))
                ORDER BY mail.state = 'queued', mail.queued_at, mail.key
            ) AS nth
            FROM mail LEFT JOIN application ON application.application_number = mail.application
            WHERE {_COUNTED} AND (
                mail.key = {{}}
                OR (mail.state IN ('sent', 'bounced') AND mail.finished_at > {{}})
                OR (mail.state = 'queued' AND mail.waits_until IS NOT NULL
                    AND (mail.claimed_until IS NULL OR mail.claimed_until <= {{}}))
            )
        )
        SELECT count(*) FROM counted JOIN counted AS this ON this.key = {{}}
        WHERE counted.waits
            AND (counted.nth, counted.queued_at, counted.key) < (this.nth, this.queued_at, this.key)
        """,  # noqa: S608 -- a constant of this file
        *counted,
        key,
        now - DAY,
        now,
        key,
    )
    return int(rows[0]["count"])


async def _nearness(recipient: str, company: str | None) -> Nearness:
    if company is not None and is_of_house(recipient, await managers_addresses(company)):
        return Nearness.OWN
    domain = domain_of(mailbox_key(recipient))
    rows = await Mail.raw(
        """
        SELECT FROM wholesaler_mail_domain AS registered
        WHERE {} = registered.domain OR {} LIKE '%.' || registered.domain LIMIT 1
        """,
        domain,
        domain,
    )
    return Nearness.CONTACT if rows else Nearness.ANYBODY
