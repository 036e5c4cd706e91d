"""A link key that others know: the links that it made end, and second factors are forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db import audit
from db.engine import transaction
from db.enrolment import links
from db.identity import second_factors
from db.mailing.letters import NewLetter, send_letters
from db.members import account_links
from db.tables.companies import Account
from domain.audit_tags import AuditTag
from domain.logins import MEMBERS
from domain.mail_kinds import MailKind


@dataclass(frozen=True)
class EndedLinks:
    """How many links ended: of applications, and of members."""

    of_applications: int
    of_members: int


async def end_links_made_by(key: bytes, now: datetime) -> EndedLinks:
    """End every link that works and was made with this key; a second call ends no more."""
    async with transaction():
        ended = EndedLinks(
            of_applications=await links.end_links_made_by(key, now),
            of_members=await account_links.end_links_made_by(key, now),
        )
        if ended != EndedLinks(0, 0):
            await audit.record(
                AuditTag.OPERATOR_LINKS_END,
                now,
                of_applications=ended.of_applications,
                of_members=ended.of_members,
            )
    return ended


async def forget_second_factors(
    keys: Sequence[bytes], sealed_by: Sequence[int | None], now: datetime
) -> int:
    """Forget those that are on and were sealed by these keys; gives how many.

    `sealed_by`: places in `keys`, None for those that none of them sealed. Members are told by
    mail, and log in by password alone until they turn it on again; people of the console set up
    another at their next login.
    """
    async with transaction():
        forgotten = await second_factors.forget_sealed_by(keys, sealed_by)
        members = [account for each in forgotten if (account := MEMBERS.key_of(each)) is not None]
        await _tell_members(members, now)
        if forgotten:
            await audit.record(
                AuditTag.OPERATOR_SECOND_FACTORS_FORGET,
                now,
                accounts=len(members),
                administrators=len(forgotten) - len(members),
            )
    return len(forgotten)


async def _tell_members(accounts: Sequence[int], now: datetime) -> None:
    rows = await Account.select(Account.id, Account.company, Account.mail_address).where(
        Account.id.is_in([*accounts, 0])
    )
    letters = [
        NewLetter(MailKind.SECOND_FACTOR_CHANGED, row["company"], row["id"], row["mail_address"])
        for row in rows
    ]
    if letters:
        await send_letters(letters, now)
