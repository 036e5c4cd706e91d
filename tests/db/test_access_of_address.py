"""Changes of an address by others than its person: told, answered, and made in time (S48)."""

import asyncio
from datetime import timedelta

import pytest

from db.access.answers import (
    ChangeOverError,
    NotTheOwnMailboxError,
    agree,
    call_off,
    confirm_new_mailbox,
    second,
    stop,
)
from db.access.facts import (
    load_access_change,
)
from db.access.requests import (
    ChangeUnderWayError,
    SameAddressError,
    ask_for_address,
)
from db.company_data import CompanyLeftError
from db.console.accounts import AddressToChangeError, send_password_link
from db.console.companies import latest_acts
from db.members.account_changes import change_account, delete_account
from db.members.own_address import ask_to_confirm, awaited_address, confirm_address
from db.tables.companies import Company
from db.tables.operation import AuditEvent, Mail, Outbox
from domain.companies.access_change import AccessStage
from domain.tokens import Purpose
from rig.access import (
    COLLEAGUE,
    DAY,
    account_of,
    address_asked_for,
    asking,
    change_of,
    confirmed,
    found,
    kinds_to,
    link_to,
    settled,
)
from rig.applications import APPLICANT, Applications, now
from rig.companies import ADMINISTRATORS
from rig.console.acts import GROUND, NEW_ADDRESS, WHY
from rig.members import colleague, id_manager, role_moves
from rig.own_data import found_link, link_of
from tests.accounts import PERSON, invited


async def test_all_mailboxes_concerned_are_told_and_the_new_one_is_asked(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    await colleague(ids)
    change = await address_asked_for(applications, ids)
    assert await kinds_to(change) == {
        ("access_change_asked", APPLICANT),
        ("access_change_notice", COLLEAGUE),
        ("access_confirmation", NEW_ADDRESS),
        ("access_change_alert", ADMINISTRATORS),
    }
    assert (await ids.account()).mail_address == APPLICANT
    assert await Outbox.exists().where(Outbox.process == change.process, Outbox.signal == "start")


async def test_a_new_mailbox_confirms_once(applications: Applications) -> None:
    ids = await id_manager(applications)
    await address_asked_for(applications, ids)
    link = await found(await link_of(applications, ids, Purpose.ADDRESS), Purpose.ADDRESS)
    assert await confirm_new_mailbox(link, now())
    assert await confirm_new_mailbox(link, now()) is None
    assert await AuditEvent.count().where(AuditEvent.tag == "member:access:confirm") == 1


async def test_confirmed_and_waited_for_it_takes_effect_and_both_are_told(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    await confirmed(applications, ids)
    change = await settled(applications, change, DAY - timedelta(seconds=1))
    assert (change.progress.outcome, (await ids.account()).mail_address) == (None, APPLICANT)
    change = await settled(applications, change, DAY)
    assert change.progress.outcome is AccessStage.DONE
    assert (await ids.account()).mail_address == NEW_ADDRESS
    assert {("address_changed", APPLICANT), ("address_put_right", NEW_ADDRESS)} <= await kinds_to(
        change
    )


async def test_nothing_happens_without_the_new_mailbox_and_it_lapses(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    await agree(await found(await link_to(applications, ids, change)), now())
    change = await settled(applications, change, 3 * DAY)
    assert change.progress.outcome is None
    change = await settled(applications, change, 4 * DAY)
    assert change.progress.outcome is AccessStage.LAPSED
    assert (await ids.account()).mail_address == APPLICANT
    assert (await found_link(applications, ids, Purpose.ADDRESS)).revoked_at is not None
    assert ("access_change_off", APPLICANT) in await kinds_to(change)


async def test_the_mailbox_that_agrees_ends_the_wait(applications: Applications) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    await confirmed(applications, ids)
    await agree(await found(await link_to(applications, ids, change)), now())
    assert await Outbox.count().where(Outbox.signal == "access_answered") == 2
    await settled(applications, change, timedelta(minutes=1))
    assert (await ids.account()).mail_address == NEW_ADDRESS


async def test_others_of_the_company_may_stop_it_but_not_agree(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    witness = await colleague(ids)
    change = await address_asked_for(applications, ids)
    link = await found(await link_to(applications, witness, change))
    with pytest.raises(NotTheOwnMailboxError):
        await agree(link, now())
    await stop(change.change_id, link.account_id, ADMINISTRATORS, now())
    change = await load_access_change(change.change_id)
    assert change.progress.outcome is AccessStage.STOPPED
    assert {
        ("access_change_off", APPLICANT),
        ("access_change_off", COLLEAGUE),
        ("access_change_stopped", ADMINISTRATORS),
    } <= await kinds_to(change)


async def test_what_was_stopped_can_be_neither_confirmed_nor_made(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    own = await found(await link_to(applications, ids, change))
    new = await found(await link_of(applications, ids, Purpose.ADDRESS), Purpose.ADDRESS)
    await stop(change.change_id, ids.account_id, ADMINISTRATORS, now())
    for answer in (
        confirm_new_mailbox(new, now()),
        agree(own, now()),
        stop(change.change_id, "001", ADMINISTRATORS, now()),
        call_off(change.change_id, WHY, now()),
        second(change.change_id, WHY, now()),
    ):
        with pytest.raises(ChangeOverError):
            await answer
    await settled(applications, change, 2 * DAY)
    assert (await ids.account()).mail_address == APPLICANT


async def test_the_operator_calls_it_off_and_those_who_heard_are_told(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    await call_off(change.change_id, WHY, now())
    change = await load_access_change(change.change_id)
    assert change.progress.outcome is AccessStage.CALLED_OFF
    assert ("access_change_off", APPLICANT) in await kinds_to(change)
    assert [act.tag.rpartition(":")[2] for act in await latest_acts(ids.company_id)] == [
        "call_off",
        "ask_address",
    ]


async def test_who_was_not_told_yet_hears_nothing_of_what_is_off(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    await ask_for_address(*account_of(ids), NEW_ADDRESS, asking(applications.settings))
    change = await change_of(ids)
    await call_off(change.change_id, WHY, now())
    assert {r["state"] for r in await Mail.select().where(Mail.process == change.process)} == {
        "void"
    }


async def test_a_second_one_waits_for_the_first(applications: Applications) -> None:
    ids = await id_manager(applications)
    await address_asked_for(applications, ids)
    with pytest.raises(ChangeUnderWayError):
        await ask_for_address(
            *account_of(ids), "third@maker.example", asking(applications.settings)
        )


async def test_of_two_at_once_one_is_asked_for(applications: Applications) -> None:
    ids = await id_manager(applications)
    done = await asyncio.gather(
        *(
            ask_for_address(*account_of(ids), address, asking(applications.settings))
            for address in (NEW_ADDRESS, "third@maker.example")
        ),
        return_exceptions=True,
    )
    assert [type(each) for each in done if not isinstance(each, str)] == [ChangeUnderWayError]


async def test_the_same_address_is_no_change_however_it_is_written(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    with pytest.raises(SameAddressError):
        await ask_for_address(*account_of(ids), APPLICANT.title(), asking(applications.settings))


async def test_an_invited_person_is_invited_at_the_new_address_when_its_time_has_come(
    applications: Applications,
) -> None:
    ids = await invited(await id_manager(applications), applications.settings)
    change = await address_asked_for(applications, ids)
    assert ("access_confirmation", NEW_ADDRESS) not in await kinds_to(change)
    assert not (await found_link(applications, ids, Purpose.INVITATION)).replaced
    change = await settled(applications, change, DAY)
    assert (await ids.account()).mail_address == NEW_ADDRESS
    assert ("account_invitation", NEW_ADDRESS) in await kinds_to(change)


async def test_whoever_has_accepted_the_invitation_meanwhile_stays(
    applications: Applications,
) -> None:
    ids = await invited(await id_manager(applications), applications.settings)
    change = await address_asked_for(applications, ids)
    await ids.change(state="active", password_hash="x")
    change = await settled(applications, change, DAY)
    assert change.progress.outcome is AccessStage.OUTDATED
    assert (await ids.account()).mail_address == PERSON.mail_address


async def test_what_the_person_changed_meanwhile_stands(applications: Applications) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    await confirmed(applications, ids)
    account, keys = (await ids.account()).id, applications.settings.link_keys
    await ask_to_confirm(account, "own@shinki-shokuhin.example", keys, now())
    await confirm_address(await found_link(applications, ids, Purpose.ADDRESS, 2), now())
    change = await settled(applications, change, DAY)
    assert change.progress.outcome is AccessStage.OUTDATED
    assert (await ids.account()).mail_address == "own@shinki-shokuhin.example"


async def test_s48_link_of_the_operators_change_is_no_confirmation_of_the_persons_own(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    await address_asked_for(applications, ids)
    link = await found_link(applications, ids, Purpose.ADDRESS)
    assert await confirm_address(link, now()) is None
    assert (await ids.account()).mail_address == APPLICANT


async def test_a_change_of_the_operator_is_not_shown_as_the_persons_own(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    await address_asked_for(applications, ids)
    assert await awaited_address((await ids.account()).id, now()) is None


async def test_a_user_who_became_the_id_manager_meanwhile_is_not_changed(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    ids = await colleague(manager)
    change = await address_asked_for(applications, ids)
    await confirmed(applications, ids)
    await role_moves(manager, ids)
    change = await settled(applications, change, DAY)
    assert change.progress.outcome is AccessStage.OUTDATED


async def test_an_account_that_was_deleted_meanwhile_ends_it(applications: Applications) -> None:
    manager = await id_manager(applications)
    ids = await colleague(manager)
    change = await address_asked_for(applications, ids)
    await delete_account(*account_of(ids), manager.account_id, now())
    change = await settled(applications, change, 4 * DAY)
    assert change.progress.outcome is AccessStage.LAPSED


async def test_an_id_manager_who_changes_it_in_the_portal_is_not_held_up(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    ids = await colleague(manager)
    change = await address_asked_for(applications, ids)
    keys = applications.settings.link_keys
    await change_account(*account_of(ids), manager.account_id, PERSON, keys=keys, now=now())
    change = await settled(applications, change, 4 * DAY)
    assert change.progress.outcome is AccessStage.LAPSED
    assert (await ids.account()).mail_address == PERSON.mail_address


async def test_a_company_that_left_meanwhile_stays_as_it_is(applications: Applications) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    await confirmed(applications, ids)
    await Company.update({Company.ended_at: now()}).where(Company.company_id == ids.company_id)
    change = await settled(applications, change, DAY)
    assert change.progress.outcome is AccessStage.OUTDATED
    with pytest.raises(CompanyLeftError):
        await ask_for_address(*account_of(ids), NEW_ADDRESS, asking(applications.settings))


async def test_no_password_link_goes_while_the_address_is_about_to_change(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    keys = applications.settings.link_keys
    with pytest.raises(AddressToChangeError) as refusal:
        await send_password_link(*account_of(ids), WHY, GROUND, keys=keys, now=now())
    assert refusal.value.change.progress.effective_from == change.progress.due_at
    await confirmed(applications, ids)
    await settled(applications, change, DAY)
    process = await send_password_link(*account_of(ids), WHY, GROUND, keys=keys, now=now())
    mail = await Mail.objects().get(Mail.process == process)
    assert mail is not None
    assert (mail.kind, mail.recipient) == ("password_link", NEW_ADDRESS)
