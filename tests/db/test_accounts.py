"""What a login reads of an account, and leaves behind on it."""

from db.identity.credentials import load_credentials, load_credentials_of, note_login, store_rehash
from db.tables.companies import Company
from domain.logins import MEMBERS
from domain.passwords import hash_password, verify_password
from rig.applications import PASSWORD, Applications, now
from rig.members import id_manager, stopped


async def test_credentials_are_found_by_both_ids(applications: Applications) -> None:
    member = await id_manager(applications)
    credentials = await member.credentials()
    assert verify_password(credentials.password_hash, PASSWORD)
    assert await load_credentials(MEMBERS, member.company_id, "002") is None
    assert await load_credentials(MEMBERS, "00000000", member.account_id) is None


async def test_stopped_account_has_no_credentials(applications: Applications) -> None:
    member = await id_manager(applications)
    await stopped(member)
    assert await load_credentials(MEMBERS, member.company_id, member.account_id) is None


async def test_login_is_noted(applications: Applications) -> None:
    member = await id_manager(applications)
    at = now()
    assert await note_login(await member.credentials(), at)
    assert (await member.account()).last_login_at == at


async def test_login_is_refused_when_the_account_changed_meanwhile(
    applications: Applications,
) -> None:
    member = await id_manager(applications)
    verified = await member.credentials()
    await stopped(member)
    assert not await note_login(verified, now())
    await member.change(state="active", password_hash=hash_password("another long password"))
    assert not await note_login(verified, now())
    assert (await member.account()).last_login_at is None


async def test_rehash_does_not_undo_a_change_of_the_password(applications: Applications) -> None:
    member = await id_manager(applications)
    verified = await member.credentials()
    await store_rehash(verified, "renewed")
    assert (await member.credentials()).password_hash == "renewed"
    await store_rehash(verified, "too late")
    assert (await member.credentials()).password_hash == "renewed"


async def test_company_that_left_has_no_credentials(applications: Applications) -> None:
    member = await id_manager(applications)
    verified = await member.credentials()
    await Company.update({Company.ended_at: now()}).where(Company.company_id == member.company_id)
    assert await load_credentials(MEMBERS, member.company_id, member.account_id) is None
    assert await load_credentials_of(MEMBERS, verified.key) is None
    assert not await note_login(verified, now())


async def test_invited_account_has_no_credentials(applications: Applications) -> None:
    member = await id_manager(applications)
    await member.change(state="invited")
    assert await load_credentials(MEMBERS, member.company_id, member.account_id) is None


async def test_credentials_are_found_by_the_row_too(applications: Applications) -> None:
    credentials = await (await id_manager(applications)).credentials()
    assert await load_credentials_of(MEMBERS, credentials.key) == credentials
    assert await load_credentials_of(MEMBERS, credentials.key + 1) is None
