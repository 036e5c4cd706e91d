"""S37: 998 accounts and 50 parallel issues give exactly 999 (ASVS 2.3.4, 15.4.2)."""

import asyncio

from db.members.account_issue import AccountsFullError, Issued, issue_accounts
from db.tables.companies import Account
from db.tables.members import AccountLink
from rig.applications import Applications, now
from rig.members import Ids, id_manager
from settings import Settings
from tests.accounts import PERSON, fill, mails_to_members

AT_ONCE = 50


async def issue_at_once(manager: Ids, settings: Settings) -> list[Issued | BaseException]:
    return await asyncio.gather(
        *(
            issue_accounts(manager.company_id, "001", [PERSON], settings.link_keys, now())
            for _ in range(AT_ONCE)
        ),
        return_exceptions=True,
    )


async def test_s37_fifty_issues_at_998_give_999(
    applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    await fill(manager, 998)
    outcomes = await issue_at_once(manager, settings)
    issued = [outcome for outcome in outcomes if isinstance(outcome, Issued)]
    assert [one.account_ids for one in issued] == [("999",)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, AccountsFullError)]
    assert len(refused) == AT_ONCE - 1
    assert {error.left for error in refused} == {0}
    assert await Account.count().where(Account.company == manager.company_id) == 999
    assert await AccountLink.count() == 1
    assert len(await mails_to_members()) == 1


async def test_s37_fifty_issues_at_once_get_fifty_numbers(
    applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    outcomes = await issue_at_once(manager, settings)
    numbers = sorted(one.account_ids[0] for one in outcomes if isinstance(one, Issued))
    assert numbers == [f"{n:03}" for n in range(2, 2 + AT_ONCE)]
