"""All invitations that ran out are sent again at once, each once."""

import asyncio
from datetime import timedelta

import pytest

from db.members.account_facts import AccountMovedOnError, NoSuchAccountError
from db.members.account_invitations import INVITATION_LIFETIME, invite_again, revoke_invitation
from db.members.account_links import link_works
from db.members.account_list import count_accounts
from db.members.expired_invitations import expired_invitations, invite_expired_again
from db.tables.operation import AuditEvent, Mail
from domain.tokens import Purpose
from rig.applications import Applications, now
from rig.members import Ids, id_manager
from settings import Settings
from tests.accounts import invited, other_id_manager

LONG_AGO = now() - INVITATION_LIFETIME - timedelta(hours=1)


async def expired(manager: Ids) -> list[str]:
    return [each.account_id for each in await expired_invitations(manager.company_id, now())]


async def again(manager: Ids, settings: Settings, *account_ids: str) -> str:
    return await invite_expired_again(
        manager.company_id, account_ids, manager.account_id, settings.link_keys, now()
    )


async def test_only_those_that_ran_out_are_listed(
    applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    ran_out = await invited(manager, settings, LONG_AGO)
    await invited(manager, settings)
    taken_back = await invited(manager, settings, LONG_AGO)
    await revoke_invitation(manager.company_id, taken_back.account_id, "001", LONG_AGO)
    accepted = await invited(manager, settings, LONG_AGO)
    await accepted.change(state="active")
    sent_again = await invited(manager, settings, LONG_AGO)
    await invite_again(manager.company_id, sent_again.account_id, "001", settings.link_keys, now())
    await invited(await other_id_manager(applications), settings, LONG_AGO)
    assert await expired(manager) == [ran_out.account_id]
    assert (await count_accounts(manager.company_id, now())).expired == 1


async def test_all_get_a_new_link_by_one_process_and_an_event_each(
    applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    people = [await invited(manager, settings, LONG_AGO) for _ in range(3)]
    process = await again(manager, settings, *(each.account_id for each in people))
    mails = await Mail.select().where(Mail.process == process)
    assert {(mail["kind"], mail["generation"], mail["state"]) for mail in mails} == {
        ("account_invitation", 2, "queued")
    }
    assert len(mails) == 3
    for each in people:
        key = (await each.account()).id
        assert await link_works(Purpose.INVITATION, key, 2, now())
    rows = await AuditEvent.select().where(AuditEvent.tag == "id_manager:invitation:send")
    assert sorted(row["account_id"] for row in rows) == [each.account_id for each in people]
    assert await expired(manager) == []


async def test_second_press_sends_nothing_more(
    applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    people = [(await invited(manager, settings, LONG_AGO)).account_id for _ in range(3)]
    before = await Mail.count()
    presses = (again(manager, settings, *people) for _ in range(4))
    answers = await asyncio.gather(*presses, return_exceptions=True)
    assert sum(isinstance(answer, AccountMovedOnError) for answer in answers) == 3
    assert await Mail.count() == before + 3


async def test_one_that_does_not_wait_for_it_keeps_all_from_being_sent(
    applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    ran_out, fresh = await invited(manager, settings, LONG_AGO), await invited(manager, settings)
    before = await Mail.count()
    with pytest.raises(AccountMovedOnError):
        await again(manager, settings, ran_out.account_id, fresh.account_id)
    with pytest.raises(NoSuchAccountError):
        await again(manager, settings, ran_out.account_id, "777")
    assert await Mail.count() == before
