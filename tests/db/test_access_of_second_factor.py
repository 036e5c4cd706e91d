"""Second factors that others remove: told, answered, and removed in time (S48)."""

from datetime import timedelta

import pytest

from db.access.answers import (
    NotTheOwnMailboxError,
    agree,
    stop,
)
from db.access.facts import (
    open_changes_of,
)
from db.access.requests import (
    NoSecondFactorError,
    ask_to_remove_second_factor,
)
from db.identity.second_factors import is_on, remove
from db.tables.members import SecondFactor
from domain.companies.access_change import AccessStage
from rig.access import (
    DAY,
    account_of,
    address_asked_for,
    asking,
    confirmed,
    found,
    kinds_to,
    link_to,
    removal_asked_for,
    settled,
    told,
    with_second_factor,
)
from rig.applications import APPLICANT, Applications, now
from rig.companies import ADMINISTRATORS
from rig.console.acts import NEW_ADDRESS
from rig.members import colleague, id_manager, role_moves


async def test_a_second_factor_is_removed_after_the_wait_and_the_owner_is_told(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    owner = await with_second_factor(applications, ids)
    change = await removal_asked_for(applications, ids)
    await settled(applications, change, DAY - timedelta(seconds=1))
    assert await is_on(owner)
    change = await settled(applications, change, DAY)
    assert not await is_on(owner)
    assert ("second_factor_removed", APPLICANT) in await kinds_to(change)
    with pytest.raises(NoSecondFactorError):
        await ask_to_remove_second_factor(*account_of(ids), asking(applications.settings))


async def test_who_lost_phone_and_mailbox_waits_once_for_both(applications: Applications) -> None:
    ids = await id_manager(applications)
    owner = await with_second_factor(applications, ids)
    address = await address_asked_for(applications, ids)
    await ask_to_remove_second_factor(*account_of(ids), asking(applications.settings))
    _, removal = await open_changes_of(ids.company_id)
    await confirmed(applications, ids)
    await settled(applications, address, DAY)
    await settled(applications, await told(removal), DAY)
    assert (await ids.account()).mail_address == NEW_ADDRESS
    assert not await is_on(owner)


async def test_s48_mailbox_that_is_the_accounts_no_more_agrees_to_nothing(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    await with_second_factor(applications, ids)
    change = await removal_asked_for(applications, ids)
    link = await found(await link_to(applications, ids, change))
    await ids.change(mail_address=NEW_ADDRESS)
    with pytest.raises(NotTheOwnMailboxError):
        await agree(link, now())
    await stop(change.change_id, link.account_id, ADMINISTRATORS, now())


async def test_a_second_factor_that_was_set_up_since_stays(applications: Applications) -> None:
    ids = await id_manager(applications)
    owner = await with_second_factor(applications, ids)
    change = await removal_asked_for(applications, ids)
    await SecondFactor.update({SecondFactor.confirmed_at: now()}).where(SecondFactor.owner == owner)
    change = await settled(applications, change, DAY)
    assert await is_on(owner)
    assert change.progress.outcome is AccessStage.OUTDATED


async def test_a_user_who_became_the_id_manager_meanwhile_keeps_it(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    ids = await colleague(manager)
    owner = await with_second_factor(applications, ids)
    change = await removal_asked_for(applications, ids)
    await role_moves(manager, ids)
    change = await settled(applications, change, DAY)
    assert await is_on(owner)
    assert change.progress.outcome is AccessStage.OUTDATED


async def test_who_turned_it_off_meanwhile_is_not_told_that_it_was_removed(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    owner = await with_second_factor(applications, ids)
    change = await removal_asked_for(applications, ids)
    assert await remove(owner)
    change = await settled(applications, change, DAY)
    assert change.progress.outcome is AccessStage.OUTDATED
    assert ("second_factor_removed", APPLICANT) not in await kinds_to(change)
