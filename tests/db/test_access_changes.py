"""Changes of who gets in: asked for, told, answered, and made when their time has come (S48)."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from db.access.answers import (
    ChangeOverError,
    NotAnotherAdministratorError,
    NotTheOwnMailboxError,
    agree,
    call_off,
    confirm_new_mailbox,
    second,
    stop,
)
from db.access.facts import (
    AccessChangeRequest,
    load_access_change,
    open_access_changes,
    open_changes_of,
)
from db.access.requests import (
    ChangeUnderWayError,
    NoSecondFactorError,
    SameAddressError,
    ask_for_address,
    ask_to_appoint_account,
    ask_to_appoint_person,
    ask_to_remove_second_factor,
)
from db.audit import ActReason
from db.company_data import CompanyLeftError
from db.console.accounts import AddressToChangeError, send_password_link
from db.console.administrators import reset_password
from db.console.companies import latest_acts
from db.identity.second_factors import is_on
from db.members.account_changes import change_account, delete_account
from db.members.account_facts import NoSuchAccountError
from db.members.account_issue import AccountsFullError
from db.members.own_address import ask_to_confirm, awaited_address, confirm_address
from db.members.role_handover import CannotTakeRoleError
from db.tables.administration import Administrator
from db.tables.companies import Account, Company, LoginSession
from db.tables.members import SecondFactor
from db.tables.operation import AuditEvent, Mail, Outbox
from domain.companies.access_acts import AdministratorNeededError, Ground
from domain.companies.access_change import AccessStage
from domain.console_roles import Role, permissions_of
from domain.logins import MEMBERS
from domain.tokens import Purpose
from rig.access import (
    DAY,
    address_asked_for,
    asking,
    change_of,
    found,
    kinds_to,
    link_to,
    refused,
    settled,
    told,
)
from rig.applications import APPLICANT, Applications, now
from rig.companies import ADMINISTRATORS
from rig.console.acts import GROUND, NEW_ADDRESS, WHY
from rig.console.staff import person
from rig.members import Ids, colleague, id_manager
from rig.own_data import found_link, link_of, session_of
from rig.second_factors import turned_on
from tests.accounts import PERSON, fill, invited

ALERTS = ADMINISTRATORS
COLLEAGUE = "sato@shinki-shokuhin.example"
HELPDESK = Ground(permissions_of(Role.HELPDESK))


async def confirmed(applications: Applications, ids: Ids, generation: int = 1) -> None:
    path = await link_of(applications, ids, Purpose.ADDRESS, generation)
    assert await confirm_new_mailbox(await found(path, Purpose.ADDRESS), now())


async def with_second_factor(applications: Applications, ids: Ids) -> str:
    owner = MEMBERS.owner((await ids.account()).id)
    await turned_on(owner, applications.settings, now())
    return owner


async def removal_asked_for(applications: Applications, ids: Ids) -> AccessChangeRequest:
    await ask_to_remove_second_factor(*_of(ids), asking(applications.settings))
    return await told(await change_of(ids))


# --- The address ---------------------------------------------------------------------------


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
        ("access_change_alert", ALERTS),
    }
    assert (await ids.account()).mail_address == APPLICANT
    assert await Outbox.exists().where(Outbox.process == change.process, Outbox.signal == "start")


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
    await stop(change.change_id, link.account_id, ALERTS, now())
    change = await load_access_change(change.change_id)
    assert change.progress.outcome is AccessStage.STOPPED
    assert {
        ("access_change_off", APPLICANT),
        ("access_change_off", COLLEAGUE),
        ("access_change_stopped", ALERTS),
    } <= await kinds_to(change)


async def test_what_was_stopped_can_be_neither_confirmed_nor_made(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    own = await found(await link_to(applications, ids, change))
    new = await found(await link_of(applications, ids, Purpose.ADDRESS), Purpose.ADDRESS)
    await stop(change.change_id, ids.account_id, ALERTS, now())
    for answer in (
        confirm_new_mailbox(new, now()),
        agree(own, now()),
        stop(change.change_id, "001", ALERTS, now()),
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
    await ask_for_address(*_of(ids), NEW_ADDRESS, asking(applications.settings))
    change = await change_of(ids)
    await call_off(change.change_id, WHY, now())
    assert {r["state"] for r in await Mail.select().where(Mail.process == change.process)} == {
        "void"
    }


async def test_a_second_one_waits_for_the_first(applications: Applications) -> None:
    ids = await id_manager(applications)
    await address_asked_for(applications, ids)
    with pytest.raises(ChangeUnderWayError):
        await ask_for_address(*_of(ids), "third@maker.example", asking(applications.settings))


async def test_of_two_at_once_one_is_asked_for(applications: Applications) -> None:
    ids = await id_manager(applications)
    done = await asyncio.gather(
        *(
            ask_for_address(*_of(ids), address, asking(applications.settings))
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
        await ask_for_address(*_of(ids), APPLICANT.title(), asking(applications.settings))


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
    await manager.change(role="user")
    await ids.change(role="id_manager")
    change = await settled(applications, change, DAY)
    assert change.progress.outcome is AccessStage.OUTDATED


async def test_an_account_that_was_deleted_meanwhile_ends_it(applications: Applications) -> None:
    manager = await id_manager(applications)
    ids = await colleague(manager)
    change = await address_asked_for(applications, ids)
    await delete_account(*_of(ids), manager.account_id, now())
    change = await settled(applications, change, 4 * DAY)
    assert change.progress.outcome is AccessStage.LAPSED


async def test_an_id_manager_who_changes_it_in_the_portal_is_not_held_up(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    ids = await colleague(manager)
    change = await address_asked_for(applications, ids)
    keys = applications.settings.link_keys
    await change_account(*_of(ids), manager.account_id, PERSON, keys=keys, now=now())
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
        await ask_for_address(*_of(ids), NEW_ADDRESS, asking(applications.settings))


async def test_no_password_link_goes_while_the_address_is_about_to_change(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    keys = applications.settings.link_keys
    with pytest.raises(AddressToChangeError) as refusal:
        await send_password_link(*_of(ids), WHY, GROUND, keys=keys, now=now())
    assert refusal.value.change.progress.effective_from == change.progress.due_at
    await confirmed(applications, ids)
    await settled(applications, change, DAY)
    process = await send_password_link(*_of(ids), WHY, GROUND, keys=keys, now=now())
    mail = await Mail.objects().get(Mail.process == process)
    assert mail is not None
    assert (mail.kind, mail.recipient) == ("password_link", NEW_ADDRESS)


# --- The second factor ---------------------------------------------------------------------


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
        await ask_to_remove_second_factor(*_of(ids), asking(applications.settings))


async def test_who_lost_phone_and_mailbox_waits_once_for_both(applications: Applications) -> None:
    ids = await id_manager(applications)
    owner = await with_second_factor(applications, ids)
    address = await address_asked_for(applications, ids)
    await ask_to_remove_second_factor(*_of(ids), asking(applications.settings))
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
    await stop(change.change_id, link.account_id, ALERTS, now())


async def test_a_second_factor_that_was_set_up_since_stays(applications: Applications) -> None:
    ids = await id_manager(applications)
    owner = await with_second_factor(applications, ids)
    change = await removal_asked_for(applications, ids)
    await SecondFactor.update({SecondFactor.confirmed_at: now()}).where(SecondFactor.owner == owner)
    change = await settled(applications, change, DAY)
    assert await is_on(owner)
    assert change.progress.outcome is AccessStage.OUTDATED


# --- The ID manager ------------------------------------------------------------------------


async def managers(ids: Ids) -> list[str]:
    rows = await Account.select(Account.account_id).where(
        Account.company == ids.company_id, Account.role == "id_manager"
    )
    return [row["account_id"] for row in rows]


async def test_a_colleague_becomes_the_id_manager_and_both_are_told(
    applications: Applications,
) -> None:
    former = await id_manager(applications)
    successor = await colleague(former)
    await session_of(former)
    await session_of(successor)
    await ask_to_appoint_account(*_of(successor), asking(applications.settings))
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
    await ask_to_appoint_account(*_of(successor), asking(applications.settings))
    change = await told(await change_of(former))
    await former.change(role="user")
    await other.change(role="id_manager")
    change = await settled(applications, change, DAY)
    assert change.progress.outcome is AccessStage.OUTDATED
    assert await managers(former) == ["003"]


async def test_an_account_that_cannot_log_in_is_refused(applications: Applications) -> None:
    former = await id_manager(applications)
    waiting = await invited(former, applications.settings)
    for ids in (waiting, former):
        with pytest.raises(CannotTakeRoleError):
            await ask_to_appoint_account(*_of(ids), asking(applications.settings))
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


# --- Who may ask, and who has to agree -----------------------------------------------------


@pytest.mark.parametrize(
    "ground", [HELPDESK, replace(HELPDESK, evidence="電話"), replace(GROUND, evidence="")]
)
async def test_s20_an_id_managers_account_takes_an_administrator_and_evidence(
    applications: Applications, ground: Ground
) -> None:
    ids = await id_manager(applications)
    successor = await colleague(ids)
    await with_second_factor(applications, ids)
    asked, keys = asking(applications.settings, ground=ground), applications.settings.link_keys
    for act in (
        ask_for_address(*_of(ids), NEW_ADDRESS, asked),
        ask_to_remove_second_factor(*_of(ids), asked),
        ask_to_appoint_account(*_of(successor), asked),
        ask_to_appoint_person(ids.company_id, PERSON, asked),
        send_password_link(*_of(ids), WHY, ground, keys=keys, now=now()),
    ):
        with pytest.raises(AdministratorNeededError):
            await act
    assert not await Mail.exists().where(Mail.company == ids.company_id)


async def test_a_users_account_takes_the_helpdesk_alone(applications: Applications) -> None:
    ids = await colleague(await id_manager(applications))
    await ask_for_address(*_of(ids), NEW_ADDRESS, asking(applications.settings, ground=HELPDESK))
    change = await change_of(ids)
    assert await kinds_to(change) >= {
        ("access_change_asked", COLLEAGUE),
        ("access_change_notice", APPLICANT),
    }


async def test_the_wait_begins_when_somebody_is_told(applications: Applications) -> None:
    ids = await id_manager(applications)
    await with_second_factor(applications, ids)
    late = timedelta(hours=5)
    asked = asking(applications.settings, at=now() - late)
    await ask_to_remove_second_factor(*_of(ids), asked)
    change = await change_of(ids)
    assert change.progress.stage(change.progress.due_at) is AccessStage.TELLING
    change = await told(change)
    delay = change.progress.effective_from - change.progress.due_at
    assert late <= delay < late + timedelta(minutes=5)


async def nobody_told(applications: Applications) -> tuple[Ids, AccessChangeRequest]:
    """An administrator asked to remove a second factor, and the company's one mailbox is gone."""
    ids = await id_manager(applications)
    await with_second_factor(applications, ids)
    asker = await person(mail_address="first@inforex.example", created_at=now() - 30 * DAY)
    why = ActReason(asker.mail_address, "電話", asker.administrator)
    await ask_to_remove_second_factor(*_of(ids), asking(applications.settings, why=why))
    return ids, await refused(await change_of(ids))


async def test_where_nobody_could_be_told_another_administrator_has_to_agree(
    applications: Applications,
) -> None:
    ids, change = await nobody_told(applications)
    owner = MEMBERS.owner((await ids.account()).id)
    change = await settled(applications, change, 2 * DAY)
    assert change.progress.stage(now() + 2 * DAY) is AccessStage.ALONE
    assert await is_on(owner)
    alerts = Mail.count().where(Mail.process == change.process, Mail.recipient == ALERTS)
    assert await alerts == 2
    other = await person(created_at=now() - 30 * DAY)
    await second(change.change_id, ActReason("other", "折り返して確認", other.administrator), now())
    await settled(applications, change, DAY)
    assert not await is_on(owner)


async def test_the_word_of_another_administrator_shortens_no_wait(
    applications: Applications,
) -> None:
    ids, change = await nobody_told(applications)
    other = await person(created_at=now() - 30 * DAY)
    await second(change.change_id, ActReason("other", "確認", other.administrator), now())
    await settled(applications, change, DAY - timedelta(seconds=1))
    assert await is_on(MEMBERS.owner((await ids.account()).id))


@pytest.mark.parametrize("who", ["asker", "helpdesk", "new", "reset", "stopped", "nobody"])
async def test_s48_no_second_word_comes_from_the_first_person_or_by_its_hand(
    applications: Applications, who: str
) -> None:
    _, change = await nobody_told(applications)
    columns: dict[str, Any] = {"created_at": now() - 30 * DAY}
    administrator = change.administrator
    match who:
        case "helpdesk":
            administrator = (await person("helpdesk", **columns)).administrator
        case "new":
            administrator = (await person(created_at=now() - timedelta(hours=1))).administrator
        case "reset":
            administrator = (await person(**columns)).administrator
            await reset_password(administrator, "hash", WHY, now())
            await Administrator.update({Administrator.password_is_first: False}).where(
                Administrator.id == administrator
            )
        case "stopped":
            administrator = (await person(state="stopped", **columns)).administrator
        case "nobody":
            administrator = 0
    with pytest.raises(NotAnotherAdministratorError):
        await second(change.change_id, ActReason("x", "確認", administrator), now())
    change = await settled(applications, change, 4 * DAY)
    assert change.progress.outcome is AccessStage.LAPSED


# --- What is left behind -------------------------------------------------------------------


async def test_no_address_and_no_name_stand_in_the_audit_log(applications: Applications) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    await confirmed(applications, ids)
    await settled(applications, change, DAY)
    events = await AuditEvent.select(AuditEvent.tag, AuditEvent.details)
    assert not [event for event in events if "@" in event["details"]]
    tags = [event["tag"] for event in events if ":access:" in event["tag"]]
    assert tags == [
        "administrator:access:ask_address",
        "member:access:confirm",
        "workflow:access:make",
    ]


async def test_a_change_goes_on_in_a_temporal_that_was_lost(applications: Applications) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    assert await open_access_changes() == (change.process,)
    await call_off(change.change_id, WHY, now())
    await told(change)
    assert await open_access_changes() == ()


async def test_twice_is_once(applications: Applications) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    await confirmed(applications, ids)
    for _ in range(2):
        change = await settled(applications, change, DAY)
    assert change.progress.outcome is AccessStage.DONE
    assert await AuditEvent.count().where(AuditEvent.tag == "workflow:access:make") == 1


def _of(ids: Ids) -> tuple[str, str]:
    return ids.company_id, ids.account_id
