"""What an ID manager does to an account: change, stop, restart, delete; others do some of it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from db import audit
from db.company_data import lock_company
from db.engine import transaction
from db.mailing.letters import NewLetter, send_letters
from db.members.account_facts import (
    DeputyStaysError,
    LockedAccount,
    lock_account,
    lock_account_for,
)
from db.members.account_invitations import new_invitation
from db.members.account_links import revoke_account_links
from db.members.deputy_endings import end_with_account
from db.needs import tell_of_welcome
from db.tables.companies import Account, LoginSession
from db.tables.members import (
    AccountLink,
    DeputyAppointment,
    LoginChallenge,
    RecoveryCode,
    RestingNumber,
    SecondFactor,
)
from db.tables.operation import Mail
from domain.audit_tags import AuditTag
from domain.logins import MEMBERS
from domain.mail_kinds import MailKind
from domain.new_account import NewAccount
from domain.tokens import Purpose

REST = timedelta(days=90)
"""How long a deleted number is not given again (product.md, "Members' portal")."""

_OF_MEMBERS = (Purpose.INVITATION, Purpose.PASSWORD, Purpose.ADDRESS)


async def change_account(  # noqa: PLR0913 -- which account, and who changes what when
    company_id: str,
    account_id: str,
    by: str,
    changed: NewAccount,
    *,
    keys: Sequence[bytes],
    now: datetime,
) -> str | None:
    """Write what is known of the person anew; gives the process that sends mails, if any.

    Nothing is recorded when nothing differs. Another mail address takes effect at once. Links that
    were sent to the old one are void; an invited person gets a new invitation, for anybody else
    both addresses are told. Raises `NoSuchAccountError` and `PrincipalOnlyError`.
    """
    async with transaction():
        locked = await lock_account_for(company_id, account_id, by)
        so = [getattr(Account, name) == value for name, value in asdict(changed).items()]
        if await Account.exists().where(Account.id == locked.account, *so):
            return None
        await Account.update(**asdict(changed)).where(Account.id == locked.account)
        moved = changed.mail_address != locked.mail_address
        await audit.record(
            AuditTag.ID_MANAGER_ACCOUNT_CHANGE,
            now,
            company_id=company_id,
            account_id=account_id,
            by=by,
            mail_address_changed=moved,
        )
        process = None
        if moved:
            process = await _move(locked, changed.mail_address, keys, now)
    return process


async def stop_account(company_id: str, account_id: str, by: str, now: datetime) -> str | None:
    """Let an account be used no more, from this moment on; stopped already, it stays so.

    Gives the process that sends mails, if any. Raises `NoSuchAccountError`, `ManagerStaysError`
    and `PrincipalOnlyError`.
    """
    async with transaction():
        await lock_company(company_id)
        locked = await lock_account_for(company_id, account_id, by)
        if locked.state == "stopped":
            return None
        await _record(AuditTag.ID_MANAGER_ACCOUNT_STOP, locked, by, now)
        return await stop(locked, now, by=by)


async def restart_account(company_id: str, account_id: str, by: str, now: datetime) -> None:
    """Let a stopped account be used again; without a password it is invited, with no open link.

    Raises `NoSuchAccountError`.
    """
    async with transaction():
        locked = await lock_account(company_id, account_id)
        if locked.state != "stopped":
            return
        await restart(locked)
        await _record(AuditTag.ID_MANAGER_ACCOUNT_RESTART, locked, by, now)


async def delete_account(company_id: str, account_id: str, by: str, now: datetime) -> None:
    """Remove an account with all that is the person's, and let its number rest.

    Mails that wait are called off. Raises `NoSuchAccountError`, `ManagerStaysError` and
    `DeputyStaysError`.
    """
    async with transaction():
        await lock_company(company_id)
        locked = await lock_account(company_id, account_id)
        await delete(locked, now, by=by)
        await _record(AuditTag.ID_MANAGER_ACCOUNT_DELETE, locked, by, now)


async def _move(
    locked: LockedAccount, mail_address: str, keys: Sequence[bytes], now: datetime
) -> str:
    """Send mails to another address from now on; gives the process that tells of it."""
    await move(locked, mail_address, now)
    company_id, account = locked.company_id, locked.account
    if locked.state == "invited":
        invitation = await new_invitation(company_id, account, mail_address, keys, now)
        return await send_letters([invitation], now)
    letters = [
        NewLetter(MailKind.ADDRESS_CHANGED, company_id, account, locked.mail_address),
        NewLetter(MailKind.ADDRESS_REGISTERED, company_id, account, mail_address),
    ]
    return await send_letters(letters, now)


async def _let_rest(people: Sequence[LockedAccount], now: datetime) -> None:
    await RestingNumber.raw(
        """
        INSERT INTO resting_number AS resting (company, account_id, deleted_at, free_from)
        SELECT company, account_id, {}, {} FROM unnest({}::text[], {}::text[])
            AS deleted (company, account_id)
        ON CONFLICT (company, account_id) DO UPDATE
            SET deleted_at = excluded.deleted_at, free_from = excluded.free_from
        """,
        now,
        now + REST,
        [person.company_id for person in people],
        [person.account_id for person in people],
    )


async def _record(tag: AuditTag, locked: LockedAccount, by: str, now: datetime) -> None:
    await audit.record(
        tag,
        now,
        company_id=locked.company_id,
        account_id=locked.account_id,
        by=by,
    )


async def stop(locked: LockedAccount, now: datetime, *, by: str = "") -> str | None:
    """Let an account be used no more, from this moment on; a deputy is a user from then on.

    The caller has locked the company first. Gives the process that tells of that, if any. Raises
    `ManagerStaysError`.
    """
    locked.refuse_manager()
    process = await end_with_account(locked, now, by=by)
    await _end_use([locked], now)
    return process


async def stop_all(people: Sequence[LockedAccount], now: datetime, *, by: str) -> None:
    """Stop many accounts like `stop`, each kind of row in one statement."""
    for person in people:
        person.refuse_manager()
    await _end_appointments(people, now, by=by)
    await _end_use(people, now)


async def delete(locked: LockedAccount, now: datetime, *, by: str) -> None:
    """Remove an account with all that is the person's; the caller has locked the company first.

    Raises `ManagerStaysError` and `DeputyStaysError`.
    """
    await delete_all([locked], now, by=by)


async def delete_all(people: Sequence[LockedAccount], now: datetime, *, by: str) -> None:
    """Remove many accounts of one company like `delete`, each kind of row in one statement."""
    for person in people:
        person.refuse_manager()
        if person.role == "deputy":
            raise DeputyStaysError
    await _end_appointments(people, now, by=by)
    keys = _keys(people)
    await Mail.raw(
        "UPDATE mail SET state = 'void', finished_at = {}"
        " WHERE account = ANY({}::bigint[]) AND state = 'queued'",
        now,
        keys,
    )
    await _log_out(keys)
    owners = [MEMBERS.owner(key) for key in keys]
    await RecoveryCode.raw("DELETE FROM recovery_code WHERE owner = ANY({}::text[])", owners)
    await SecondFactor.raw("DELETE FROM second_factor WHERE owner = ANY({}::text[])", owners)
    await Account.raw("DELETE FROM account WHERE id = ANY({}::bigint[])", keys)
    await _let_rest(people, now)


async def _end_appointments(people: Sequence[LockedAccount], now: datetime, *, by: str) -> None:
    """End what some of them are, or were asked for, besides being users."""
    rows = await DeputyAppointment.raw(
        "SELECT account FROM deputy_appointment"
        " WHERE closed_at IS NULL AND account = ANY({}::bigint[])",
        _keys(people),
    )
    appointed = {row["account"] for row in rows}
    for person in people:
        if person.account in appointed:
            await end_with_account(person, now, by=by)


async def _end_use(people: Sequence[LockedAccount], now: datetime) -> None:
    """Let nobody come in by these accounts: no session, no login half-way, no link."""
    keys = _keys(people)
    await Account.raw("UPDATE account SET state = 'stopped' WHERE id = ANY({}::bigint[])", keys)
    await _log_out(keys)
    await AccountLink.raw(
        "UPDATE account_link SET revoked_at = {} WHERE account = ANY({}::bigint[])"
        " AND purpose = ANY({}::text[]) AND used_at IS NULL AND revoked_at IS NULL"
        " AND expires_at > {}",
        now,
        keys,
        [purpose.value for purpose in _OF_MEMBERS],
        now,
    )


async def _log_out(keys: Sequence[int]) -> None:
    owners = [MEMBERS.owner(key) for key in keys]
    await LoginSession.raw(
        "DELETE FROM login_session WHERE account = ANY({}::bigint[])", list(keys)
    )
    await LoginChallenge.raw("DELETE FROM login_challenge WHERE owner = ANY({}::text[])", owners)


def _keys(people: Sequence[LockedAccount]) -> list[int]:
    return [person.account for person in people]


async def restart(locked: LockedAccount) -> str:
    """Let a stopped account be used again; without a password it is invited, with no open link.

    Gives its state.
    """
    state = "active" if locked.has_password else "invited"
    await _set_state(locked, state)
    return state


async def move(locked: LockedAccount, mail_address: str, now: datetime) -> None:
    """Send an account's mails to another address from now on; links sent to the old are void."""
    await Account.update({Account.mail_address: mail_address, Account.mail_bounced_at: None}).where(
        Account.id == locked.account
    )
    await void_links(locked, now)
    await tell_of_welcome(locked.account, now)


async def void_links(locked: LockedAccount, now: datetime) -> None:
    """Take back every link of an account that still works."""
    for purpose in _OF_MEMBERS:
        await revoke_account_links(purpose, locked.account, now)


async def _set_state(locked: LockedAccount, state: str) -> None:
    await Account.update({Account.state: state}).where(Account.id == locked.account)
