"""IDs that were issued wrongly end by two administrators; disputes are settled (S27, S48)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.access.another_administrator import NotAnotherAdministratorError
from db.audit import ActReason
from db.company_data import load_company
from db.console.company_acts import company_of, lift_suspension, suspend
from db.console.disputes import settle_on_its_own
from db.console.possible_acts import load_circumstances, possible_acts
from db.console.revocations import agree_to_revocation, call_off_revocation, open_revocation
from db.enrolment.facts import load_facts
from db.enrolment.outcomes import StepSettings
from db.tables.companies import Account, Company
from db.tables.members import Cancellation, CompanyChange
from db.tables.operation import AuditEvent, Mail
from db.tables.review import Dispute
from domain.enrolment.acts import ApplicationAct
from domain.enrolment.stages import Stage
from domain.refusals import MovedOnError
from rig.applications import APPLICANT, CONTACT, WHY, Applications, now
from rig.companies import (
    ADMINISTRATORS,
    cancellation_begun,
    change_asked_for,
    revocation_asked_for,
    revoked,
)
from rig.console.acts import acts_on
from rig.console.staff import person
from rig.members import id_manager_of
from settings import Settings


async def suspended(applications: Applications) -> str:
    """The contact says that it never approved."""
    number = await applications.enrolled()
    await applications.dispute(number)
    return number


def recording(settings: Settings) -> StepSettings:
    return StepSettings(settings.link_keys, settings.access_change_wait, ADMINISTRATORS)


async def agree(number: str, settings: Settings, who: ActReason) -> None:
    await agree_to_revocation(number, who, recording(settings), now())


async def another(**columns: object) -> ActReason:
    """Another administrator, who has been one for long."""
    long_ago = now() - timedelta(days=400)
    columns = {"mail_address": "another@inforex.example", "created_at": long_ago} | columns
    who = await person(**columns)  # type: ignore[arg-type]
    return ActReason(who.mail_address, "確認しました。", who.administrator)


async def possible(number: str) -> set[ApplicationAct]:
    return set(possible_acts(await load_circumstances(number), now()))


async def test_it_takes_a_suspended_company(applications: Applications) -> None:
    number = await applications.enrolled()
    assert ApplicationAct.REVOKE not in await possible(number)
    with pytest.raises(MovedOnError):
        await revocation_asked_for(number)
    await suspend(await company_of(number), WHY, now())
    assert ApplicationAct.REVOKE in await possible(number)
    await revocation_asked_for(number)
    assert ApplicationAct.REVOKE not in await possible(number)
    with pytest.raises(MovedOnError):
        await revocation_asked_for(number)


async def test_the_other_administrators_are_asked(applications: Applications) -> None:
    number = await suspended(applications)
    await revocation_asked_for(number)
    asked = await open_revocation(number)
    assert asked is not None
    (mail,) = await Mail.select(Mail.recipient, Mail.state, Mail.generation).where(
        Mail.kind == "alert_revocation"
    )
    assert mail == {"recipient": ADMINISTRATORS, "state": "queued", "generation": asked.id}


async def test_who_asked_cannot_agree(applications: Applications, settings: Settings) -> None:
    number = await suspended(applications)
    first = await another()
    await revocation_asked_for(number, first)
    with pytest.raises(NotAnotherAdministratorError):
        await agree(number, settings, first)
    assert (await load_facts(number)).stage is Stage.ENROLLED


async def test_who_asked_on_the_command_line_cannot_agree_in_the_console(
    applications: Applications, settings: Settings
) -> None:
    number = await suspended(applications)
    first = await another()
    await revocation_asked_for(number, replace(first, administrator=0))
    with pytest.raises(NotAnotherAdministratorError):
        await agree(number, settings, first)


@pytest.mark.parametrize(
    "columns", [{"role": "helpdesk"}, {"state": "stopped"}, {"created_at": now()}]
)
async def test_it_takes_an_administrator_who_was_one_before(
    applications: Applications, settings: Settings, columns: dict[str, object]
) -> None:
    number = await suspended(applications)
    await revocation_asked_for(number)
    who = await another(**columns)
    with pytest.raises(NotAnotherAdministratorError):
        await agree(number, settings, who)


async def test_the_second_look_ends_the_company(
    applications: Applications, settings: Settings
) -> None:
    number = await suspended(applications)
    ids = await id_manager_of(number)
    issued_at = (await load_circumstances(number)).closed_at
    await change_asked_for(ids)
    await cancellation_begun(ids)
    await revoked(number, settings)
    assert (await load_facts(number)).stage is Stage.REVOKED
    around = await load_circumstances(number)
    assert around.closed_at == issued_at
    assert (await load_company(ids.company_id)).ended_at is not None
    assert await Account.select(Account.state, Account.password_hash) == [
        {"state": "stopped", "password_hash": None}
    ]
    assert not await CompanyChange.exists().where(CompanyChange.choice.is_null())
    assert not await Cancellation.exists().where(Cancellation.ended_at.is_null())
    assert not await Dispute.exists().where(Dispute.settled_at.is_null())
    assert await possible(number) == set()
    tags = [act.tag for act in await acts_on(number)]
    assert tags == ["administrator:revocation:ask", "administrator:revocation:second"]
    assert await AuditEvent.exists().where(AuditEvent.tag == "workflow:application:revoked")


async def test_both_sides_are_told_and_nobody_else(
    applications: Applications, settings: Settings
) -> None:
    number = await suspended(applications)
    await revoked(number, settings)
    told = await Mail.select(Mail.kind, Mail.recipient).where(
        Mail.kind.like("%revoked"), Mail.state == "queued"
    )
    assert {(row["kind"], row["recipient"]) for row in told} == {
        ("company_revoked", APPLICANT),
        ("issue_revoked", CONTACT),
    }
    # What the company had not been told yet is true no longer.
    assert await Mail.count().where(Mail.kind == "company_disputed", Mail.state == "void") == 1


async def test_its_id_is_never_given_again(applications: Applications, settings: Settings) -> None:
    number = await suspended(applications)
    company_id = await company_of(number)
    await revoked(number, settings)
    assert await Company.exists().where(Company.company_id == company_id)


async def test_it_is_called_off(applications: Applications, settings: Settings) -> None:
    number = await suspended(applications)
    await revocation_asked_for(number)
    await call_off_revocation(number, WHY, now())
    assert await open_revocation(number) is None
    with pytest.raises(MovedOnError):
        await agree(number, settings, await another())
    assert ApplicationAct.REVOKE in await possible(number)


async def test_a_lifted_suspension_calls_it_off(
    applications: Applications, settings: Settings
) -> None:
    number = await suspended(applications)
    await revocation_asked_for(number)
    await lift_suspension(await company_of(number), WHY, now())
    assert await open_revocation(number) is None
    assert not await Dispute.exists().where(Dispute.settled_at.is_null())
    with pytest.raises(MovedOnError):
        await agree(number, settings, await another())


async def test_it_happens_once(applications: Applications, settings: Settings) -> None:
    number = await suspended(applications)
    await revoked(number, settings)
    with pytest.raises(MovedOnError):
        await agree(number, settings, WHY)
    assert await Mail.count().where(Mail.kind == "issue_revoked") == 1


async def test_a_dispute_that_suspended_nothing_is_settled(applications: Applications) -> None:
    number = await applications.returned()
    await applications.steps.end_wait(await applications.at_its_end(number))
    await applications.dispute(number)
    assert await possible(number) == {ApplicationAct.SETTLE}
    await settle_on_its_own(number, WHY, now())
    assert await possible(number) == set()
    with pytest.raises(MovedOnError):
        await settle_on_its_own(number, WHY, now())


async def test_a_dispute_is_not_settled_while_its_company_is_suspended(
    applications: Applications,
) -> None:
    number = await suspended(applications)
    assert ApplicationAct.SETTLE not in await possible(number)
    with pytest.raises(MovedOnError):
        await settle_on_its_own(number, WHY, now())
