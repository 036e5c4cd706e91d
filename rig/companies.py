"""What members ask for in their company's name, for the tests."""

from db.audit import ActReason
from db.companies.cancellations import request_cancellation, waiting_cancellation
from db.companies.company_changes import (
    decide_company_change,
    newest_change,
    request_company_change,
)
from db.tables.companies import Company
from domain.companies.cancellation import CancellationDates
from domain.companies.company_change import ChangeChoice
from domain.companies.company_data import Identity
from domain.durations import Duration
from rig.applications import Applications, another_form, now
from rig.members import Ids

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
