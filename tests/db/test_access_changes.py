"""Changes of who gets in: who may ask, who has to agree, and what is left behind (S48)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from db.access.another_administrator import NotAnotherAdministratorError
from db.access.answers import (
    call_off,
    second,
)
from db.access.facts import (
    AccessChangeRequest,
    open_access_changes,
)
from db.access.requests import (
    ask_for_address,
    ask_to_appoint_account,
    ask_to_appoint_person,
    ask_to_remove_second_factor,
)
from db.audit import ActReason
from db.console.accounts import send_password_link
from db.console.administrators import reset_password
from db.identity.second_factors import is_on
from db.tables.administration import Administrator
from db.tables.operation import AuditEvent, Mail
from domain.companies.access_acts import AdministratorNeededError, Ground
from domain.companies.access_change import AccessStage
from domain.logins import MEMBERS
from rig.access import (
    COLLEAGUE,
    DAY,
    HELPDESK,
    account_of,
    address_asked_for,
    asking,
    change_of,
    confirmed,
    found,
    kinds_to,
    link_to,
    refused,
    settled,
    told,
    with_second_factor,
)
from rig.applications import APPLICANT, Applications, now
from rig.companies import ADMINISTRATORS
from rig.console.acts import GROUND, NEW_ADDRESS, WHY
from rig.console.staff import person
from rig.members import Ids, colleague, id_manager
from tests.accounts import PERSON


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
        ask_for_address(*account_of(ids), NEW_ADDRESS, asked),
        ask_to_remove_second_factor(*account_of(ids), asked),
        ask_to_appoint_account(*account_of(successor), asked),
        ask_to_appoint_person(ids.company_id, PERSON, asked),
        send_password_link(*account_of(ids), WHY, ground, keys=keys, now=now()),
    ):
        with pytest.raises(AdministratorNeededError):
            await act
    assert not await Mail.exists().where(Mail.company == ids.company_id)


async def test_a_users_account_takes_the_helpdesk_alone(applications: Applications) -> None:
    ids = await colleague(await id_manager(applications))
    await ask_for_address(
        *account_of(ids), NEW_ADDRESS, asking(applications.settings, ground=HELPDESK)
    )
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
    await ask_to_remove_second_factor(*account_of(ids), asked)
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
    await ask_to_remove_second_factor(*account_of(ids), asking(applications.settings, why=why))
    return ids, await refused(await change_of(ids))


async def test_where_nobody_could_be_told_another_administrator_has_to_agree(
    applications: Applications,
) -> None:
    ids, change = await nobody_told(applications)
    owner = MEMBERS.owner((await ids.account()).id)
    change = await settled(applications, change, 2 * DAY)
    assert change.progress.stage(now() + 2 * DAY) is AccessStage.ALONE
    assert await is_on(owner)
    alerts = Mail.count().where(Mail.process == change.process, Mail.recipient == ADMINISTRATORS)
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


async def test_whoever_was_asked_about_a_change_still_reads_how_it_ended(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    path = await link_to(applications, ids, change)
    await call_off(change.change_id, WHY, now())
    assert (await found(path)).revoked_at is None


async def test_twice_is_once(applications: Applications) -> None:
    ids = await id_manager(applications)
    change = await address_asked_for(applications, ids)
    await confirmed(applications, ids)
    for _ in range(2):
        change = await settled(applications, change, DAY)
    assert change.progress.outcome is AccessStage.DONE
    assert await AuditEvent.count().where(AuditEvent.tag == "workflow:access:make") == 1
