"""Another ID manager, appointed by others: told, answered, and made in time (S48)."""

import pytest

from db.access.requests import (
    ask_to_appoint_account,
    ask_to_appoint_person,
)
from db.members.account_facts import NoSuchAccountError
from db.members.account_issue import AccountsFullError
from db.members.role_handover import CannotTakeRoleError
from db.tables.companies import Account, LoginSession
from domain.companies.access_change import AccessStage
from domain.tokens import Purpose
from rig.access import (
    COLLEAGUE,
    DAY,
    account_of,
    asking,
    change_of,
    kinds_to,
    managers,
    settled,
    told,
)
from rig.applications import APPLICANT, Applications
from rig.members import Ids, colleague, id_manager, role_moves
from rig.own_data import found_link, session_of
from tests.accounts import PERSON, fill, invited


async def test_a_colleague_becomes_the_id_manager_and_both_are_told(
    applications: Applications,
) -> None:
    former = await id_manager(applications)
    successor = await colleague(former)
    await session_of(former)
    await session_of(successor)
    await ask_to_appoint_account(*account_of(successor), asking(applications.settings))
    change = await told(await change_of(former))
    # Who is to get the role is no witness of it.
    assert ("access_change_notice", COLLEAGUE) not in await kinds_to(change)
    assert await managers(former) == ["001"]
    change = await settled(applications, change, DAY)
    assert await managers(former) == ["002"]
    assert not await LoginSession.exists()
    assert {("manager_appointed", COLLEAGUE), ("manager_replaced", APPLICANT)} <= await kinds_to(
        change
    )


async def test_a_new_person_is_issued_an_account_and_invited(applications: Applications) -> None:
    former = await id_manager(applications)
    await ask_to_appoint_person(former.company_id, PERSON, asking(applications.settings))
    change = await told(await change_of(former))
    assert await Account.count().where(Account.company == former.company_id) == 1
    change = await settled(applications, change, DAY)
    new = Ids(former.company_id, "002")
    assert await managers(former) == ["002"]
    assert (await new.account()).state == "invited"
    assert not (await found_link(applications, new, Purpose.INVITATION)).replaced
    assert ("manager_invited", PERSON.mail_address) in await kinds_to(change)


async def test_a_role_that_was_handed_over_meanwhile_stays_there(
    applications: Applications,
) -> None:
    former = await id_manager(applications)
    successor, other = await colleague(former), await colleague(former, "003")
    await ask_to_appoint_account(*account_of(successor), asking(applications.settings))
    change = await told(await change_of(former))
    await role_moves(former, other)
    change = await settled(applications, change, DAY)
    assert change.progress.outcome is AccessStage.OUTDATED
    assert await managers(former) == ["003"]


async def test_an_account_that_cannot_log_in_is_refused(applications: Applications) -> None:
    former = await id_manager(applications)
    waiting = await invited(former, applications.settings)
    for ids in (waiting, former):
        with pytest.raises(CannotTakeRoleError):
            await ask_to_appoint_account(*account_of(ids), asking(applications.settings))
    with pytest.raises(NoSuchAccountError):
        await ask_to_appoint_account(former.company_id, "777", asking(applications.settings))


async def test_a_company_without_a_free_number_gets_no_new_person(
    applications: Applications,
) -> None:
    former = await id_manager(applications)
    await fill(former, 999)
    with pytest.raises(AccountsFullError):
        await ask_to_appoint_person(former.company_id, PERSON, asking(applications.settings))


async def test_numbers_that_ran_out_meanwhile_leave_the_id_manager(
    applications: Applications,
) -> None:
    former = await id_manager(applications)
    await ask_to_appoint_person(former.company_id, PERSON, asking(applications.settings))
    change = await told(await change_of(former))
    await fill(former, 999)
    change = await settled(applications, change, DAY)
    assert change.progress.outcome is AccessStage.OUTDATED
    assert await managers(former) == ["001"]
