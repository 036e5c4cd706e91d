"""What members ask for in their company's name, for the tests."""

from datetime import timedelta

from db.audit import ActReason
from db.companies.cancellations import request_cancellation, waiting_cancellation
from db.companies.company_changes import (
    decide_company_change,
    newest_change,
    request_company_change,
)
from db.console.revocations import agree_to_revocation, ask_for_revocation
from db.enrolment.outcomes import StepSettings
from db.tables.companies import Company
from domain.companies.cancellation import CancellationDates
from domain.companies.company_change import ChangeChoice
from domain.companies.company_data import Identity
from domain.durations import Duration
from rig.applications import WHY, Applications, another_form, now
from rig.console.staff import person
from rig.members import Ids
from settings import Settings

ADMINISTRATORS = "administrators@inforex.example"
WANTED = Identity("株式会社新しい食品", "アタラシイショクヒン", "4598766")
REASON = "4月1日に社名を変更しました。"
WAIT = Duration(30, "d")
KEPT = Duration(365, "d")
AT_ONCE = Duration(0, "s")


async def other_manager(applications: Applications) -> Ids:
    """The ID manager of another company."""
    number = await applications.awaiting_approval("other@other.example", another_form())
    await applications.approve(number)
    await applications.steps.issue_ids(applications.order(number))
    row = await Company.select(Company.company_id).where(Company.application_number == number)
    return Ids(row[0]["company_id"], "001")


async def change_asked_for(ids: Ids, wanted: Identity = WANTED) -> int:
    """The ID manager asks for another name or code; gives the request's number."""
    await request_company_change(
        ids.company_id, ids.account_id, wanted, REASON, alert_to=ADMINISTRATORS, now=now()
    )
    change = await newest_change(ids.company_id)
    assert change is not None
    return change.change_id


async def decide(change_id: int, choice: ChangeChoice, reason: str = "") -> None:
    """An administrator decides about a request."""
    await decide_company_change(
        change_id, choice, ActReason("admin@inforex.example", reason), now()
    )


async def cancellation_begun(ids: Ids, wait: Duration = WAIT, kept: Duration = KEPT) -> int:
    """The ID manager asks for the 解約; gives its number."""
    dates = CancellationDates.of(now(), wait, kept)
    await request_cancellation(
        ids.company_id, ids.account_id, "統合のため", dates, alert_to=ADMINISTRATORS, now=now()
    )
    request = await waiting_cancellation(ids.company_id)
    assert request is not None
    return request.cancellation_id


async def revocation_asked_for(number: str, why: ActReason = WHY) -> None:
    """An administrator asks for the end of IDs that were issued wrongly."""
    await ask_for_revocation(
        number,
        "登録の番号へ折り返し、取引がないことを確認",
        why,
        alert_to=ADMINISTRATORS,
        now=now(),
    )


async def revoked(number: str, settings: Settings) -> None:
    """Two administrators end the IDs of an application whose company is suspended."""
    other = await person(
        mail_address="another@inforex.example", created_at=now() - timedelta(days=400)
    )
    await revocation_asked_for(number)
    await agree_to_revocation(
        number,
        ActReason(other.mail_address, "確認しました。", other.administrator),
        StepSettings(settings.link_keys, settings.access_change_wait, ADMINISTRATORS),
        now(),
    )
