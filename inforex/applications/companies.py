"""What is done about the company that an application led to."""

from db.audit import ActReason
from db.console.company_acts import company_of, lift_suspension
from db.console.company_acts import suspend as suspend_company
from db.console.disputes import settle_on_its_own
from db.console.revocations import ask_for_revocation
from domain.enrolment.acts import ApplicationAct
from inforex.applications.acts import act
from inforex.command import At
from inforex.who_and_why import HEARD, evidence
from settings import Settings


@act(ApplicationAct.SUSPEND, "発行した企業の利用を停止する")
async def suspend(number: str, why: ActReason, at: At) -> None:
    """Let nobody of the company in."""
    await suspend_company(await company_of(number), why, at.now)


@act(ApplicationAct.LIFT, "企業の利用停止を解除する")
async def lift(number: str, why: ActReason, at: At) -> None:
    """Let them in again."""
    await lift_suspension(await company_of(number), why, at.now)


@act(ApplicationAct.REVOKE, "誤って発行した企業IDの取り消しを始める")
@evidence(required=True, help=HEARD)
async def revoke(number: str, why: ActReason, at: At, *, evidence: str) -> None:
    """Ask another administrator to agree that what was issued ends."""
    alert_to = Settings.from_environment(at.environment).alert_mail_address
    await ask_for_revocation(number, evidence, why, alert_to=alert_to, now=at.now)


@act(ApplicationAct.SETTLE, "「心当たりがない」を確認済みにする")
async def settle(number: str, why: ActReason, at: At) -> None:
    """Close a dispute that suspended nobody."""
    await settle_on_its_own(number, why, at.now)
