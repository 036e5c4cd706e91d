"""Mails of an application that failed, or are wanted once more."""

from db.audit import ActReason
from db.console.mails_again import retry_failed, send_mail_again
from domain.enrolment.acts import ApplicationAct
from inforex.applications.acts import act
from inforex.command import At, argument


@act(ApplicationAct.RETRY, "届かなかったメールなど、失敗した処理をやり直す")
async def retry(number: str, why: ActReason, at: At) -> None:
    """Do again what failed."""
    await retry_failed(number, why, at.now)


@act("mail", "メールをもう一度送る")
@argument("mail", metavar="MAIL", help="メールの名前。show に表示されます。例: receipt/1")
async def send_again(number: str, why: ActReason, at: At, *, mail: str) -> None:
    """Send one that went already."""
    await send_mail_again(number, mail, why, at.now)
