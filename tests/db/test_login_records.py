"""The login history of an account."""

from datetime import timedelta

from db.identity.login_records import (
    SHOWN,
    Login,
    Origin,
    latest_logins,
    record_failure,
    record_login,
)
from db.identity.sessions import begin
from db.tables.members import LoginRecord
from domain.identifiers import company_id
from rig.applications import Applications, now
from rig.members import colleague, id_manager, stopped

AT = now()
HERE = Origin(browser="Chrome / Windows", network="192.0.2.1")
SECOND = timedelta(seconds=1)


async def test_history_tells_logins_and_failures_the_newest_first(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    credentials = await ids.credentials()
    await record_failure((ids.company_id, ids.account_id), "wrong_password", HERE, AT)
    assert await begin(credentials, HERE, replaces="", now=AT + SECOND)
    assert await latest_logins(credentials.key) == [
        Login(AT + SECOND, "succeeded", HERE.browser, HERE.network),
        Login(AT, "wrong_password", HERE.browser, HERE.network),
    ]


async def test_history_shows_the_latest_fifty_of_this_account(applications: Applications) -> None:
    ids = await id_manager(applications)
    other = await (await colleague(ids)).credentials()
    account = (await ids.credentials()).key
    await record_login(other.key, HERE, AT)
    for second in range(SHOWN + 1):
        await record_login(account, HERE, AT + second * SECOND)
    shown = await latest_logins(account)
    assert len(shown) == SHOWN
    assert (shown[0].at, shown[-1].at) == (AT + SHOWN * SECOND, AT + SECOND)


async def test_s13_tries_of_nobody_leave_no_record(applications: Applications) -> None:
    ids = await id_manager(applications)
    await record_failure((ids.company_id, "777"), "wrong_password", HERE, AT)
    await record_failure((company_id(9_999_999), "001"), "wrong_password", HERE, AT)
    assert not await LoginRecord.exists()


async def test_stopped_account_keeps_its_history(applications: Applications) -> None:
    ids = await id_manager(applications)
    await stopped(ids)
    await record_failure((ids.company_id, ids.account_id), "wrong_password", HERE, AT)
    assert await LoginRecord.count() == 1
