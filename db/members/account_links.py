"""Secret links in mails to members: made by generation, found by their hash, used once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from db.tables.members import AccountLink
from db.tables.operation import Mail
from domain.limits import PRESSED_TWICE
from domain.mail_kinds import MailKind
from domain.tokens import Purpose, derive_token, token_hash

_WORKS = """
    link.purpose = {} AND link.account = {} AND link.generation = {} AND link.expires_at > {}
    AND link.used_at IS NULL AND link.revoked_at IS NULL AND NOT EXISTS (
        SELECT FROM account_link AS newer
        WHERE newer.account = link.account AND newer.purpose = link.purpose
            AND newer.generation > link.generation
    )
"""


@dataclass(frozen=True)
class FoundAccountLink:
    """A link that exists; whether it still works is for its page to say.

    `account`: the key of the account's row. `mail_address`: the new address that the link
    confirms, empty for other purposes. `access_change`: the change of the operator that it answers,
    if any. `replaced`: a newer link of the same purpose voids it.
    """

    account: int
    company_id: str
    account_id: str
    generation: int
    mail_address: str
    access_change: int | None
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    replaced: bool


async def make_account_link(  # noqa: PLR0913 -- the columns of one row
    keys: Sequence[bytes],
    purpose: Purpose,
    account: int,
    *,
    now: datetime,
    expires_at: datetime,
    mail_address: str = "",
    access_change: int | None = None,
) -> int:
    """Make the next generation of a link, which voids the older ones; gives the generation.

    The caller has locked the account's row, so that two generations never cross.
    """
    made = await AccountLink.count().where(
        AccountLink.purpose == purpose.value, AccountLink.account == account
    )
    generation = int(made) + 1
    link = _new_link(keys, purpose, account, generation, now, expires_at)
    link.mail_address = mail_address
    link.access_change = access_change
    await AccountLink.insert(link)
    return generation


async def make_first_links(
    keys: Sequence[bytes],
    purpose: Purpose,
    accounts: Sequence[int],
    *,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Make generation 1 of a link for each of these new accounts, in one statement."""
    await AccountLink.insert(
        *(_new_link(keys, purpose, account, 1, now, expires_at) for account in accounts)
    )


async def make_next_links(
    keys: Sequence[bytes],
    purpose: Purpose,
    accounts: Sequence[int],
    *,
    now: datetime,
    expires_at: datetime,
) -> dict[int, int]:
    """Make the next generation of a link for each of these accounts; gives it by the account.

    The caller has locked their rows, so that two generations never cross.
    """
    rows = await AccountLink.raw(
        """
        SELECT account, count(*) AS made FROM account_link
        WHERE purpose = {} AND account = ANY({}::bigint[]) GROUP BY account
        """,
        purpose.value,
        list(accounts),
    )
    next_ones = dict.fromkeys(accounts, 1) | {row["account"]: row["made"] + 1 for row in rows}
    await AccountLink.insert(
        *(
            _new_link(keys, purpose, account, generation, now, expires_at)
            for account, generation in next_ones.items()
        )
    )
    return next_ones


async def find_account_link(token: str, purpose: Purpose) -> FoundAccountLink | None:
    """Find what a token opens; None when it was never made, or for another purpose (S06)."""
    rows = await AccountLink.raw(
        """
        SELECT link.account, account.company AS company_id, account.account_id, link.generation,
            link.mail_address, link.access_change, link.expires_at, link.used_at,
            link.revoked_at, EXISTS (
                SELECT FROM account_link AS newer
                WHERE newer.account = link.account AND newer.purpose = link.purpose
                    AND newer.generation > link.generation
            ) AS replaced
        FROM account_link AS link JOIN account ON account.id = link.account
        WHERE token_hash = {} AND purpose = {}
        """,
        token_hash(token),
        purpose.value,
    )
    return FoundAccountLink(**rows[0]) if rows else None


async def link_works(purpose: Purpose, account: int, generation: int, now: datetime) -> bool:
    """Whether a link can still do the one thing it is for."""
    rows = await AccountLink.raw(
        f"SELECT FROM account_link AS link WHERE {_WORKS}",
        purpose.value,
        account,
        generation,
        now,
    )
    return bool(rows)


async def just_mailed(
    purpose: Purpose, kind: MailKind, account: int, recipient: str, now: datetime
) -> bool:
    """Whether the button was pressed twice: its mail is there or under way, and its link works.

    The first link of an account came with the account, and not by such a button. The caller has
    locked the account.
    """
    rows = await Mail.raw(
        """
        SELECT max(generation) AS newest FROM mail
        WHERE account = {} AND kind = {} AND recipient = {} AND queued_at > {}
            AND state IN ('queued', 'sent') AND (generation > 1 OR kind <> {})
        """,
        account,
        kind.value,
        recipient,
        now - PRESSED_TWICE,
        MailKind.ACCOUNT_INVITATION.value,
    )
    newest = rows[0]["newest"]
    return newest is not None and await link_works(purpose, account, newest, now)


async def use_account_link(purpose: Purpose, account: int, generation: int, now: datetime) -> bool:
    """Let a link do the one thing it is for, in the caller's transaction: True once (S04).

    False when it was used, taken back or replaced before, or its time is over.
    """
    rows = await AccountLink.raw(
        f"UPDATE account_link AS link SET used_at = {{}} WHERE {_WORKS} RETURNING token_hash",  # noqa: S608 -- a constant of this file
        now,
        purpose.value,
        account,
        generation,
        now,
    )
    return bool(rows)


async def end_links_made_by(key: bytes, now: datetime) -> int:
    """End those that work and were made with this key, in the caller's transaction."""
    rows = await AccountLink.select(
        AccountLink.token_hash,
        AccountLink.purpose,
        AccountLink.account,
        AccountLink.generation,
        AccountLink.salt,
    ).where(AccountLink.expires_at > now)
    made = [
        row["token_hash"]
        for row in rows
        if row["token_hash"]
        == token_hash(
            derive_token(
                key,
                Purpose(row["purpose"]),
                _subject(row["account"]),
                row["generation"],
                row["salt"],
            )
        )
    ]
    await AccountLink.raw(
        "UPDATE account_link SET expires_at = greatest({}, used_at)"
        " WHERE token_hash = ANY({}::text[])",
        now,
        made,
    )
    return len(made)


async def revoke_account_links(purpose: Purpose, account: int, now: datetime) -> bool:
    """Take back the links of a purpose that still work; False when there was none."""
    rows = (
        await AccountLink.update({AccountLink.revoked_at: now})
        .where(
            AccountLink.purpose == purpose.value,
            AccountLink.account == account,
            AccountLink.used_at.is_null(),
            AccountLink.revoked_at.is_null(),
            AccountLink.expires_at > now,
        )
        .returning(AccountLink.token_hash)
    )
    return bool(rows)


async def account_token(
    keys: Sequence[bytes], purpose: Purpose, account: int, generation: int
) -> tuple[str, datetime]:
    """Derive a link's token again, and tell when it expires.

    Raises `LookupError` when there is no such link, or none of the keys made it.
    """
    row = (
        await AccountLink.select(AccountLink.salt, AccountLink.token_hash, AccountLink.expires_at)
        .where(
            AccountLink.purpose == purpose.value,
            AccountLink.account == account,
            AccountLink.generation == generation,
        )
        .first()
    )
    if row is not None:
        for key in keys:
            token = derive_token(key, purpose, _subject(account), generation, row["salt"])
            if token_hash(token) == row["token_hash"]:
                return token, row["expires_at"]
    raise LookupError(f"no {purpose} link {generation} of account {account} by any of the keys")


def _new_link(  # noqa: PLR0913, PLR0917 -- the columns of one row
    keys: Sequence[bytes],
    purpose: Purpose,
    account: int,
    generation: int,
    now: datetime,
    expires_at: datetime,
) -> AccountLink:
    salt = uuid4()
    token = derive_token(keys[0], purpose, _subject(account), generation, salt)
    return AccountLink(
        token_hash=token_hash(token),
        salt=salt,
        purpose=purpose.value,
        account=account,
        generation=generation,
        made_at=now,
        expires_at=expires_at,
    )


def _subject(account: int) -> str:
    return f"account:{account}"
