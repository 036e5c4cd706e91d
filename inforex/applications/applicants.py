"""What is done at an applicant's request."""

from datetime import datetime

from db.audit import ActReason
from db.console.acts_on_request import extend_deadline, withdraw_on_request
from db.console.address_correction import LinkMaking, correct_address
from domain.companies.access_acts import Ground
from domain.console_roles import Permission
from domain.days import accept_last_day
from domain.enrolment.acts import ApplicationAct
from domain.mail_addresses import accept_mail_address
from inforex.applications.acts import act
from inforex.command import At, Checked, argument, option
from inforex.who_and_why import evidence
from settings import Settings


@act(ApplicationAct.CORRECT_ADDRESS, "申請者のメールアドレスを修正する")
@argument(
    "address",
    type=Checked(accept_mail_address),
    metavar="ADDRESS",
    help="新しいメールアドレス。LINK_KEYS などの設定が必要です",
)
@evidence(help="確認の根拠。申請者が確認したメールアドレスを変更するときに必要です")
async def address(
    number: str, why: ActReason, at: At, *, address: str, evidence: str | None
) -> None:
    """Send the applicant's mails elsewhere."""
    settings = Settings.from_environment(at.environment)
    making = LinkMaking(settings.link_keys, settings.policy)
    ground = Ground(frozenset(Permission), evidence or "")
    await correct_address(number, address, making, why, ground=ground, now=at.now)


@act(ApplicationAct.EXTEND_DEADLINE, "期限を延長する")
@option(
    "--until",
    type=Checked(accept_last_day),
    required=True,
    metavar="DAY",
    help="新しい期限の日。例: 2026-12-31",
)
async def deadline(number: str, why: ActReason, at: At, *, until: datetime) -> None:
    """Wait longer."""
    await extend_deadline(number, until, why, at.now)


@act(ApplicationAct.WITHDRAW, "申請者の依頼により取り下げる")
async def withdraw(number: str, why: ActReason, at: At) -> None:
    """End it as the applicant could."""
    await withdraw_on_request(number, why, at.now)
